/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Time from a task becoming runnable (woken up, or switched out while still runnable) until it runs.
 *
 * Settings (-D): TASK_STATE (the name of that field), FILTER_PID, MILLISECONDS, and at most one of BY_PID, BY_TID, BY_PIDNS.
 */
#include <linux/sched.h>
#include <linux/nsproxy.h>
#include <linux/pid_namespace.h>

#define SLOTS 64

#ifndef TASK_STATE
#define TASK_STATE __state	/* "state" before 5.14 */
#endif

#ifdef MILLISECONDS
#define UNIT_NS 1000000
#else
#define UNIT_NS 1000
#endif

#if defined(BY_PID) || defined(BY_TID) || defined(BY_PIDNS)
#define BY_KEY
#endif

struct slot_t {
	u32 id;
	u32 slot;
};

enum { LOST_WAKEUP, LOST_SLOT, LOST_KINDS };

BPF_HASH(queued_at, u32, u64, 65536);
BPF_PERCPU_ARRAY(lost, u64, LOST_KINDS);
#ifdef BY_KEY
BPF_PERCPU_HASH(dist, struct slot_t, u64, 65536);
#else
BPF_PERCPU_ARRAY(dist, u64, SLOTS);
#endif

static int enqueue(struct task_struct *task)
{
	u32 tid = task->pid;

	if (tid == 0)
		return 0;
#ifdef FILTER_PID
	if (task->tgid != FILTER_PID)
		return 0;
#endif
	u64 now = bpf_ktime_get_ns();

	if (queued_at.update(&tid, &now))
		lost.increment(LOST_WAKEUP);
	return 0;
}

static void count(struct task_struct *task, u64 delay_ns)
{
	u32 slot = bpf_log2l(delay_ns / UNIT_NS);

	if (slot >= SLOTS)
		slot = SLOTS - 1;
#ifdef BY_KEY
	struct slot_t key = { .slot = slot };
	u64 none = 0;
#if defined(BY_PIDNS)
	key.id = task->nsproxy->pid_ns_for_children->ns.inum;
#elif defined(BY_PID)
	key.id = task->tgid;
#else
	key.id = task->pid;
#endif
	u64 *counter = dist.lookup_or_try_init(&key, &none);
#else
	u64 *counter = dist.lookup(&slot);
#endif
	if (counter)
		*counter += 1;
	else
		lost.increment(LOST_SLOT);
}

RAW_TRACEPOINT_PROBE(sched_wakeup)
{
	return enqueue((struct task_struct *)ctx->args[0]);
}

RAW_TRACEPOINT_PROBE(sched_wakeup_new)
{
	return enqueue((struct task_struct *)ctx->args[0]);
}

RAW_TRACEPOINT_PROBE(sched_switch)
{
	struct task_struct *prev = (struct task_struct *)ctx->args[1];
	struct task_struct *next = (struct task_struct *)ctx->args[2];
	u32 tid = next->pid;
	u64 *since;

	if (prev->TASK_STATE == TASK_RUNNING)
		enqueue(prev);

	since = queued_at.lookup(&tid);
	if (!since)
		return 0;

	u64 now = bpf_ktime_get_ns();

	/* Clocks of two CPUs may differ by a little; a delay is never negative. */
	if (now > *since)
		count(next, now - *since);
	else
		count(next, 0);
	queued_at.delete(&tid);
	return 0;
}
