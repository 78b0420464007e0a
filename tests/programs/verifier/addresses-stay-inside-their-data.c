// The arm is never reached, which the kernel does not ask: it looks at addresses in data when it loads them. So the end of an array is no address in it either.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
static const u8 table[4] = { 1, 2, 3, 4 };
u32 sums[4];
u32 number = 1, result;
SEC("xdp") int prog(struct xdp_md *ctx)
{
	int product;
	u32 overflows = __builtin_mul_overflow(-64, (int)(u8)number, &product);
	switch (overflows) {
	case 7:
		number = product;
		break;
	case 146816490:
		result = table[overflows & 3];
		break;
	}
	for (u32 *p = sums; p < sums + 4; p++)
		*p += product;
	return 0;
}
char _license[] SEC("license") = "GPL";
