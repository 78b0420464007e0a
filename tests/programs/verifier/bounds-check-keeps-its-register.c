// The bound is on the index; an optimiser that compares index * 8 instead, or computes the index again, loses it.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
u64 table[16];
u32 at;
SEC("xdp") int prog(struct xdp_md *ctx)
{
	u32 i = at;
	if (i >= 16)
		return 0;
	table[i] += 3;
	return table[i];
}
char _license[] SEC("license") = "GPL";
