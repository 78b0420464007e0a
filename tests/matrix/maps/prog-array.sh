# SPDX-License-Identifier: Apache-2.0
# an empty slot of a program array falls through
# since: 4.2
. "$MATRIX/lib.sh"

trace "$hit"'
BPF_PROG_ARRAY(jumps, 4);
TRACEPOINT_PROBE(syscalls, sys_enter_getsid)
{
	jumps.call(args, 2);
	return hit();
}' "$workload" getsid 9
hits 9
