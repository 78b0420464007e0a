# SPDX-License-Identifier: Apache-2.0
# a task iterator loads and links
# since: 5.8
. "$MATRIX/lib.sh"

trace "$sec_hit"'
SEC("iter/task")
int on_task(struct bpf_iter__task *ctx)
{
	return 0;
}
SEC("tp_btf/sys_enter")
int BPF_PROG(on_enter, struct pt_regs *regs, long id)
{
	return id == 124 ? hit() : 0;
}' "$workload" getsid 9
hits 9
grep -q "^attached iterator task" "$work/err" || fail "the iterator has no link"
