// A helper's negative result is compared as int and then used as a length: dropping the extension leaves an unbounded 64-bit value.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
char text[64];
u64 from;
SEC("tracepoint/syscalls/sys_enter_getpgid") int prog(void *ctx)
{
	int n = bpf_probe_read_kernel_str(text, sizeof(text), (void *)from);
	if (n < 1 || n > (int)sizeof(text))
		return 0;
	text[n - 1] = '!';
	return n;
}
char _license[] SEC("license") = "GPL";
