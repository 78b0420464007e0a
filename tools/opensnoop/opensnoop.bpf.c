/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Opens of files, seen as the call returns: its arguments still lie in the registers saved at entry, and the path has just been read by the kernel, so it is
 * in memory. One program at sys_exit keeps no state between entry and return, which therefore cannot be lost, and sees the calls of 32-bit processes, which
 * the syscalls:* events do not show.
 *
 * Settings (-D): FILTER_PID, FILTER_TID, FILTER_UID, FILTER_FLAGS, ONLY_FAILED, FULL_PATH, BUFFER_PAGES, and those of containers.bpf.h.
 */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>
#include "containers.bpf.h"

#define PAGE_BYTES	4096
#define PATH_MAX	4096
#define AT_FDCWD	(-100)
#define O_CREAT_TRUNC	01101	/* what creat() stands for: O_CREAT | O_WRONLY | O_TRUNC */
#define MAX_DEPTH	32
#define MAX_NAME	256
#ifdef FULL_PATH
#define TEXT_SIZE	(2 * PATH_MAX + MAX_NAME)
#else
#define TEXT_SIZE	PATH_MAX
#endif

/* Numbers of the calls, for 64-bit and 32-bit processes. Source: arch/x86/entry/syscalls/syscall_64.tbl, syscall_32.tbl */
#define OPEN_64		2
#define CREAT_64	85
#define OPENAT_64	257
#define OPENAT2		437
#define OPEN_32		5
#define CREAT_32	8
#define OPENAT_32	295
#define X32_BIT		0x40000000	/* set in the calls of x32 processes */
#define TS_COMPAT	0x0002		/* arch/x86/include/asm/thread_info.h: inside a 32-bit call */

/* What user space gets: this header, the path, and with FULL_PATH the names of the directories it is relative to, innermost first. */
struct event_t {
	u64 ts_ns;
	u32 pid;
	u32 tid;
	u32 uid;
	int ret;
	int flags;
	u32 mode;
	char comm[TASK_COMM_LEN];
	u32 path_size;
	u32 text_size;
	char text[TEXT_SIZE];
};

/* The arguments of whichever call it was. */
struct open_t {
	const char *path;
	int dfd;
	int flags;
	u32 mode;
};

enum { LOST_RECORD, LOST_KINDS };

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, BUFFER_PAGES * PAGE_BYTES);
} events SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct event_t);
} scratch SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, LOST_KINDS);
	__type(key, u32);
	__type(value, u64);
} lost SEC(".maps");

char LICENSE[] SEC("license") = "GPL";

static void read_how(struct open_t *open, const void *how)
{
	struct open_how copy = {};

	bpf_probe_read_user(&copy, sizeof(copy), how);
	open->flags = copy.flags;
	open->mode = copy.mode;
}

/* Takes the arguments out of the registers of a 64-bit call; 0 when it opens nothing. */
static int is_open(struct open_t *open, struct pt_regs *regs, u32 call)
{
	switch (call) {
	case OPEN_64:
		open->dfd = AT_FDCWD;
		open->path = (const char *)regs->di;
		open->flags = regs->si;
		open->mode = regs->dx;
		return 1;
	case CREAT_64:
		open->dfd = AT_FDCWD;
		open->path = (const char *)regs->di;
		open->flags = O_CREAT_TRUNC;
		open->mode = regs->si;
		return 1;
	case OPENAT_64:
		open->dfd = regs->di;
		open->path = (const char *)regs->si;
		open->flags = regs->dx;
		open->mode = regs->r10;
		return 1;
	case OPENAT2:
		open->dfd = regs->di;
		open->path = (const char *)regs->si;
		read_how(open, (const void *)regs->dx);
		return 1;
	}
	return 0;
}

/* The same for a 32-bit call: other numbers, other registers. */
static int is_open_32(struct open_t *open, struct pt_regs *regs, u32 call)
{
	switch (call) {
	case OPEN_32:
		open->dfd = AT_FDCWD;
		open->path = (const char *)(u64)(u32)regs->bx;
		open->flags = regs->cx;
		open->mode = regs->dx;
		return 1;
	case CREAT_32:
		open->dfd = AT_FDCWD;
		open->path = (const char *)(u64)(u32)regs->bx;
		open->flags = O_CREAT_TRUNC;
		open->mode = regs->cx;
		return 1;
	case OPENAT_32:
		open->dfd = regs->bx;
		open->path = (const char *)(u64)(u32)regs->cx;
		open->flags = regs->dx;
		open->mode = regs->si;
		return 1;
	case OPENAT2:
		open->dfd = regs->bx;
		open->path = (const char *)(u64)(u32)regs->cx;
		read_how(open, (const void *)(u64)(u32)regs->dx);
		return 1;
	}
	return 0;
}

