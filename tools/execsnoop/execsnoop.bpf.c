/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Execs: the arguments are sent on entry, while the caller's memory is still there, the outcome on return. User space joins the two by thread.
 *
 * Settings (-D): FILTER_UID, FILTER_PPID, MAX_ARGS, BUFFER_PAGES, and those of containers.bpf.h.
 */
#include <linux/sched.h>
#include "containers.bpf.h"

#define ARG_SIZE	4096
#define TEXT_SIZE	16384

enum { EVENT_ARGS, EVENT_RETURN };

/* The header of both kinds; EVENT_ARGS has the arguments behind it, each with its NUL, the file name first. */
struct event_t {
	u64 ts_ns;
	u32 kind;
	u32 pid;
	u32 tid;
	u32 ppid;
	u32 uid;
	u32 cpu;
	int ret;
	u32 is_cut;
	char comm[TASK_COMM_LEN];
	char pcomm[TASK_COMM_LEN];
	char text[TEXT_SIZE];
};

enum { LOST_RECORD, LOST_KINDS };

BPF_PERCPU_ARRAY(scratch, struct event_t, 1);
BPF_PERCPU_ARRAY(lost, u64, LOST_KINDS);
BPF_RINGBUF_OUTPUT(events, BUFFER_PAGES);

/* Fills the header; NULL when this process is not to be traced. */
static struct event_t *start_event(u32 kind)
{
	int zero = 0;
	struct event_t *event = scratch.lookup(&zero);
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	struct task_struct *parent = task->real_parent;
	u64 id = bpf_get_current_pid_tgid();

	if (!event || is_other_container())
		return NULL;
	event->uid = bpf_get_current_uid_gid();
	event->ppid = parent->tgid;
#ifdef FILTER_UID
	if (event->uid != FILTER_UID)
		return NULL;
#endif
#ifdef FILTER_PPID
	if (event->ppid != FILTER_PPID)
		return NULL;
#endif
	event->ts_ns = bpf_ktime_get_ns();
	event->kind = kind;
	event->pid = id >> 32;
	event->tid = id;
	event->cpu = bpf_get_smp_processor_id();
	event->ret = 0;
	event->is_cut = 0;
	bpf_get_current_comm(&event->comm, sizeof(event->comm));
	bpf_probe_read_kernel(&event->pcomm, sizeof(event->pcomm), parent->comm);
	return event;
}

static void send(struct event_t *event, u32 used)
{
	if (used > TEXT_SIZE)
		used = TEXT_SIZE;
	if (events.ringbuf_output(event, offsetof(struct event_t, text) + used, 0))
		lost.increment(LOST_RECORD);
}

static int begin(const char *filename, const char *const *argv)
{
	struct event_t *event = start_event(EVENT_ARGS);
	u32 used = 0;
	long size;

	if (!event)
		return 0;
	size = bpf_probe_read_user_str(event->text, ARG_SIZE, filename);
	if (size > 0 && size <= ARG_SIZE)
		used = size;

	/* argv[0] says the same as the file name, or less. */
	for (int i = 1; i <= MAX_ARGS; i++) {
		const char *arg = NULL;

		if (bpf_probe_read_user(&arg, sizeof(arg), &argv[i]) || !arg)
			goto out;
		if (i == MAX_ARGS || used > TEXT_SIZE - ARG_SIZE) {
			event->is_cut = 1;
			goto out;
		}
		size = bpf_probe_read_user_str(&event->text[used], ARG_SIZE, arg);
		if (size <= 0 || size > ARG_SIZE)
			goto out;
		used += size;
	}
out:
	send(event, used);
	return 0;
}

static int end(int ret)
{
	struct event_t *event = start_event(EVENT_RETURN);

	if (!event)
		return 0;
	event->ret = ret;
	send(event, 0);
	return 0;
}

TRACEPOINT_PROBE(syscalls, sys_enter_execve)
{
	return begin(args->filename, args->argv);
}

TRACEPOINT_PROBE(syscalls, sys_exit_execve)
{
	return end(args->ret);
}

TRACEPOINT_PROBE(syscalls, sys_enter_execveat)
{
	return begin(args->filename, args->argv);
}

TRACEPOINT_PROBE(syscalls, sys_exit_execveat)
{
	return end(args->ret);
}
