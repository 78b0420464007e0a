// Pointers into the stack compared with one another tell the verifier nothing.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
u64 seed;
SEC("xdp") int prog(struct xdp_md *ctx)
{
	u16 b[32] = { 1, 2, 3 };
	b[seed & 31] = 7;
	u32 sum = 0;
	for (u16 *p = b; p < b + 32; p++)
		sum = sum * 3 + *p;
	for (u16 *p = b + 31; p >= b; p--)
		sum ^= *p;
	for (u16 *p = b; p != &b[32]; p += 2)
		*p = sum;
	return sum + b[seed & 31];
}
char _license[] SEC("license") = "GPL";
