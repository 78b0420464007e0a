# SPDX-License-Identifier: Apache-2.0
# SEC("fentry/…") and SEC("fexit/…")
# since: 5.5
. "$MATRIX/lib.sh"

trace "$sec_hit"'
SEC("fentry/tcp_v4_connect")
int BPF_PROG(on_connect, struct sock *sk)
{
	return sk->__sk_common.skc_family == 2 ? hit() : 0;
}
SEC("fexit/tcp_v4_connect")
int BPF_PROG(after_connect, struct sock *sk, struct sockaddr *uaddr, int addr_len, int ret)
{
	return ret == 0 ? hit() : 0;
}' "$workload" connect 5 12345
hits 10
