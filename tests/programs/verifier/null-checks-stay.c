// Both lookups are tested although the second test looks like the first.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 8); __type(key, u32); __type(value, u64); } counts SEC(".maps");
SEC("xdp") int prog(struct xdp_md *ctx)
{
	u32 key = 1;
	u64 *a = bpf_map_lookup_elem(&counts, &key);
	u64 *b = bpf_map_lookup_elem(&counts, &key);
	if (!a) {
		u64 one = 1;
		bpf_map_update_elem(&counts, &key, &one, 0);
		a = bpf_map_lookup_elem(&counts, &key);
		if (!a)
			return 0;
	}
	*a += 1;
	return b ? *b : *a;
}
char _license[] SEC("license") = "GPL";
