# SPDX-License-Identifier: Apache-2.0
# per-CPU hash
# since: 4.6
. "$MATRIX/lib.sh"

trace 'BPF_PERCPU_HASH(m, u32, u64);
TRACEPOINT_PROBE(syscalls, sys_enter_getsid)
{
	u32 key = 3;
	u64 zero = 0, *value = m.lookup_or_try_init(&key, &zero);

	if (value)
		*value += 1;
	return 0;
}' "$workload" getsid 9
expect 9 "$(counts 3)" value
