/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Counts system calls as they return, by call or by process; with LATENCY also the time they took. Counters are per CPU, so none is ever lost to a race.
 *
 * Settings (-D): FILTER_PID, FILTER_TID, FILTER_PPID, FILTER_SYSCALL, FILTER_FAILED, FILTER_ERRNO, LATENCY, BY_PROCESS.
 */
#include <linux/sched.h>

#define MAX_SYSCALLS 1024

struct total_t {
	u64 count;
	u64 total_ns;
};

struct process_t {
	u64 count;
	u64 total_ns;
	char comm[TASK_COMM_LEN];
};

enum { LOST_START, LOST_COUNT, LOST_KINDS };

BPF_PERCPU_ARRAY(lost, u64, LOST_KINDS);
#ifdef BY_PROCESS
BPF_PERCPU_HASH(processes, u32, struct process_t, 32768);
#else
BPF_PERCPU_ARRAY(totals, struct total_t, MAX_SYSCALLS);
#endif

static int is_wanted(u64 id)
{
#ifdef FILTER_PID
	if (id >> 32 != FILTER_PID)
		return 0;
#endif
#ifdef FILTER_TID
	if ((u32)id != FILTER_TID)
		return 0;
#endif
#ifdef FILTER_PPID
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();

	if (task->real_parent->tgid != FILTER_PPID)
		return 0;
#endif
	return 1;
}

#ifdef LATENCY
BPF_HASH(entered_at, u32, u64, 65536);

TRACEPOINT_PROBE(raw_syscalls, sys_enter)
{
	u64 id = bpf_get_current_pid_tgid();
	u32 tid = id;

#ifdef FILTER_SYSCALL
	if (args->id != FILTER_SYSCALL)
		return 0;
#endif
	if (!is_wanted(id))
		return 0;

	u64 now = bpf_ktime_get_ns();

	if (entered_at.update(&tid, &now))
		lost.increment(LOST_START);
	return 0;
}
#endif

TRACEPOINT_PROBE(raw_syscalls, sys_exit)
{
	u64 id = bpf_get_current_pid_tgid();
	u64 elapsed_ns = 0;

#ifdef FILTER_SYSCALL
	if (args->id != FILTER_SYSCALL)
		return 0;
#endif
	if (!is_wanted(id))
		return 0;

#ifdef LATENCY
	u32 tid = id;
	u64 *since = entered_at.lookup(&tid);

	/* Entered before we were there: its time is not known. */
	if (!since)
		return 0;
	elapsed_ns = bpf_ktime_get_ns() - *since;
	entered_at.delete(&tid);
#endif
#ifdef FILTER_FAILED
	if (args->ret >= 0)
		return 0;
#endif
#ifdef FILTER_ERRNO
	if (args->ret != -FILTER_ERRNO)
		return 0;
#endif

#ifdef BY_PROCESS
	u32 pid = id >> 32;
	struct process_t none = {};
	struct process_t *total = processes.lookup_or_try_init(&pid, &none);
#else
	/* rt_sigreturn restores whatever the interrupted call left in the register: -1 is no call. */
	u32 call = args->id;

	if (call >= MAX_SYSCALLS)
		call = MAX_SYSCALLS - 1;

	struct total_t *total = totals.lookup(&call);
#endif
	if (!total) {
		lost.increment(LOST_COUNT);
		return 0;
	}
	total->count += 1;
	total->total_ns += elapsed_ns;
#ifdef BY_PROCESS
	bpf_get_current_comm(&total->comm, sizeof(total->comm));
#endif
	return 0;
}
