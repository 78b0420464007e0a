// Two context fields chosen by a condition: a choice between the addresses with one load behind it is refused.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
u32 choice;
SEC("xdp") int prog(struct xdp_md *ctx)
{
	u32 v;
	if (choice & 1)
		v = ctx->ingress_ifindex;
	else
		v = ctx->rx_queue_index;
	return v;
}
char _license[] SEC("license") = "GPL";
