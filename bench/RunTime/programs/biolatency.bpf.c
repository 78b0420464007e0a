// run: write
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>
#include "log2.h"
struct place { u32 flags, dev; };
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 10240); __type(key, struct request *); __type(value, u64); } started SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 1024); __type(key, struct place); __type(value, struct latencies); } hists SEC(".maps");
const volatile bool per_disk = 0, per_flag = 0;
static struct latencies zero;

SEC("tp_btf/block_rq_issue") int BPF_PROG(issue, struct request *rq)
{
	u64 now = bpf_ktime_get_ns();

	bpf_map_update_elem(&started, &rq, &now, 0);
	return 0;
}

SEC("tp_btf/block_rq_complete") int BPF_PROG(complete, struct request *rq)
{
	u64 *start = bpf_map_lookup_elem(&started, &rq);
	struct place key = {};
	struct latencies *hist;
	s64 delta;

	if (!start)
		return 0;
	delta = bpf_ktime_get_ns() - *start;
	if (delta < 0)
		goto out;
	if (per_disk)
		key.dev = BPF_CORE_READ(rq, q, disk, major) << 20 | BPF_CORE_READ(rq, q, disk, first_minor);
	if (per_flag)
		key.flags = BPF_CORE_READ(rq, cmd_flags);
	hist = bpf_map_lookup_elem(&hists, &key);
	if (!hist) {
		bpf_map_update_elem(&hists, &key, &zero, 0);
		hist = bpf_map_lookup_elem(&hists, &key);
		if (!hist)
			goto out;
	}
	__sync_fetch_and_add(&hist->slots[slot_of(delta / 1000)], 1);
out:
	bpf_map_delete_elem(&started, &rq);
	return 0;
}
char _license[] SEC("license") = "GPL";
