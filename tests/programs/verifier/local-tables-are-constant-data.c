// From Linux 5.17: through a zero-filled stack the verifier sees that there are no rounds, which neither we nor clang see, and the kernel loses the callback.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
u32 at;
static long first(u32 i, void *context)
{
	at++;
	return 0;
}
static long second(u32 i, void *context)
{
	at--;
	return 0;
}
SEC("xdp") int prog(struct xdp_md *ctx)
{
	short table[4][2] = { { 0 }, { 1, 0 } };
	bpf_loop(1, first, 0, 0);
	return bpf_loop(table[3][at & 1] & 7, second, 0, 0);
}
char _license[] SEC("license") = "GPL";
