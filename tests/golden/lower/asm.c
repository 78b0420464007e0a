/* Barriers and assembly text: operands are renumbered, outputs first. */
int f(long a, int b)
{
	__asm__ volatile("" : : : "memory");
	__asm__ volatile("" : "+r"(a));
	__asm__ volatile("%[out] = %[in]; %[out] += %w1" : [out] "=r"(b) : [in] "r"(a), "i"(5) : "r0");
	return b;
}
=====
define f(i64 %a, i32 %b) i32 {
b0:
  %0: ptr.stack = alloca 8 "a" align 8
  %1: ptr.stack = alloca 4 "b" align 4
  store.64 %0, %a align 8
  store.32 %1, %b align 4
  asm.volatile ""() clobbers "memory"
  %2: i64 = load.s64 %0 align 8
  %3: i64 = asm.volatile ""("0" %2)
  store.64 %0, %3 align 8
  %4: i64 = load.s64 %0 align 8
  %5: i32 = asm.volatile "%0 = %1; %0 += %w1"("r" %4, "i" 5) clobbers "r0"
  store.32 %1, %5 align 4
  %6: i32 = load.s32 %1 align 4
  return %6
}
