// run: call
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
struct sum_of { u64 count, ns; char comm[16]; };
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 8192); __type(key, u32); __type(value, u64); } started SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 8192); __type(key, u32); __type(value, struct sum_of); } totals SEC(".maps");
const volatile bool by_process = 0, failed_only = 0, timed = 1;
const volatile int only_errno = 0;
const volatile u32 only_tgid = 0;

SEC("tracepoint/raw_syscalls/sys_enter") int enter(struct trace_event_raw_sys_enter *ctx)
{
	u64 id = bpf_get_current_pid_tgid(), now;
	u32 tid = id;

	if (!timed || (only_tgid && only_tgid != id >> 32))
		return 0;
	now = bpf_ktime_get_ns();
	bpf_map_update_elem(&started, &tid, &now, 0);
	return 0;
}

SEC("tracepoint/raw_syscalls/sys_exit") int leave(struct trace_event_raw_sys_exit *ctx)
{
	u64 id = bpf_get_current_pid_tgid(), *start = 0;
	u32 tgid = id >> 32, tid = id, key;
	struct sum_of zero = {}, *total;

	if (only_tgid && only_tgid != tgid)
		return 0;
	if (failed_only && ctx->ret >= 0)
		return 0;
	if (only_errno && ctx->ret != -only_errno)
		return 0;
	if (ctx->id == -1)
		return 0;
	if (timed) {
		start = bpf_map_lookup_elem(&started, &tid);
		if (!start)
			return 0;
	}
	key = by_process ? tgid : ctx->id;
	total = bpf_map_lookup_elem(&totals, &key);
	if (!total) {
		bpf_map_update_elem(&totals, &key, &zero, BPF_NOEXIST);
		total = bpf_map_lookup_elem(&totals, &key);
		if (!total)
			return 0;
		if (by_process)
			bpf_get_current_comm(total->comm, sizeof(total->comm));
	}
	__sync_fetch_and_add(&total->count, 1);
	if (timed)
		__sync_fetch_and_add(&total->ns, bpf_ktime_get_ns() - *start);
	return 0;
}
char _license[] SEC("license") = "GPL";
