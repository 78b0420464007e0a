# SPDX-License-Identifier: Apache-2.0
# SEC("tp_btf/…"): BTF-typed arguments
# since: 5.5
. "$MATRIX/lib.sh"

trace "$sec_hit"'
SEC("tp_btf/sys_enter")
int BPF_PROG(on_enter, struct pt_regs *regs, long id)
{
	return id == 124 && regs->orig_ax == 124 ? hit() : 0;
}' "$workload" getsid 9
hits 9
