// From Linux 5.17: in data that the loader froze the verifier sees that there are no rounds; the compiler may not look.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
u32 at;
const volatile u32 rounds;
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
	bpf_loop(at & 3, first, 0, 0);
	return bpf_loop(rounds, second, 0, 0);
}
char _license[] SEC("license") = "GPL";
