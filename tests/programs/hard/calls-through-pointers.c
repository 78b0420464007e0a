// Needs the optimiser: which function is called is known only once a table is read with a constant index and a loop is written out.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
typedef int (*step)(int);
static int twice(int x) { return x * 2; }
static int plus(int x) { return x + 7; }
static int square(int x) { return x * x; }
static const step steps[] = { twice, plus, square, twice };
static int apply(step f, int x) { return f(x); }
SEC("tc") int prog(struct __sk_buff *skb)
{
	int x = skb->len & 15;
#pragma unroll
	for (int i = 0; i < 4; i++)
		x = apply(steps[i], x);
	return x;
}
char _license[] SEC("license") = "GPL";
