// A byte of the packet is at most 255, but not for the verifier, which knows nothing of what the packet instructions give.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
unsigned long long load_byte(void *skb, unsigned long long off) asm("llvm.bpf.load.byte");
u32 counts[256];
SEC("tc") int prog(struct __sk_buff *skb)
{
	u8 protocol = load_byte(skb, 23);
	counts[protocol]++;
	counts[load_byte(skb, 24) & 0xff]++;
	return 0;
}
char _license[] SEC("license") = "GPL";
