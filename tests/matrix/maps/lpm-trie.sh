# SPDX-License-Identifier: Apache-2.0
# longest-prefix trie
# since: 4.11
. "$MATRIX/lib.sh"

trace 'struct address { u32 bits; u32 ip; };
BPF_LPM_TRIE(m, struct address, u64, 16);
BPF_HASH(seen, u32, u64);
TRACEPOINT_PROBE(syscalls, sys_enter_getsid)
{
	struct address net = { 8, 10 }, host = { 32, 10 | 1 << 8 };
	u64 one = 1, *found;
	u32 key = 3;

	m.update(&net, &one);
	found = m.lookup(&host);
	if (found)
		seen.increment(key);
	return 0;
}' "$workload" getsid 9
expect 9 "$(counts 3)" matches
