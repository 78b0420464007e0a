# SPDX-License-Identifier: Apache-2.0
# cgroup_skb counts each datagram of a cgroup, both ways
# since: 5.7
. "$MATRIX/lib.sh"

tests_pass NetworkHookTests.Cgroup
