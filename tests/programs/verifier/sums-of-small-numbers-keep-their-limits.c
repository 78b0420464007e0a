// The check is on the sum, the use is of what it was made of: before v3 a sign extension between the two loses it.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
struct text {
	u16 used;
	char bytes[12288];
};
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct text);
} texts SEC(".maps");
SEC("xdp") int prog(struct xdp_md *ctx)
{
	u32 zero = 0;
	struct text *text = bpf_map_lookup_elem(&texts, &zero);
	if (!text)
		return 0;
	if (text->used + 2048 >= (int)sizeof(text->bytes))
		return 0;
	bpf_probe_read_kernel(&text->bytes[text->used], 2048, ctx);
	return text->used;
}
char _license[] SEC("license") = "GPL";
