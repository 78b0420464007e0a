# SPDX-License-Identifier: Apache-2.0
# SEC("ksyscall/…") with BPF_KSYSCALL
# since: 4.17
. "$MATRIX/lib.sh"

trace "$sec_hit"'
SEC("ksyscall/openat")
int BPF_KSYSCALL(on_openat, int dfd, const char *filename, int flags)
{
	return dfd == -100 && flags == 0 ? hit() : 0;
}' "$workload" open 7 /etc/passwd
hits 7
