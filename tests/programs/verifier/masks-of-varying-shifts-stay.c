// 1 >> n is at most 1, but not for the verifier: the mask is what bounds the index.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
u64 amount;
u8 table[4];
SEC("xdp") int prog(struct xdp_md *ctx)
{
	return table[(8ul >> (amount & 63)) & 3] + table[(int)(1ul >> (amount & 63)) & 3];
}
char _license[] SEC("license") = "GPL";
