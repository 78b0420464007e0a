// run: packet
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_endian.h>
struct flow_id { u32 from, to; u16 source, dest; u32 proto; };
struct seen { u64 packets, bytes; };
struct { __uint(type, BPF_MAP_TYPE_LRU_HASH); __uint(max_entries, 4096); __type(key, struct flow_id); __type(value, struct seen); } flows SEC(".maps");

SEC("tc") int classify(struct __sk_buff *skb)
{
	void *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
	struct flow_id flow = {};
	struct ethhdr *eth = data;
	struct seen *stats, fresh = { 1, skb->len };
	struct iphdr *ip = data + sizeof(*eth);

	if ((void *)(ip + 1) > end || eth->h_proto != bpf_htons(0x0800))
		return 0;
	flow.from = ip->saddr;
	flow.to = ip->daddr;
	flow.proto = ip->protocol;
	if (ip->protocol == 6 || ip->protocol == 17) {
		struct udphdr *ports = (void *)(ip + 1);

		if ((void *)(ports + 1) > end)
			return 0;
		flow.source = bpf_ntohs(ports->source);
		flow.dest = bpf_ntohs(ports->dest);
	}
	stats = bpf_map_lookup_elem(&flows, &flow);
	if (!stats) {
		bpf_map_update_elem(&flows, &flow, &fresh, 0);
		return 0;
	}
	stats->packets++;
	stats->bytes += skb->len;
	skb->mark = flow.dest == 443 ? 1 : flow.dest < 1024 ? 2 : 3;
	return 0;
}
char _license[] SEC("license") = "GPL";
