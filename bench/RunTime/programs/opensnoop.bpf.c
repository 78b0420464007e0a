// run: open
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
struct asked { const char *name; int flags; };
struct opened { u64 at; u32 pid, uid; int result, flags; char comm[16]; char name[128]; };
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 10240); __type(key, u32); __type(value, struct asked); } started SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 1 << 16); } events SEC(".maps");
const volatile u32 only_pid = 0, only_tgid = 0, only_uid = -1;
const volatile bool failed_only = 0;

SEC("tracepoint/syscalls/sys_enter_openat") int enter(struct trace_event_raw_sys_enter *ctx)
{
	u64 id = bpf_get_current_pid_tgid();
	u32 tgid = id >> 32, pid = id;
	struct asked args = {};

	if (only_tgid && only_tgid != tgid)
		return 0;
	if (only_pid && only_pid != pid)
		return 0;
	if (only_uid != -1 && only_uid != (u32)bpf_get_current_uid_gid())
		return 0;
	args.name = (const char *)ctx->args[1];
	args.flags = ctx->args[2];
	bpf_map_update_elem(&started, &pid, &args, 0);
	return 0;
}

SEC("tracepoint/syscalls/sys_exit_openat") int leave(struct trace_event_raw_sys_exit *ctx)
{
	u32 pid = bpf_get_current_pid_tgid();
	struct asked *args = bpf_map_lookup_elem(&started, &pid);
	struct opened *e;

	if (!args)
		return 0;
	if (failed_only && ctx->ret >= 0)
		goto out;
	e = bpf_ringbuf_reserve(&events, sizeof(*e), 0);
	if (!e)
		goto out;
	e->at = bpf_ktime_get_ns();
	e->pid = bpf_get_current_pid_tgid() >> 32;
	e->uid = bpf_get_current_uid_gid();
	e->result = ctx->ret;
	e->flags = args->flags;
	bpf_get_current_comm(e->comm, sizeof(e->comm));
	bpf_probe_read_user_str(e->name, sizeof(e->name), args->name);
	bpf_ringbuf_submit(e, 0);
out:
	bpf_map_delete_elem(&started, &pid);
	return 0;
}
char _license[] SEC("license") = "GPL";
