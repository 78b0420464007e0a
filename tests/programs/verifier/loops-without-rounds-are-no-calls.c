// From Linux 5.17: a callback that is never called is dropped by the kernel, which then misses it where its address is taken and another function is left.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
int calls;
static __attribute__((noinline)) int other(int *p)
{
	return bpf_get_prandom_u32() + *p;
}
static long callback(u32 i, void *context)
{
	calls++;
	return 0;
}
SEC("xdp") int prog(struct xdp_md *ctx)
{
	int result = other(&calls);
	for (int rounds = 3; rounds > 3; rounds--)
		result++;
	return result + bpf_loop(calls & 0, callback, 0, 0);
}
char _license[] SEC("license") = "GPL";
