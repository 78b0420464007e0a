// From Linux 6.8, which learns from a comparison that a number is not 0. Of a counter that may be anything the loop asks for two bits: there are four rounds at most, which the verifier sees only of a counter that has two bits.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
u32 start;
u64 seed;
SEC("xdp") int prog(struct xdp_md *ctx)
{
	u32 n = start, sum = 1;
	while (n-- & 3)
		sum = sum * 7 + seed;
	u64 m = seed;
	do
		sum ^= start;
	while (++m & 7);
	u32 k = start;
	int last = 0;
	for (u32 i = start; (i & 15) != 9; i++)
		sum += i & 7;
	while (k-- & 3)
		last = 5;
	return sum + last;
}
char _license[] SEC("license") = "GPL";
