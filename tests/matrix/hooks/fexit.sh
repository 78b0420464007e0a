# SPDX-License-Identifier: Apache-2.0
# KRETFUNC_PROBE
# since: 5.5
. "$MATRIX/lib.sh"

trace "$hit"'
KRETFUNC_PROBE(tcp_v4_connect, struct sock *sk, struct sockaddr *uaddr, int addr_len, int ret)
{
	return ret == 0 && sk ? hit() : 0;
}' "$workload" connect 5 12345
hits 5
