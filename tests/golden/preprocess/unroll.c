#define N 4
#pragma unroll
for (;;) {}
#pragma unroll 8
for (;;) {}
#pragma unroll(N)
for (;;) {}
#pragma nounroll
#pragma clang loop unroll(full)
#pragma clang loop unroll(disable)
#pragma clang loop unroll_count(N * 2) vectorize(enable)
#pragma GCC unroll 16
#pragma GCC diagnostic push
_Pragma("unroll") for (;;) {}
#define UNROLL _Pragma("unroll 3")
UNROLL for (;;) {}
#define LOOP(x) _Pragma("clang loop unroll(disable)") x
LOOP(for (;;) {})
=====
#pragma unroll
for (;;) {}
#pragma unroll 8
for (;;) {}
#pragma unroll 4
for (;;) {}
#pragma nounroll
#pragma unroll
#pragma nounroll
#pragma unroll 8
#pragma unroll 16
#pragma unroll
for (;;) {}
#pragma unroll 3
for (;;) {}
#pragma nounroll
for (;;) {}
