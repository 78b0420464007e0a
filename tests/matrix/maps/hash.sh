# SPDX-License-Identifier: Apache-2.0
# hash
# since: 3.19
. "$MATRIX/lib.sh"

trace 'BPF_HASH(m, u32, u64);
TRACEPOINT_PROBE(syscalls, sys_enter_getsid)
{
	u32 key = 3;

	m.increment(key);
	return 0;
}' "$workload" getsid 9
expect 9 "$(counts 3)" value
