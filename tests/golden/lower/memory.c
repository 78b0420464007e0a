/* Initialisers, bit-fields, strings, packed records. */
struct event {
	unsigned pid;
	unsigned char kind : 3, flag : 1;
	char comm[16];
	long when;
} __attribute__((packed));
int f(struct event *in)
{
	struct event e = { .pid = 7, .kind = 2, .comm = "sh" };
	e.flag = 1;
	e.when = in->when;
	*in = e;
	const char *text = "a string that is longer than sixteen";
	return text[e.kind] + e.pid;
}
=====
global @.str.0 section ".rodata" align 1 const bytes "a string that is longer than sixteen\00"

define f(ptr %in) i32 {
b0:
  %0: ptr.stack = alloca 8 "in" align 8
  %1: ptr.stack = alloca 29 "e" align 8
  %2: ptr.stack = alloca 8 "text" align 8
  store.64 %0, %in align 8
  memset %1, 0 size 29 align 8
  store.32 %1, 7 align 8
  %3: ptr.stack = ptr_add %1, 4L
  %4: i32 = load.u8 %3
  %5: i32 = and %4, -8
  %6: i32 = and 2, 7
  %7: i32 = or %5, %6
  store.8 %3, %7
  %8: i32 = and 2, 7
  %9: ptr.stack = ptr_add %1, 5L
  store.8 %9, 115
  %10: ptr.stack = ptr_add %9, 1L
  store.8 %10, 104
  %11: ptr.stack = ptr_add %9, 2L
  store.8 %11, 0
  %12: ptr.stack = ptr_add %1, 4L
  %13: i32 = load.u8 %12
  %14: i32 = and %13, -9
  %15: i32 = and 1, 1
  %16: i32 = shl %15, 3
  %17: i32 = or %14, %16
  store.8 %12, %17
  %18: i32 = and 1, 1
  %19: ptr = load.u64 %0 align 8
  %20: ptr = ptr_add %19, 21L
  %21: i64 = load.s64 %20
  %22: ptr.stack = ptr_add %1, 21L
  store.64 %22, %21
  %23: ptr = load.u64 %0 align 8
  memcpy %23, %1 size 29
  %24: ptr.global = global @.str.0
  store.64 %2, %24 align 8
  %25: ptr = load.u64 %2 align 8
  %26: ptr.stack = ptr_add %1, 4L
  %27: i32 = load.u8 %26
  %28: i32 = and %27, 7
  %29: i64 = zext %28
  %30: ptr = ptr_add %25, %29
  %31: i32 = load.s8 %30
  %32: i32 = load.u32 %1 align 8
  %33: i32 = add %31, %32
  return %33
}
