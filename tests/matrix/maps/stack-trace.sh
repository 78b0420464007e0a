# SPDX-License-Identifier: Apache-2.0
# stack traces
# since: 4.6
. "$MATRIX/lib.sh"

# At a kprobe: tracepoints of system calls had only the caller's user stack before 6.13.
trace "$hit"'
BPF_STACK_TRACE(stacks, 64);
int kprobe__vfs_open(struct pt_regs *ctx)
{
	return stacks.get_stackid(ctx, 0) >= 0 ? hit() : 0;
}' "$workload" open 7 /etc/passwd
hits 7
