# SPDX-License-Identifier: Apache-2.0
# tcx: programs on an interface without a queueing discipline, both ways
# since: 6.6
. "$MATRIX/lib.sh"

tests_pass NetworkHookTests.Tcx
