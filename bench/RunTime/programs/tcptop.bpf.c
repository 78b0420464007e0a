// run: send
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_endian.h>
struct place { unsigned __int128 from, to; u32 pid; char name[16]; u16 local, remote, family; };
struct amount { u64 sent, received; };
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 10240); __type(key, struct place); __type(value, struct amount); } traffic SEC(".maps");
const volatile int only_family = -1;
const volatile u32 only_pid = 0;

static int count(struct sock *sk, int size, bool is_sent)
{
	struct place key = {};
	struct amount *t, fresh = {};
	u16 family = BPF_CORE_READ(sk, __sk_common.skc_family);
	u32 pid = bpf_get_current_pid_tgid() >> 32;

	if (size <= 0 || (only_pid && only_pid != pid))
		return 0;
	if (family != 2 && family != 10)
		return 0;
	if (only_family != -1 && only_family != family)
		return 0;
	key.pid = pid;
	bpf_get_current_comm(&key.name, sizeof(key.name));
	key.local = BPF_CORE_READ(sk, __sk_common.skc_num);
	key.remote = bpf_ntohs(BPF_CORE_READ(sk, __sk_common.skc_dport));
	key.family = family;
	if (family == 2) {
		bpf_probe_read_kernel(&key.from, sizeof(sk->__sk_common.skc_rcv_saddr), &sk->__sk_common.skc_rcv_saddr);
		bpf_probe_read_kernel(&key.to, sizeof(sk->__sk_common.skc_daddr), &sk->__sk_common.skc_daddr);
	} else {
		BPF_CORE_READ_INTO(&key.from, sk, __sk_common.skc_v6_rcv_saddr.in6_u.u6_addr32);
		BPF_CORE_READ_INTO(&key.to, sk, __sk_common.skc_v6_daddr.in6_u.u6_addr32);
	}
	t = bpf_map_lookup_elem(&traffic, &key);
	if (!t) {
		if (is_sent)
			fresh.sent = size;
		else
			fresh.received = size;
		bpf_map_update_elem(&traffic, &key, &fresh, BPF_NOEXIST);
		return 0;
	}
	if (is_sent)
		t->sent += size;
	else
		t->received += size;
	return 0;
}

SEC("tp_btf/sock_send_length") int BPF_PROG(sent, struct sock *sk, int ret, int flags)
{
	return count(sk, ret, 1);
}

SEC("tp_btf/sock_recv_length") int BPF_PROG(received, struct sock *sk, int ret, int flags)
{
	return count(sk, ret, 0);
}
char _license[] SEC("license") = "GPL";
