# SPDX-License-Identifier: Apache-2.0
# arguments of a kprobe, and plain reads through them
# since: 4.1
. "$MATRIX/lib.sh"

trace '
#include <net/sock.h>
BPF_HASH(ports, u32, u64);
int kprobe__tcp_v4_connect(struct pt_regs *ctx, struct sock *sk, struct sockaddr *uaddr)
{
	struct sockaddr_in *to = (struct sockaddr_in *)uaddr;
	u32 port = ntohs(to->sin_port);

	if (sk->__sk_common.skc_family == AF_INET)
		ports.increment(port);
	return 0;
}' "$workload" connect 5 12345
expect 5 "$(counts 12345)" "connects to the port"
