// Every byte of a key reaches the helper, the hole after 'kind' too.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
struct key { char kind; u64 id; u16 port; };
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 8); __type(key, struct key); __type(value, u64); } counts SEC(".maps");
SEC("xdp") int prog(struct xdp_md *ctx)
{
	struct key k = {};
	u64 one = 1;
	k.kind = 3;
	k.id = ctx->rx_queue_index;
	k.port = 80;
	bpf_map_update_elem(&counts, &k, &one, 0);
	return bpf_map_lookup_elem(&counts, &k) != 0;
}
char _license[] SEC("license") = "GPL";
