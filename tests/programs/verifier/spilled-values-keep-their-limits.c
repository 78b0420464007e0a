// A value that waits on the stack for its use is checked in a register: before 6.9 the verifier must be told that both are one.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>
struct text {
	u32 used;
	char bytes[8192 + 256];
};
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct text);
} texts SEC(".maps");
SEC("tp_btf/sched_switch") int BPF_PROG(prog, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	u32 zero = 0;
	struct text *text = bpf_map_lookup_elem(&texts, &zero);
	if (!text)
		return 0;
	volatile u32 *used = &text->used;
	struct task_struct *a = BPF_CORE_READ(prev, parent), *b = BPF_CORE_READ(next, parent), *c = BPF_CORE_READ(a, parent);
	for (int i = 0; i < 4; i++) {
		u32 at = *used;

		if (at > 8192)
			break;
		struct task_struct *above = BPF_CORE_READ(c, parent);
		long size = bpf_probe_read_kernel_str(&text->bytes[at], 256, BPF_CORE_READ(above, cred));
		if (size <= 0 || size > 256)
			break;
		*used = at + size;
		c = above == a ? b : above == b ? a : above == prev ? next : above == next ? prev : above;
	}
	return 0;
}
char _license[] SEC("license") = "GPL";
