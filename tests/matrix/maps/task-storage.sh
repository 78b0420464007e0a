# SPDX-License-Identifier: Apache-2.0
# task storage
# since: 5.11
. "$MATRIX/lib.sh"

trace "$sec_hit"'
struct local { u64 calls; };
struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct local);
} m SEC(".maps");
SEC("tp_btf/sys_enter")
int BPF_PROG(on_enter, struct pt_regs *regs, long id)
{
	struct local *l = bpf_task_storage_get(&m, bpf_get_current_task_btf(), 0, BPF_LOCAL_STORAGE_GET_F_CREATE);

	if (id == 124 && l && ++l->calls > 4)
		hit();
	return 0;
}' "$workload" getsid 9
hits 5
