# SPDX-License-Identifier: Apache-2.0
# an LSM program refuses
# since: 5.7
. "$MATRIX/lib.sh"

trace "$sec_hit"'
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_endian.h>
SEC("lsm/socket_bind")
int BPF_PROG(on_bind, struct socket *sock, struct sockaddr *address, int addrlen, int ret)
{
	struct sockaddr_in *in = (struct sockaddr_in *)address;

	if (ret)
		return ret;
	if (BPF_CORE_READ(in, sin_port) != bpf_htons(12399))
		return 0;
	hit();
	return -1;
}' sh -c '"$0" connect 1 12399 2>/dev/null && exit 1; "$0" connect 1 12398' "$workload"
