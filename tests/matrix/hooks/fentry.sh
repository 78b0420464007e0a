# SPDX-License-Identifier: Apache-2.0
# KFUNC_PROBE
# since: 5.5
. "$MATRIX/lib.sh"

trace "$hit"'
KFUNC_PROBE(tcp_v4_connect, struct sock *sk, struct sockaddr *uaddr, int addr_len)
{
	return addr_len == 16 && sk->__sk_common.skc_family == 2 ? hit() : 0;
}' "$workload" connect 5 12345
hits 5
