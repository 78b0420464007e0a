# SPDX-License-Identifier: Apache-2.0
# LRU hash
# since: 4.10
. "$MATRIX/lib.sh"

trace 'BPF_TABLE("lru_hash", u32, u64, m, 64);
TRACEPOINT_PROBE(syscalls, sys_enter_getsid)
{
	u32 key = 3;
	u64 zero = 0, *value = m.lookup_or_try_init(&key, &zero);

	if (value)
		*value += 1;
	return 0;
}' "$workload" getsid 9
expect 9 "$(counts 3)" value
