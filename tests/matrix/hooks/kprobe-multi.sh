# SPDX-License-Identifier: Apache-2.0
# one link on many functions
# since: 5.18
# needs: register_fprobe_ips
. "$MATRIX/lib.sh"

trace "$sec_hit"'
SEC("kprobe.multi/tcp_v4_connect,vfs_open")
int on_any(struct pt_regs *ctx)
{
	return hit();
}' "$workload" open 7 /etc/passwd
hits 7
