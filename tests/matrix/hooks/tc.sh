# SPDX-License-Identifier: Apache-2.0
# tc: a filter of clsact counts each datagram, both ways
# since: 4.5
. "$MATRIX/lib.sh"

tests_pass NetworkHookTests.Traffic_control
