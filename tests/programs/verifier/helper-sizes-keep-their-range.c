// The size is proved by its mask or comparison: both must reach the register the helper gets.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
char buffer[256];
u32 wanted;
u64 from;
SEC("tracepoint/syscalls/sys_enter_getpgid") int prog(void *ctx)
{
	u32 n = wanted;
	if (n > sizeof(buffer) - 1)
		n = sizeof(buffer) - 1;
	bpf_probe_read_kernel(buffer, n, (void *)from);
	u32 m = wanted & 63;
	if (m == 0)
		return 0;
	return bpf_probe_read_kernel(buffer + 64, m, (void *)from);
}
char _license[] SEC("license") = "GPL";
