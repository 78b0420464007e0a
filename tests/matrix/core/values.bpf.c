/* SPDX-License-Identifier: Apache-2.0 */
/* Fields that moved, were renamed or changed their size or type between kernels, read by an object that is compiled once. values.c knows what must come out. */
#include "vmlinux.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include "answers.h"

char LICENSE[] SEC("license") = "GPL";
const volatile unsigned long long seal = 0;
extern int LINUX_KERNEL_VERSION __kconfig;

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct answers);
} core_answers SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} asked SEC(".maps");

#define EARLIER __attribute__((preserve_access_index))

/* before 5.14 */
struct task_struct___volatile {
	volatile long state;
} EARLIER;

/* before 5.16; later a member of thread_info */
struct task_struct___cpu {
	unsigned int cpu;
} EARLIER;

/* before 6.2; later an array of counters of its own type */
struct mm_rss_stat___counts {
	struct {
		long counter;
	} count[4];
} EARLIER;
struct mm_struct___counts {
	struct mm_rss_stat___counts rss_stat;
} EARLIER;

/* before 6.6, and before 6.7 */
struct inode___timespec {
	struct timespec64 i_mtime;
} EARLIER;
struct inode___underlined {
	struct timespec64 __i_mtime;
} EARLIER;

/* before 6.15 */
struct kernfs_node___parent {
	struct kernfs_node *parent;
} EARLIER;

/* before 5.12 */
struct bio___disk {
	struct gendisk *bi_disk;
} EARLIER;

/* like and unlike the kernel's */
struct task_struct___like {
	int pid;
	struct mm_struct *mm;
} EARLIER;
struct task_struct___unlike {
	char *pid;
} EARLIER;
struct task_struct___imagined {
	int never_was;
} EARLIER;
struct bpf_arena___any {
} EARLIER;
enum bpf_map_type___newer {
	BPF_MAP_TYPE_ARENA___newer = 1,
};

static dev_t disk;

static void remember(struct gendisk *gendisk)
{
	disk = (BPF_CORE_READ(gendisk, major) << 20) + BPF_CORE_READ(gendisk, first_minor);
}

/* The tracepoint had the queue in front until 5.12. */
SEC("raw_tp/block_bio_queue")
int block_bio_queue(struct bpf_raw_tracepoint_args *ctx)
{
	struct bio___disk *old = (void *)ctx->args[1];

	if (bpf_core_field_exists(old->bi_disk))
		remember(BPF_CORE_READ(old, bi_disk));
	else
		remember(BPF_CORE_READ((struct bio *)ctx->args[0], bi_bdev, bd_disk));
	return 0;
}

static struct file *file_of(struct task_struct *task, unsigned long number)
{
	struct file **files = BPF_CORE_READ(task, files, fdt, fd), *file = 0;

	bpf_probe_read_kernel(&file, sizeof(file), files + number);
	return file;
}

static void read_task(struct task_struct *task, struct answers *answers)
{
	struct task_struct *parent = BPF_CORE_READ(task, real_parent);
	struct task_struct___volatile *earlier = (void *)parent;
	struct task_struct___cpu *with_cpu = (void *)task;

	answers->tgid = BPF_CORE_READ(task, tgid);
	answers->pid = BPF_CORE_READ(task, pid);
	answers->parent = BPF_CORE_READ(parent, tgid);
	answers->start_ns = BPF_CORE_READ(task, start_boottime);
	answers->uid = BPF_CORE_READ(task, cred, uid.val);
	answers->cpu = bpf_core_field_exists(with_cpu->cpu) ? BPF_CORE_READ(with_cpu, cpu) : BPF_CORE_READ(task, thread_info.cpu);
	answers->resets_on_fork = BPF_CORE_READ_BITFIELD_PROBED(task, sched_reset_on_fork);
	BPF_CORE_READ_STR_INTO(&answers->comm, task, comm);
	if (bpf_core_field_exists(earlier->state)) {
		answers->state = BPF_CORE_READ(earlier, state);
		answers->state_bytes = bpf_core_field_size(earlier->state);
	} else {
		answers->state = BPF_CORE_READ(parent, __state);
		answers->state_bytes = bpf_core_field_size(parent->__state);
	}
}

