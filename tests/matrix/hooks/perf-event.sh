# SPDX-License-Identifier: Apache-2.0
# each sample of a perf event: page faults
# since: 4.9
. "$MATRIX/lib.sh"

tests_pass WorkloadCountTests.Page_faults_as_samples
