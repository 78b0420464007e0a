# SPDX-License-Identifier: Apache-2.0
# TRACEPOINT_PROBE with the event's fields
# since: 4.7
. "$MATRIX/lib.sh"

trace "$hit"'
TRACEPOINT_PROBE(syscalls, sys_enter_openat)
{
	return (int)args->dfd == -100 && args->flags == 0 ? hit() : 0;
}' "$workload" open 7 /etc/passwd
hits 7
