//// floating point
double ratio(double a, float b) { return a / b; }
int f(void *ctx) { float x = 1.5; return x * 2; }
//// floating point cast
int f(void *ctx) { return (int)((float)3 * 0.5); }
//// variable-length array
int f(struct pt_regs *ctx, int n) { char buf[n]; return buf[0]; }
//// recursion
static int fact(int n) { return n < 2 ? 1 : n * fact(n - 1); }
int f(void *ctx) { return fact(5); }
//// mutual recursion
static int odd(int n);
static int even(int n) { return n == 0 ? 1 : odd(n - 1); }
static int odd(int n) { return n == 0 ? 0 : even(n - 1); }
int f(void *ctx) { return even(4); }
//// six arguments
static __attribute__((noinline)) int g(int a, int b, int c, int d, int e, int f) { return a + b + c + d + e + f; }
int f(void *ctx) { return g(1, 2, 3, 4, 5, 6); }
//// stack too large
int f(void *ctx) { char buf[1024]; bpf_probe_read(buf, sizeof(buf), ctx); return buf[5]; }
//// memcpy of variable size
int f(struct pt_regs *ctx, int n) { char a[64], b[64] = {}; __builtin_memcpy(a, b, n); return a[0]; }
//// memset of variable size
int f(struct pt_regs *ctx, int n) { char a[64]; __builtin_memset(a, 0, n & 63); return a[0]; }
//// huge memcpy
struct big { char a[4000]; };
BPF_ARRAY(one, struct big, 1); BPF_ARRAY(two, struct big, 1);
int f(void *ctx) { int z = 0; struct big *a = one.lookup(&z), *b = two.lookup(&z); if (a && b) *a = *b; return 0; }
//// call through a pointer
static int g(int a) { return a; }
static int h(int a) { return a + 1; }
int f(struct pt_regs *ctx, int n) { int (*p)(int) = n ? g : h; return p(1); }
//// call through a member
struct ops { int (*run)(int); };
int f(struct ops *ops) { return ops->run(1); }
//// signed division is made of unsigned ones on old levels | isa=3
long f(struct pt_regs *ctx, long a, long b) { return a / b; }
//// atomic operations of new levels | isa=2
u32 counter;
int f(void *ctx) { return __sync_val_compare_and_swap(&counter, 1, 2); }
//// fetching atomic add of 64 bits | isa=2
u64 counter;
u64 f(void *ctx) { return __sync_fetch_and_add(&counter, 1); }
//// atomic of two bytes
u16 counter;
int f(void *ctx) { __sync_fetch_and_add(&counter, 1); return 0; }
//// endless loop on old kernels | version=4.19
int f(struct pt_regs *ctx, int n) { int s = 0; for (int i = 0; i < n; i++) s += i * n; return s; }
//// loop too large to unroll | version=4.19
int f(struct pt_regs *ctx, int n) { int s = 0; for (int i = 0; i < 1000000; i++) s += n * i; return s; }
//// undefined extern function
extern int g(int);
int f(void *ctx) { return g(1); }
//// computed goto
int f(void *ctx) { void *p = &&out; goto *p; out: return 0; }
//// 128-bit arithmetic
int f(struct pt_regs *ctx, unsigned long n) { __int128 a = n; a = a * a / 3; return a > 5; }
//// assembly of another machine
int f(void *ctx) { asm volatile("mov %eax, %ebx"); return 0; }
//// alloca and malloc
int f(void *ctx) { char *a = malloc(10); char *b = __builtin_alloca(10); return a == b; }
//// C library
#include <stdio.h>
#include <string.h>
int f(void *ctx) { char a[4]; memset(a, 0, 4); printf("%s", a); return strlen(a); }
//// long double and complex
int f(void *ctx) { long double a = 1; _Complex int b; return 0; }
//// thread local
__thread int a;
int f(void *ctx) { return a; }
//// variadic function
static int sum(int n, ...) { return n; }
int f(void *ctx) { return sum(2, 1, 2); }
//// setjmp-like builtins
int f(void *ctx) { return (long)__builtin_return_address(0) + (long)__builtin_frame_address(0); }
//// large struct by value to a global function
struct big { long a[4]; };
__attribute__((noinline)) long g(struct big b) { return b.a[0]; }
int f(void *ctx) { struct big b = {}; return g(b); }
//// global too large
char huge[3000000000];
int f(void *ctx) { return huge[0]; }
//// nested function
int f(void *ctx) { int g(int a) { return a; } return g(1); }
=====
//// floating point
test.c:1:8: error: 'double' is not supported: BPF has no floating point [BS0345]
double ratio(double a, float b) { return a / b; }
       ^~~~~
help: use scaled integers, for example thousandths
test.c:1:21: error: 'double' is not supported: BPF has no floating point [BS0345]
double ratio(double a, float b) { return a / b; }
                    ^
