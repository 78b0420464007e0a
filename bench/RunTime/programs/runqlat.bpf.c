// run: switch
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>
#include "log2.h"
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 10240); __type(key, u32); __type(value, u64); } started SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 1024); __type(key, u32); __type(value, struct latencies); } hists SEC(".maps");
const volatile bool per_process = 0, in_ms = 0;
const volatile u32 only_tgid = 0;
static struct latencies zero;

static int note_start(u32 tgid, u32 pid)
{
	u64 now;

	if (!pid || (only_tgid && only_tgid != tgid))
		return 0;
	now = bpf_ktime_get_ns();
	bpf_map_update_elem(&started, &pid, &now, 0);
	return 0;
}

SEC("tp_btf/sched_wakeup") int BPF_PROG(wakeup, struct task_struct *p)
{
	return note_start(p->tgid, p->pid);
}

SEC("tp_btf/sched_switch") int BPF_PROG(change, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	struct latencies *hist;
	u64 *start, slot;
	u32 pid = next->pid, key = -1;
	s64 delta;

	if (BPF_CORE_READ(prev, __state) == 0)
		note_start(prev->tgid, prev->pid);
	start = bpf_map_lookup_elem(&started, &pid);
	if (!start)
		return 0;
	delta = bpf_ktime_get_ns() - *start;
	if (delta < 0)
		goto out;
	if (per_process)
		key = next->tgid;
	hist = bpf_map_lookup_elem(&hists, &key);
	if (!hist) {
		bpf_map_update_elem(&hists, &key, &zero, BPF_NOEXIST);
		hist = bpf_map_lookup_elem(&hists, &key);
		if (!hist)
			goto out;
	}
	slot = slot_of(in_ms ? delta / 1000000 : delta / 1000);
	__sync_fetch_and_add(&hist->slots[slot], 1);
out:
	bpf_map_delete_elem(&started, &pid);
	return 0;
}
char _license[] SEC("license") = "GPL";
