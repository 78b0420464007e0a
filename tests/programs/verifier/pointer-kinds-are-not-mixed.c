// Both arms store through a pointer; one store behind a join of a stack and a map pointer is refused.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
u64 total;
u32 choice;
SEC("xdp") int prog(struct xdp_md *ctx)
{
	u64 local[2] = { 1, 2 };
	u64 *p;
	if (choice & 1)
		p = &total;
	else
		p = &local[1];
	*p += 5;
	return local[1] + total;
}
char _license[] SEC("license") = "GPL";