help: use scaled integers, for example thousandths
test.c:1:30: error: 'float' is not supported: BPF has no floating point [BS0345]
double ratio(double a, float b) { return a / b; }
                             ^
help: use scaled integers, for example thousandths
test.c:2:26: error: 'float' is not supported: BPF has no floating point [BS0345]
int f(void *ctx) { float x = 1.5; return x * 2; }
                         ^
help: use scaled integers, for example thousandths
test.c:2:30: error: floating-point constant '1.5': BPF has no floating point [BS0346]
int f(void *ctx) { float x = 1.5; return x * 2; }
                             ^~~
help: use scaled integers, for example thousandths
5 errors generated.
//// floating point cast
test.c:1:34: error: 'float' is not supported: BPF has no floating point [BS0345]
int f(void *ctx) { return (int)((float)3 * 0.5); }
                                 ^~~~~
help: use scaled integers, for example thousandths
test.c:1:44: error: floating-point constant '0.5': BPF has no floating point [BS0346]
int f(void *ctx) { return (int)((float)3 * 0.5); }
                                           ^~~
help: use scaled integers, for example thousandths
2 errors generated.
//// variable-length array
test.c:1:46: error: variable length array: its size is not a constant [BS0322]
int f(struct pt_regs *ctx, int n) { char buf[n]; return buf[0]; }
                                             ^
