# SPDX-License-Identifier: Apache-2.0
# array
# since: 3.19
. "$MATRIX/lib.sh"

trace 'BPF_ARRAY(m, u64, 8);
TRACEPOINT_PROBE(syscalls, sys_enter_getsid)
{
	m.increment(3);
	return 0;
}' "$workload" getsid 9
expect 9 "$(counts 3)" value
