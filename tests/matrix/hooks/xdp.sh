# SPDX-License-Identifier: Apache-2.0
# XDP on an interface counts each datagram
# since: 5.9
. "$MATRIX/lib.sh"

tests_pass NetworkHookTests.Xdp