help: BPF stacks are fixed: use a constant size (#define or enum), or a map for large buffers
1 error generated.
//// recursion
test.c:1:49: error: function 'fact' calls itself, directly or through others [BS0511]
static int fact(int n) { return n < 2 ? 1 : n * fact(n - 1); }
                                                ^
help: BPF has a small fixed stack: write it as a loop with a limit
1 error generated.
//// mutual recursion
test.c:3:45: error: function 'even' calls itself, directly or through others [BS0511]
static int odd(int n) { return n == 0 ? 0 : even(n - 1); }
                                            ^
help: BPF has a small fixed stack: write it as a loop with a limit
1 error generated.
//// six arguments
test.c:2:27: error: a call passes 6 arguments, and BPF functions take at most five [BS0503]
int f(void *ctx) { return g(1, 2, 3, 4, 5, 6); }
                          ^
help: pass a pointer to a structure
1 error generated.
//// stack too large
test.c:1:5: error: function 'f' needs 1024 bytes of stack, and BPF has 512 (largest: 'buf' 1024) [BS0500]
int f(void *ctx) { char buf[1024]; bpf_probe_read(buf, sizeof(buf), ctx); return buf[5]; }
    ^
help: move large locals into a per-CPU array map; where a program cannot be interrupted by itself the compiler does so
1 error generated.
//// memcpy of variable size
(nothing to say)
//// memset of variable size
(nothing to say)
//// huge memcpy
(nothing to say)
//// call through a pointer
test.c:3:71: error: this call goes through a pointer whose target is not known at compile time [BS0551]
int f(struct pt_regs *ctx, int n) { int (*p)(int) = n ? g : h; return p(1); }
                                                                      ^
help: BPF can only call named functions and helpers
1 error generated.
//// call through a member
test.c:2:33: error: this call goes through a pointer whose target is not known at compile time [BS0551]
int f(struct ops *ops) { return ops->run(1); }
                                ^
help: BPF can only call named functions and helpers
1 error generated.
//// signed division is made of unsigned ones on old levels | isa=3
(nothing to say)
//// atomic operations of new levels | isa=2
test.c:2:27: error: this atomic operation needs instruction set level 3 (Linux 5.12), and the target has level 2 [BS0501]
int f(void *ctx) { return __sync_val_compare_and_swap(&counter, 1, 2); }
                          ^
help: use __sync_fetch_and_add without its result, or a spin lock
1 error generated.
//// fetching atomic add of 64 bits | isa=2
(nothing to say)
//// atomic of two bytes
test.c:2:20: error: atomic operation on 2 bytes; BPF has them for 4 and 8 [BS0554]
int f(void *ctx) { __sync_fetch_and_add(&counter, 1); return 0; }
                   ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
1 error generated.
//// endless loop on old kernels | version=4.19
test.c:1:57: error: the number of iterations of this loop is not known at compile time, and kernels before 5.3 run no loops [BS0512]
int f(struct pt_regs *ctx, int n) { int s = 0; for (int i = 0; i < n; i++) s += i * n; return s; }
                                                        ^
help: give the loop a constant limit
1 error generated.
//// loop too large to unroll | version=4.19
test.c:1:57: error: unrolling this loop would take more than 50000 operations [BS0513]
int f(struct pt_regs *ctx, int n) { int s = 0; for (int i = 0; i < 1000000; i++) s += n * i; return s; }
                                                        ^
help: lower its limit, or target a kernel that runs loops (5.3)
1 error generated.
//// undefined extern function
test.c:2:27: error: function 'g' is called but never defined [BS0312]
int f(void *ctx) { return g(1); }
                          ^
test.c:1:12: note: 'g' declared here
extern int g(int);
           ^
help: BPF programs are not linked with other objects: define it, or declare a kernel function with __ksym
1 error generated.
//// computed goto
test.c:1:30: error: labels have no addresses in BPF, so goto cannot take one [BS0217]
int f(void *ctx) { void *p = &&out; goto *p; out: return 0; }
                             ^~
help: use a switch
test.c:1:42: error: labels have no addresses in BPF, so goto cannot take one [BS0217]
int f(void *ctx) { void *p = &&out; goto *p; out: return 0; }
                                         ^
help: use a switch
2 errors generated.
//// 128-bit arithmetic
test.c:1:67: error: BPF code cannot divide __int128 [BS0555]
int f(struct pt_regs *ctx, unsigned long n) { __int128 a = n; a = a * a / 3; return a > 5; }
                                                                  ^~~~~~~~~
help: divide its halves, or shift
1 error generated.
//// assembly of another machine
test.c:1:20: error: inline assembly 'mov %eax, %ebx' is not supported [BS0502]
int f(void *ctx) { asm volatile("mov %eax, %ebx"); return 0; }
                   ^
help: kernel assembly syntax is: r0 = 1; if r1 > 2 goto +1; w2 += %0
1 error generated.
//// alloca and malloc
test.c:1:30: error: call to undeclared function 'malloc': there is no heap in BPF; use a map, or bpf_obj_new [BS0613]
int f(void *ctx) { char *a = malloc(10); char *b = __builtin_alloca(10); return a == b; }
                             ^~~~~~
test.c:1:52: error: call to undeclared function '__builtin_alloca': there is no heap in BPF; use a map, or bpf_obj_new [BS0613]
int f(void *ctx) { char *a = malloc(10); char *b = __builtin_alloca(10); return a == b; }
                                                   ^~~~~~~~~~~~~~~~
2 errors generated.
//// C library
test.c:1:10: error: 'stdio.h' file not found [BS0123]
#include <stdio.h>
         ^~~~~~~~~
help: add its directory with -I; kernel headers need not be installed, their types come from BTF
1 error generated.
//// long double and complex
test.c:1:32: error: 'long double' is not supported: BPF has no floating point [BS0345]
int f(void *ctx) { long double a = 1; _Complex int b; return 0; }
                               ^
help: use scaled integers, for example thousandths
test.c:1:39: error: '_Complex' has no counterpart in BPF [BS0214]
int f(void *ctx) { long double a = 1; _Complex int b; return 0; }
                                      ^~~~~~~~
help: use integers
2 errors generated.
//// thread local
test.c:1:1: error: BPF programs have no threads: a variable cannot be thread-local [BS0226]
__thread int a;
^~~~~~~~
help: use a per-CPU map, or one keyed by bpf_get_current_pid_tgid()
1 error generated.
//// variadic function
(nothing to say)
//// setjmp-like builtins
test.c:1:33: error: __builtin_return_address is not possible in BPF [BS0557]
int f(void *ctx) { return (long)__builtin_return_address(0) + (long)__builtin_frame_address(0); }
                                ^~~~~~~~~~~~~~~~~~~~~~~~~~~
test.c:1:69: error: __builtin_frame_address is not possible in BPF [BS0557]
int f(void *ctx) { return (long)__builtin_return_address(0) + (long)__builtin_frame_address(0); }
                                                                    ^~~~~~~~~~~~~~~~~~~~~~~~~~
2 errors generated.
//// large struct by value to a global function
test.c:2:32: error: global function 'g' takes or returns a struct by value [BS0558]
__attribute__((noinline)) long g(struct big b) { return b.a[0]; }
                               ^
help: make it static, or pass a pointer
test.c:2:45: warning: the first parameter of program 'g' is its context, and 'struct big' is no pointer [BS0426, -Wbpf-context]
__attribute__((noinline)) long g(struct big b) { return b.a[0]; }
                                            ^
help: put the context first, such as "struct pt_regs *ctx"
1 warning and 1 error generated.
//// global too large
test.c:1:6: error: object is too large: 3000000000 [BS0324]
char huge[3000000000];
     ^~~~
1 error generated.
//// nested function
test.c:1:24: error: function 'g' is defined inside another function [BS0218]
int f(void *ctx) { int g(int a) { return a; } return g(1); }
                       ^
help: move it in front of the function
test.c:1:54: error: call to undeclared function 'g' [BS0302]
int f(void *ctx) { int g(int a) { return a; } return g(1); }
                                                     ^
help: declare it before its use, or check that the kernel has a helper or kfunc of this name
2 errors generated.
