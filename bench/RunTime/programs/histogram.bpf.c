// run: call
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include "log2.h"
struct place { u32 tgid; u32 slot; };
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 10240); __type(key, u64); __type(value, u64); } started SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 10240); __type(key, struct place); __type(value, u64); } counts SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY); __uint(max_entries, 64); __type(key, u32); __type(value, u64); } totals SEC(".maps");

SEC("tracepoint/raw_syscalls/sys_enter") int enter(void *ctx)
{
	u64 id = bpf_get_current_pid_tgid(), now = bpf_ktime_get_ns();

	bpf_map_update_elem(&started, &id, &now, 0);
	return 0;
}

SEC("tracepoint/raw_syscalls/sys_exit") int leave(void *ctx)
{
	u64 id = bpf_get_current_pid_tgid(), one = 1;
	u64 *start = bpf_map_lookup_elem(&started, &id), *count;
	struct place key = { .tgid = id >> 32 };

	if (!start)
		return 0;
	key.slot = slot_of(bpf_ktime_get_ns() - *start);
	count = bpf_map_lookup_elem(&counts, &key);
	if (count)
		__sync_fetch_and_add(count, 1);
	else
		bpf_map_update_elem(&counts, &key, &one, 0);
	count = bpf_map_lookup_elem(&totals, &key.slot);
	if (count)
		*count += 1;
	bpf_map_delete_elem(&started, &id);
	return 0;
}
char _license[] SEC("license") = "GPL";
