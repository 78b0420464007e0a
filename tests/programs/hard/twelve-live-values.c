// Twelve values stay alive across helper calls: four fit in registers.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
u64 in[12], out;
SEC("xdp") int prog(struct xdp_md *ctx)
{
	u64 a = in[0], b = in[1], c = in[2], d = in[3], e = in[4], f = in[5], g = in[6], h = in[7], i = in[8], j = in[9], k = in[10], l = in[11];
	u64 t = bpf_ktime_get_ns();
	u64 r = bpf_get_prandom_u32();
	u64 s = bpf_get_smp_processor_id();
	out = a * t + b * r + c * s + (d ^ t) + (e ^ r) + (f ^ s) + g * 3 + h * 5 + i * 7 + j * 11 + k * 13 + l * 17;
	u64 n = bpf_ktime_get_ns() - t;
	return a + b + c + d + e + f + g + h + i + j + k + l + n;
}
char _license[] SEC("license") = "GPL";
