/* Which bits of which bytes: three relocations for a direct read. */
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
struct flags { int before; unsigned int a : 3, b : 7; signed int c : 4; } __attribute__((preserve_access_index));
SEC("raw_tracepoint/sys_enter")
int direct(struct flags *f)
{
	return f->b + f->c;
}
SEC("raw_tracepoint/sys_enter")
int probed(struct flags *f)
{
	return BPF_CORE_READ_BITFIELD_PROBED(f, b);
}
char LICENSE[] SEC("license") = "GPL";
=====
direct:
  FieldByteOffset Struct flags 0:2   r0 = *(u32 *)(r1 + 4)
  FieldLeftShift Struct flags 0:2   r0 <<= 54
  FieldRightShift Struct flags 0:2   r0 >>= 57
  FieldByteOffset Struct flags 0:3   r1 = *(u32 *)(r1 + 4)
  FieldLeftShift Struct flags 0:3   r1 <<= 50
  FieldRightShift Struct flags 0:3   r1 s>>= 60
probed:
  FieldByteSize Struct flags 0:2   w2 = 4
  FieldByteOffset Struct flags 0:2   w4 = 4
  FieldLeftShift Struct flags 0:2   w1 = 54
  FieldSigned Struct flags 0:2   w1 = 0
  FieldRightShift Struct flags 0:2   w1 = 57
  FieldRightShift Struct flags 0:2   w1 = 57
