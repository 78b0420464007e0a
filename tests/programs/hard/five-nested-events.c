// Five events of 88 bytes, one inside the other's life: they share a stack of 512 bytes.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
struct event { u64 at; u32 pid; u32 kind; char comm[16]; u64 values[7]; };
struct { __uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY); __uint(key_size, 4); __uint(value_size, 4); } events SEC(".maps");
static __always_inline void fill(struct event *e, u32 kind, u64 v)
{
	e->at = bpf_ktime_get_ns();
	e->pid = bpf_get_current_pid_tgid() >> 32;
	e->kind = kind;
	bpf_get_current_comm(e->comm, sizeof(e->comm));
	for (int i = 0; i < 7; i++)
		e->values[i] = v + i;
}
#define SEND(e) bpf_perf_event_output(ctx, &events, BPF_F_CURRENT_CPU, &e, sizeof(e))
SEC("tracepoint/syscalls/sys_enter_getpgid") int prog(void *ctx)
{
	struct event a = {};
	fill(&a, 1, 10);
	{
		struct event b = {};
		fill(&b, 2, a.values[1]);
		{
			struct event c = {};
			fill(&c, 3, b.values[2]);
			{
				struct event d = {};
				fill(&d, 4, c.values[3]);
				{
					struct event e = {};
					fill(&e, 5, d.values[4] + a.values[0]);
					SEND(e);
				}
				SEND(d);
			}
			SEND(c);
		}
		SEND(b);
	}
	SEND(a);
	return 0;
}
char _license[] SEC("license") = "GPL";
