// Locals of 2 KB, an array with a variable index among them, where the stack has 512 bytes: they go to per-CPU storage.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
struct table { u32 counts[256]; };
static __noinline int sum(u32 *row, u32 from)
{
	u32 total = 0;
	for (u32 i = 0; i < 32; i++)
		total += row[(from + i) & 63];
	return total;
}
SEC("tc") int prog(struct __sk_buff *skb)
{
	struct table seen = {};
	u32 copy[64];
	u8 bytes[768];
	u32 n = skb->len & 63, total = 0;
	u8 *data = (void *)(long)skb->data;
	if (data + 14 > (u8 *)(long)skb->data_end)
		return 0;
	for (u32 i = 0; i < 14; i++) {
		bytes[i] = data[i];
		seen.counts[bytes[i]] += i + 1;
	}
	for (u32 i = 14; i < sizeof(bytes); i++)
		bytes[i] = i;
	__builtin_memcpy(copy, &seen.counts[192], sizeof(copy));
	for (u32 i = 0; i < 64; i++)
		total += seen.counts[i] + copy[i] + bytes[(i * 12) & 511];
	return total + sum(copy, n);
}
char _license[] SEC("license") = "GPL";
