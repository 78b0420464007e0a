/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Filters by container: is_other_container() is true for tasks that --cgroupmap and --mntnsmap leave out. The maps are pinned by whoever manages the
 * containers; keys are cgroup ids and mount namespace numbers, as BCC has them. The pins are given by the loader.
 *
 * Settings (-D): CGROUP_MAP, MNTNS_MAP.
 */
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

#ifdef CGROUP_MAP
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, u64);
	__type(value, u64);
} cgroup_set SEC(".maps");
#endif

#ifdef MNTNS_MAP
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, u64);
	__type(value, u32);
} mntns_set SEC(".maps");
#endif

static inline int is_other_container(void)
{
#ifdef CGROUP_MAP
	u64 cgroup = bpf_get_current_cgroup_id();

	if (!bpf_map_lookup_elem(&cgroup_set, &cgroup))
		return 1;
#endif
#ifdef MNTNS_MAP
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	u64 mntns = BPF_CORE_READ(task, nsproxy, mnt_ns, ns.inum);

	if (!bpf_map_lookup_elem(&mntns_set, &mntns))
		return 1;
#endif
	return 0;
}
