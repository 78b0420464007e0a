# SPDX-License-Identifier: Apache-2.0
# stack
# since: 4.20
. "$MATRIX/lib.sh"

trace 'BPF_STACK(m, u64, 16);
BPF_HASH(seen, u32, u64);
TRACEPOINT_PROBE(syscalls, sys_enter_getsid)
{
	u64 value = 4, back = 0;
	u32 key;

	m.push(&value, 0);
	if (!m.pop(&back)) {
		key = back;
		seen.increment(key);
	}
	return 0;
}' "$workload" getsid 9
expect 9 "$(counts 4)" "values popped"
