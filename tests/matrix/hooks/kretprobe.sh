# SPDX-License-Identifier: Apache-2.0
# result of a function by kretprobe
# since: 4.1
. "$MATRIX/lib.sh"

trace '
BPF_HASH(results, u32, u64);
int kretprobe__tcp_v4_connect(struct pt_regs *ctx)
{
	u32 pid = bpf_get_current_pid_tgid() >> 32;

	if (PT_REGS_RC(ctx) == 0)
		results.increment(pid);
	return 0;
}' "$workload" connect 5 12345
expect 5 "$(counts "$(cat "$work/pid")")" "successful connects"
