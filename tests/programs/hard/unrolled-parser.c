// A parser of up to 64 options, fully unrolled, each step a bounds check on a moving packet pointer.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
SEC("xdp") int prog(struct xdp_md *ctx)
{
	u8 *p = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	u32 kinds = 0;
#pragma unroll
	for (int i = 0; i < 64; i++) {
		if (p + 2 > end)
			break;
		if (p[0] == 0)
			break;
		kinds += p[0];
		p += 2;
	}
	return kinds;
}
char _license[] SEC("license") = "GPL";
