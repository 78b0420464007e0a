/* Offsets, sizes, existence and sign of members; anonymous records and array elements are part of one path. */
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
struct inner { int a; short b[4]; };
struct thing { long first; union { struct { int left, right; }; long both; }; struct inner in; struct thing *next; } __attribute__((preserve_access_index));
struct plain { int x, y; };
SEC("raw_tracepoint/sys_enter")
int place(struct thing *t)
{
	return t->right + t->in.b[2] + t->next->in.a;
}
SEC("raw_tracepoint/sys_enter")
int ask(struct thing *t)
{
	return bpf_core_field_offset(t->in) + bpf_core_field_size(t->in.b) + bpf_core_field_exists(t->both) + __builtin_preserve_field_info(t->left, 3);
}
SEC("raw_tracepoint/sys_enter")
int preserved(struct plain *p)
{
	int y;
	bpf_core_read(&y, sizeof(y), &p->y);
	return y + BPF_CORE_READ(p, x) + p->x;
}
char LICENSE[] SEC("license") = "GPL";
=====
place:
  FieldByteOffset Struct thing 0:1:0:1   r0 = *(u32 *)(r1 + 12)
  FieldByteOffset Struct thing 0:2:1:2   r2 = *(u16 *)(r1 + 24)
  FieldByteOffset Struct thing 0:3   r1 = *(u64 *)(r1 + 32)
  FieldByteOffset Struct thing 0:2:0   r1 = *(u32 *)(r1 + 16)
ask:
  FieldByteOffset Struct thing 0:2   w0 = 16
  FieldByteSize Struct thing 0:2:1   w0 += 8
  FieldExists Struct thing 0:1:1   w0 += 1
  FieldSigned Struct thing 0:1:0:0   w0 += 1
preserved:
  FieldByteOffset Struct plain 0:1   r3 += 4
  FieldByteOffset Struct plain 0:0   r3 += 0
