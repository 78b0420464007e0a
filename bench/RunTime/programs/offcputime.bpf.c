// run: switch
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>
struct place { u32 pid, tgid; int user, kernel; };
struct left_at { u64 at; struct place key; };
struct sum_of { u64 us; char comm[16]; };
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 10240); __type(key, u32); __type(value, struct left_at); } started SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 10240); __type(key, struct place); __type(value, struct sum_of); } totals SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_STACK_TRACE); __uint(max_entries, 4096); __uint(key_size, 4); __uint(value_size, 127 * 8); } stacks SEC(".maps");
const volatile bool no_kernel_threads = 1;
const volatile u64 shortest = 1, longest = -1;
const volatile s64 only_state = -1;

SEC("tp_btf/sched_switch") int BPF_PROG(change, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	struct left_at fresh = {}, *from;
	struct sum_of *total, zero = {};
	u32 pid = prev->pid;
	s64 delta;

	if (pid && !(no_kernel_threads && prev->flags & 0x00200000) && (only_state == -1 || only_state == BPF_CORE_READ(prev, __state))) {
		fresh.key.pid = pid;
		fresh.key.tgid = prev->tgid;
		fresh.at = bpf_ktime_get_ns();
		fresh.key.user = prev->flags & 0x00200000 ? -1 : bpf_get_stackid(ctx, &stacks, BPF_F_USER_STACK);
		fresh.key.kernel = bpf_get_stackid(ctx, &stacks, 0);
		bpf_map_update_elem(&started, &pid, &fresh, 0);
	}
	pid = next->pid;
	from = bpf_map_lookup_elem(&started, &pid);
	if (!from)
		return 0;
	delta = (s64)(bpf_ktime_get_ns() - from->at);
	if (delta < 0)
		goto out;
	delta /= 1000U;
	if (delta < shortest || delta > longest)
		goto out;
	total = bpf_map_lookup_elem(&totals, &from->key);
	if (!total) {
		bpf_map_update_elem(&totals, &from->key, &zero, BPF_NOEXIST);
		total = bpf_map_lookup_elem(&totals, &from->key);
		if (!total)
			goto out;
		BPF_CORE_READ_STR_INTO(&total->comm, next, comm);
	}
	__sync_fetch_and_add(&total->us, delta);
out:
	bpf_map_delete_elem(&started, &pid);
	return 0;
}
char _license[] SEC("license") = "GPL";
