// Checked as int, used as long: the extension in between must be one the verifier follows.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
u64 table[32];
int at;
SEC("xdp") int prog(struct xdp_md *ctx)
{
	int i = at;
	if (i < 0 || i > 31)
		return 0;
	u64 sum = 0;
	for (int k = i; k < 32; k++)
		sum += table[k];
	return sum;
}
char _license[] SEC("license") = "GPL";
