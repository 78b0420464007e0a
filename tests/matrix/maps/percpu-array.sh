# SPDX-License-Identifier: Apache-2.0
# per-CPU array
# since: 4.6
. "$MATRIX/lib.sh"

trace 'BPF_PERCPU_ARRAY(m, u64, 8);
TRACEPOINT_PROBE(syscalls, sys_enter_getsid)
{
	m.increment(3);
	return 0;
}' "$workload" getsid 9
expect 9 "$(counts 3)" value