static int is_compat(void)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();

	return BPF_CORE_READ(task, thread_info.status) & TS_COMPAT;
}

#ifdef FULL_PATH
/*
 * Writes the names from the directory the path is relative to up to the root behind the path. How much text is used is kept in memory, volatile: in a
 * register, the verifier would tell every possible length apart and walk each as a path of its own.
 */
static void climb(struct event_t *event, int dfd)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	volatile u32 *text_size = &event->text_size;
	struct dentry *dentry;
	struct vfsmount *vfsmount;

	if (dfd == AT_FDCWD) {
		dentry = BPF_CORE_READ(task, fs, pwd.dentry);
		vfsmount = BPF_CORE_READ(task, fs, pwd.mnt);
	} else {
		struct file **files = BPF_CORE_READ(task, files, fdt, fd);
		struct file *file = NULL;

		bpf_probe_read_kernel(&file, sizeof(file), files + (u32)dfd);
		dentry = BPF_CORE_READ(file, f_path.dentry);
		vfsmount = BPF_CORE_READ(file, f_path.mnt);
	}

	struct mount *mount = container_of(vfsmount, struct mount, mnt);

	for (int i = 0; i < MAX_DEPTH; i++) {
		struct dentry *parent = BPF_CORE_READ(dentry, d_parent);

		if (dentry == parent || dentry == BPF_CORE_READ(mount, mnt.mnt_root)) {
			struct mount *above = BPF_CORE_READ(mount, mnt_parent);

			if (mount == above)
				break;
			dentry = BPF_CORE_READ(mount, mnt_mountpoint);
			mount = above;
			continue;
		}

		u32 used = *text_size;

		if (used > 2 * PATH_MAX)
			break;

		long size = bpf_probe_read_kernel_str(&event->text[used], MAX_NAME, BPF_CORE_READ(dentry, d_name.name));

		if (size <= 0 || size > MAX_NAME)
			break;
		*text_size = used + size;
		dentry = parent;
	}
}
#endif

static void report(struct open_t *open, long ret)
{
	u64 id = bpf_get_current_pid_tgid();
	u32 uid = bpf_get_current_uid_gid();
	u32 zero = 0;
	struct event_t *event;

#ifdef FILTER_PID
	if (id >> 32 != FILTER_PID)
		return;
#endif
#ifdef FILTER_TID
	if ((u32)id != FILTER_TID)
		return;
#endif
#ifdef FILTER_UID
	if (uid != FILTER_UID)
		return;
#endif
#ifdef FILTER_FLAGS
	if (!(open->flags & FILTER_FLAGS))
		return;
#endif
	if (is_other_container())
		return;
	event = bpf_map_lookup_elem(&scratch, &zero);
	if (!event)
		return;

	event->ts_ns = bpf_ktime_get_ns();
	event->pid = id >> 32;
	event->tid = id;
	event->uid = uid;
	event->ret = ret;
	event->flags = open->flags;
	event->mode = open->mode;
	bpf_get_current_comm(&event->comm, sizeof(event->comm));

	long size = bpf_probe_read_user_str(event->text, PATH_MAX, open->path);

	if (size < 0 || size > PATH_MAX)
		size = 0;
	event->path_size = size;
	event->text_size = size;

	u32 used = size;

#ifdef FULL_PATH
	if (size > 0 && event->text[0] != '/') {
		climb(event, open->dfd);
		used = event->text_size;
		if (used > TEXT_SIZE)
			used = TEXT_SIZE;
	}
#endif
	if (bpf_ringbuf_output(&events, event, offsetof(struct event_t, text) + used, 0)) {
		u64 *counter = bpf_map_lookup_elem(&lost, &zero);

		if (counter)
			*counter += 1;
	}
}

SEC("tp_btf/sys_exit")
int BPF_PROG(opensnoop, struct pt_regs *regs, long ret)
{
	struct open_t open = {};
	u32 call = regs->orig_ax;

#ifdef ONLY_FAILED
	if (ret >= 0)
		return 0;
#endif
	switch (call & ~X32_BIT) {
	case OPEN_32:
	case CREAT_32:
	case OPENAT_32:
		if (is_compat() && is_open_32(&open, regs, call))
			report(&open, ret);
		return 0;
	case OPEN_64:
	case CREAT_64:
	case OPENAT_64:
		if (!is_compat() && is_open(&open, regs, call & ~X32_BIT))
			report(&open, ret);
		return 0;
	case OPENAT2:
		if (is_compat() ? is_open_32(&open, regs, call) : is_open(&open, regs, call & ~X32_BIT))
			report(&open, ret);
		return 0;
	}
	return 0;
}
