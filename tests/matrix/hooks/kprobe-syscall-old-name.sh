# SPDX-License-Identifier: Apache-2.0
# a system call's function by the name it had before 4.17
# since: 4.17
. "$MATRIX/lib.sh"

trace "$hit"'
int kprobe__sys_openat(struct pt_regs *ctx)
{
	return hit();
}' "$workload" open 7 /etc/passwd
hits 7
grep -q "kprobe __x64_sys_openat" "$work/err" || fail "the chosen function is not told"
