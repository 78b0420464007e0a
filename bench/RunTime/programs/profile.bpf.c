// run: sample
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
struct place { u32 pid; u64 address; int user, kernel; char comm[16]; };
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 10240); __type(key, struct place); __type(value, u64); } counts SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_STACK_TRACE); __uint(max_entries, 4096); __uint(key_size, 4); __uint(value_size, 127 * 8); } stacks SEC(".maps");
const volatile bool idle_too = 1, user_only = 0;
const volatile u32 only_pid = 0;

SEC("perf_event") int sample(struct bpf_perf_event_data *ctx)
{
	u64 id = bpf_get_current_pid_tgid(), one = 1, *count;
	u32 pid = id >> 32, tid = id;
	struct place key = {};

	if (!idle_too && !tid)
		return 0;
	if (only_pid && only_pid != pid)
		return 0;
	key.pid = pid;
	bpf_get_current_comm(&key.comm, sizeof(key.comm));
	key.kernel = user_only ? -1 : bpf_get_stackid(ctx, &stacks, 0);
	key.user = bpf_get_stackid(ctx, &stacks, BPF_F_USER_STACK);
	count = bpf_map_lookup_elem(&counts, &key);
	if (count)
		__sync_fetch_and_add(count, 1);
	else
		bpf_map_update_elem(&counts, &key, &one, BPF_NOEXIST);
	return 0;
}
char _license[] SEC("license") = "GPL";
