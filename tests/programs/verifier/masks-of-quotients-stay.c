// A 32-bit division leaves the upper half zero, but not for the verifier: what is shifted down from there stays masked, or is known to be zero.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
u32 number = 40, divisor = 7;
u8 table[8];
SEC("xdp") int prog(struct xdp_md *ctx)
{
	u64 quotient = number / divisor, rest = number % 7, shifted = number << (divisor & 31);
	return table[(quotient >> 29) & 7] + table[(rest >> 55) & 3] + table[(shifted >> 30) & 3] + table[((u64)(u32)-number >> 30) & 3];
}
char _license[] SEC("license") = "GPL";
