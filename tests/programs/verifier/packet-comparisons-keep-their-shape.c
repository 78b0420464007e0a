// data + n > data_end is the only form of the check; n > data_end - data proves nothing.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_endian.h>
SEC("xdp") int prog(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	struct ethhdr *eth = data;
	struct iphdr *ip;
	if (data + sizeof(*eth) > end)
		return 1;
	if (eth->h_proto != bpf_htons(0x0800))
		return 2;
	ip = data + sizeof(*eth);
	if ((void *)(ip + 1) > end)
		return 1;
	u32 length = ip->ihl * 4;
	if (length < sizeof(*ip))
		return 1;
	u16 *ports = (void *)ip + length;
	if ((void *)(ports + 2) > end)
		return 1;
	return ports[1] == bpf_htons(53) ? 3 : 2;
}
char _license[] SEC("license") = "GPL";
