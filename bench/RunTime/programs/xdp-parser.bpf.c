// run: packet
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_endian.h>
struct vlan_tag { __be16 tci, proto; };
struct { __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY); __uint(max_entries, 256); __type(key, u32); __type(value, u64); } counts SEC(".maps");

SEC("xdp") int parse(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	struct ethhdr *eth = data;
	u32 proto, key = 0;
	u64 *count;

	if ((void *)(eth + 1) > end)
		return XDP_DROP;
	proto = eth->h_proto;
	data = eth + 1;
#pragma unroll
	for (int i = 0; i < 2; i++) {
		struct vlan_tag *vlan = data;

		if (proto != bpf_htons(0x8100) && proto != bpf_htons(0x88a8))
			break;
		if ((void *)(vlan + 1) > end)
			return XDP_DROP;
		proto = vlan->proto;
		data = vlan + 1;
	}
	if (proto == bpf_htons(0x0800)) {
		struct iphdr *ip = data;

		if ((void *)(ip + 1) > end)
			return XDP_DROP;
		if (ip->ihl < 5)
			return XDP_DROP;
		key = ip->protocol;
		if (key == 6) {
			struct tcphdr *tcp = data + ip->ihl * 4;

			if ((void *)(tcp + 1) > end)
				return XDP_DROP;
			if (tcp->dest == bpf_htons(22))
				return XDP_DROP;
		}
	} else if (proto == bpf_htons(0x86dd)) {
		struct ipv6hdr *ip = data;

		if ((void *)(ip + 1) > end)
			return XDP_DROP;
		key = ip->nexthdr;
	}
	count = bpf_map_lookup_elem(&counts, &key);
	if (count)
		*count += 1;
	return XDP_PASS;
}
char _license[] SEC("license") = "GPL";
