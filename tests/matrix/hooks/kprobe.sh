# SPDX-License-Identifier: Apache-2.0
# kprobe by name, BCC style
# since: 4.1
. "$MATRIX/lib.sh"

trace "$hit"'
int kprobe__vfs_open(struct pt_regs *ctx)
{
	return hit();
}' "$workload" open 7 /etc/passwd
hits 7