static void read_memory(struct mm_struct *mm, struct answers *answers)
{
	struct mm_struct___counts *earlier = (void *)mm;

	/* MM_ANONPAGES is the enumerator of an enum without a name */
	answers->pages = bpf_core_field_exists(earlier->rss_stat.count) ? BPF_CORE_READ(earlier, rss_stat.count[1].counter) : BPF_CORE_READ(mm, rss_stat[1].count);
}

static void read_inode(struct inode *inode, struct answers *answers)
{
	struct inode___timespec *earlier = (void *)inode;
	struct inode___underlined *between = (void *)inode;

	answers->inode = BPF_CORE_READ(inode, i_ino);
	answers->mode = BPF_CORE_READ(inode, i_mode);
	answers->size = BPF_CORE_READ(inode, i_size);
	if (bpf_core_field_exists(earlier->i_mtime))
		answers->modified = BPF_CORE_READ(earlier, i_mtime.tv_sec);
	else if (bpf_core_field_exists(between->__i_mtime))
		answers->modified = BPF_CORE_READ(between, __i_mtime.tv_sec);
	else
		answers->modified = BPF_CORE_READ(inode, i_mtime_sec);
}

static void read_cgroup(struct kernfs_node *node, struct answers *answers)
{
	struct kernfs_node___parent *earlier = (void *)node;
	struct kernfs_node *parent = bpf_core_field_exists(earlier->parent) ? BPF_CORE_READ(earlier, parent) : BPF_CORE_READ(node, __parent);

	answers->cgroup = BPF_CORE_READ(node, id);
	answers->cgroup_parent = BPF_CORE_READ(parent, id);
	bpf_probe_read_kernel_str(answers->cgroup_name, NAME_BYTES, BPF_CORE_READ(node, name));
}

static void read_socket(struct socket *socket, struct answers *answers)
{
	struct sock *sk = BPF_CORE_READ(socket, sk);

	answers->family = BPF_CORE_READ(sk, __sk_common.skc_family);
	answers->port = BPF_CORE_READ(sk, __sk_common.skc_num);
	answers->peer_port = BPF_CORE_READ(sk, __sk_common.skc_dport);
	answers->peer_address = BPF_CORE_READ(sk, __sk_common.skc_daddr);
}

static void read_types(struct answers *answers)
{
	struct task_struct___imagined *imagined = 0;

	answers->written = bpf_core_enum_value(enum node_stat_item, NR_WRITTEN) - bpf_core_enum_value(enum node_stat_item, NR_INACTIVE_ANON);
	answers->comm_bytes = bpf_core_field_size(struct task_struct, comm);
	answers->task_bytes = bpf_core_type_size(struct task_struct);
	answers->kernel = LINUX_KERNEL_VERSION;
	if (bpf_core_enum_value_exists(enum bpf_map_type___newer, BPF_MAP_TYPE_ARENA___newer))
		answers->has_arena_type = bpf_core_enum_value(enum bpf_map_type___newer, BPF_MAP_TYPE_ARENA___newer);
	answers->has_arena_struct = bpf_core_type_exists(struct bpf_arena___any);
	answers->has_flavour = bpf_core_field_exists(struct task_struct___like, mm);
	answers->has_nothing = bpf_core_field_exists(imagined->never_was);
	answers->matches = bpf_core_type_matches(struct task_struct___like);
	answers->matches_not = bpf_core_type_matches(struct task_struct___unlike);
}

SEC("tracepoint/syscalls/sys_enter_prctl")
int answer(struct trace_event_raw_sys_enter *ctx)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct answers *answers;
	struct asked *record;
	u32 zero = 0;

	if (ctx->args[0] != ASKING)
		return 0;
	answers = bpf_map_lookup_elem(&core_answers, &zero);
	if (!answers)
		return 0;
	read_task(task, answers);
	read_memory(BPF_CORE_READ(task, mm), answers);
	read_inode(BPF_CORE_READ(file_of(task, ctx->args[1]), f_inode), answers);
	read_cgroup(BPF_CORE_READ(task, cgroups, dfl_cgrp, kn), answers);
	read_socket(BPF_CORE_READ(file_of(task, ctx->args[2]), private_data), answers);
	read_types(answers);
	answers->device_major = disk >> 20;
	answers->device_minor = disk & 0xfffff;
	record = bpf_ringbuf_reserve(&asked, sizeof(*record), 0);
	if (record) {
		record->tgid = bpf_get_current_pid_tgid() >> 32;
		record->seal = seal;
		bpf_ringbuf_submit(record, 0);
	}
	return 0;
}
