/* Types and enumerators: existence, size, match, ids, value. Names of types keep their flavour; typedefs name what has no tag. */
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
struct thing___old { int a; } __attribute__((preserve_access_index));
typedef struct { long value; } counter_t __attribute__((preserve_access_index));
enum level { LOW = 1, HIGH = 0x100000000 };
SEC("raw_tracepoint/sys_enter")
int types(struct thing___old *t)
{
	return bpf_core_type_exists(struct thing___old) + bpf_core_type_size(counter_t) + bpf_core_type_matches(enum level) + t->a;
}
SEC("raw_tracepoint/sys_enter")
long ids(void *ctx)
{
	return bpf_core_type_id_local(struct thing___old) + bpf_core_type_id_kernel(struct thing___old);
}
SEC("raw_tracepoint/sys_enter")
long enumerators(void *ctx)
{
	return bpf_core_enum_value_exists(enum level, LOW) + bpf_core_enum_value(enum level, HIGH);
}
char LICENSE[] SEC("license") = "GPL";
=====
types:
  TypeExists Struct thing___old 0   w0 = 1
  TypeSize Typedef counter_t 0   w0 += 8
  TypeMatches Enum64 level 0   w0 += 1
  FieldByteOffset Struct thing___old 0:0   r1 = *(u32 *)(r1 + 0)
ids:
  LocalTypeId Struct thing___old 0   its own number
  TargetTypeId Struct thing___old 0   r1 = 0x0 ll
enumerators:
  EnumeratorExists Enum64 level 0   r0 = 1
  EnumeratorValue Enum64 level 1   r1 = 0x100000000 ll
