# SPDX-License-Identifier: Apache-2.0
# system call arguments behind the wrapper, by the wrapper's own name
# since: 4.17
. "$MATRIX/lib.sh"

trace '
BPF_HASH(flags_seen, u32, u64);
int kprobe____x64_sys_openat(struct pt_regs *ctx, int dfd, const char __user *filename, int flags)
{
	char name[16];
	u32 key = dfd == -100 ? 100 : 1;

	bpf_probe_read_user_str(name, sizeof(name), filename);
	if (name[0] == 47 && name[1] == 101 && name[5] == 112 && flags == 0)
		flags_seen.increment(key);
	return 0;
}' "$workload" open 7 /etc/passwd
expect 7 "$(counts 100)" "openat calls"
