// Nested loops left on what the data says.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
u8 text[16][16];
SEC("xdp") int prog(struct xdp_md *ctx)
{
	u32 found = 0;
	for (u32 i = 0; i < 16; i++) {
		for (u32 k = 0; k < 16; k++) {
			if (text[i][k] == 0)
				break;
			if (text[i][k] == 0xff)
				goto out;
			found += text[i][k];
		}
	}
out:
	return found;
}
char _license[] SEC("license") = "GPL";
