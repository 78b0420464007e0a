/* Conditions become branches; only a wanted truth value becomes a phi. */
long f(long a, int b)
{
	long sum = 0;
#pragma unroll
	for (int i = 0; i < 4; i++) {
		if (a > i && !(b == 3 || b < -1))
			sum += i;
	}
	_Bool both = a && b;
	switch (b) {
	case 1 ... 2: return sum;
	case 100 ... 200: break;
	default: goto out;
	}
	return both;
out:
	return -1;
}
=====
define f(i64 %a, i32 %b) i64 {
b0:
  %0: ptr.stack = alloca 8 "a" align 8
  %1: ptr.stack = alloca 4 "b" align 4
  %2: ptr.stack = alloca 8 "sum" align 8
  %3: ptr.stack = alloca 4 "i" align 4
  %4: ptr.stack = alloca 1 "both"
  store.64 %0, %a align 8
  store.32 %1, %b align 4
  store.64 %2, 0L align 8
  store.32 %3, 0 align 4
  jump b1
b1: unroll 0
  %5: i32 = load.s32 %3 align 4
  %6: i32 = slt %5, 4
  branch %6, b2, b8
b2:
  %7: i64 = load.s64 %0 align 8
  %8: i32 = load.s32 %3 align 4
  %9: i64 = sext %8
  %10: i32 = sgt %7, %9
  branch %10, b3, b6
b3:
  %11: i32 = load.s32 %1 align 4
  %12: i32 = eq %11, 3
  branch %12, b6, b4
b4:
  %13: i32 = load.s32 %1 align 4
  %14: i32 = slt %13, -1
  branch %14, b6, b5
b5:
  %15: i32 = load.s32 %3 align 4
  %16: i64 = sext %15
  %17: i64 = load.s64 %2 align 8
  %18: i64 = add %17, %16
  store.64 %2, %18 align 8
  jump b6
b6:
  jump b7
b7:
  %19: i32 = load.s32 %3 align 4
  %20: i32 = add %19, 1
  store.32 %3, %20 align 4
  jump b1
b8:
  %21: i64 = load.s64 %0 align 8
  branch %21, b9, b11
b9:
  %22: i32 = load.s32 %1 align 4
  branch %22, b10, b11
b10:
  jump b12
b11:
  jump b12
b12:
  %23: i32 = phi [b10: 1], [b11: 0]
  store.8 %4, %23
  %24: i32 = load.s32 %1 align 4
  %25: i32 = sub %24, 100
  %26: i32 = ule %25, 100
  branch %26, b15, b13
b13:
  switch %24 [1: b14, 2: b14] else b16
b14:
  %27: i64 = load.s64 %2 align 8
  return %27
b15:
  jump b17
b16:
  jump b18
b17:
  %28: i32 = load.u8 %4
  %29: i64 = zext %28
  return %29
b18:
  return -1L
}
