# SPDX-License-Identifier: Apache-2.0
# global variables
# since: 5.2
. "$MATRIX/lib.sh"

trace "$sec_hit"'
const volatile int wanted = 124;
static long seen;
SEC("tp_btf/sys_enter")
int BPF_PROG(on_enter, struct pt_regs *regs, long id)
{
	if (id != wanted)
		return 0;
	return ++seen > 4 ? hit() : 0;
}' "$workload" getsid 9
hits 5
