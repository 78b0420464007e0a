# SPDX-License-Identifier: Apache-2.0
# several programs at a cgroup see sockets made
# since: 5.7
. "$MATRIX/lib.sh"

tests_pass LinkTests.Several_programs_share_a_cgroup
