# SPDX-License-Identifier: Apache-2.0
# SEC("usdt/…"): static probes of a program, in several places and behind a semaphore, with their arguments
# since: 4.20
. "$MATRIX/lib.sh"

tests_pass WorkloadCountTests.Static_probes
