//// uninitialised variable
int f(void *ctx) { int a; return a; }
//// uninitialised on one path
int f(int c) { int a; if (c) a = 1; return a; }
//// uninitialised key
BPF_HASH(counts, u32, u64);
int f(void *ctx) { u32 key; u64 *v = counts.lookup(&key); return v ? *v : 0; }
//// unused result of lookup
BPF_HASH(counts, u32, u64);
int f(void *ctx) { u32 key = 0; counts.lookup(&key); return 0; }
//// expression without effect
int f(void *ctx) { int a = 1; a == 2; a + 1; return a; }
//// assignment as condition
int f(int a) { if (a = 1) return 1; return 0; }
//// empty body
int f(int a) { if (a == 1); return 1; }
//// division by zero
int f(int a) { return a / 0 + a % 0; }
//// shift too far
int f(int a) { return a << 32 | a >> -1; }
//// index out of bounds
int f(void *ctx) { int a[4] = {}; return a[4] + a[7] + a[-1]; }
//// unreachable precedence
int f(int a, int b, int c) { return a & b == c; }
//// missing return in a static
static int g(int a) { if (a) return 1; }
int f(void *ctx) { return g(1); }
//// comparison always true
int f(unsigned a) { return a >= 0; }
//// unsigned comparison with negative
int f(u32 a) { return a == -1; }
//// sizeof pointer in memset
int f(void *ctx) { char buf[16]; char *p = buf; __builtin_memset(p, 0, sizeof(p)); return buf[0]; }
//// address always true
int f(void *ctx) { char buf[4]; if (buf) return 1; return 0; }
//// string compared
int f(void *ctx) { char comm[16] = {}; bpf_get_current_comm(comm, sizeof(comm)); return comm == "bash"; }
//// self assignment
int f(int a) { a = a; return a; }
//// dangling address
static int *g(void) { int a = 1; return &a; }
int f(void *ctx) { int *p = g(); return p != 0; }
//// implicit fallthrough is fine, duplicate default is not
int f(int a) { switch (a) { case 1: a = 2; case 2: return a; default: return 3; default: return 4; } }
//// bit-field overflow
struct s { unsigned a : 2; };
int f(void *ctx) { struct s v = {}; v.a = 5; return v.a; }
//// large shift constant
u64 f(void *ctx) { return 1 << 40; }
//// integer overflow
long f(void *ctx) { return 1000000 * 1000000; }
//// format of printk: wrong number
int f(void *ctx) { bpf_trace_printk("%d %d\n", 1); return 0; }
//// format of printk: wrong type
int f(void *ctx) { bpf_trace_printk("%s\n", 1); bpf_trace_printk("%d\n", ctx); return 0; }
//// enum conversions are silent
enum a { A1 }; enum b { B1 };
int f(void *ctx) { enum a x = B1; return x; }
//// logical not in comparison
int f(int a, int b) { return !a == b; }
//// unused label, variable and function are silent
static int g(void) { return 1; }
int f(void *ctx) { int unused = 1; out: return 0; }
=====
//// uninitialised variable
test.c:1:34: warning: variable 'a' is used without ever being given a value [BS0622, -Wuninitialized]
int f(void *ctx) { int a; return a; }
                                 ^
test.c:1:24: note: 'a' declared here
int f(void *ctx) { int a; return a; }
                       ^
help: initialise it where it is declared
1 warning generated.
//// uninitialised on one path
(nothing to say)
//// uninitialised key
test.c:2:53: warning: variable 'key' is used without ever being given a value [BS0622, -Wuninitialized]
int f(void *ctx) { u32 key; u64 *v = counts.lookup(&key); return v ? *v : 0; }
                                                    ^~~
test.c:2:24: note: 'key' declared here
int f(void *ctx) { u32 key; u64 *v = counts.lookup(&key); return v ? *v : 0; }
                       ^~~
help: initialise it where it is declared
1 warning generated.
//// unused result of lookup
test.c:2:33: warning: the result of a map lookup is not used [BS0619, -Wunused-result]
int f(void *ctx) { u32 key = 0; counts.lookup(&key); return 0; }
                                ^~~~~~~~~~~~~~~~~~~
help: keep it in a pointer and check that it is not NULL
1 warning generated.
//// expression without effect
test.c:1:31: warning: the result of a comparison is not used [BS0620, -Wunused-comparison]
int f(void *ctx) { int a = 1; a == 2; a + 1; return a; }
                              ^~~~~~
help: '=' assigns, '==' compares
1 warning generated.
//// assignment as condition
test.c:1:20: warning: an assignment is used as a condition [BS0227, -Wparentheses]
int f(int a) { if (a = 1) return 1; return 0; }
                   ^~~~~
help: '==' compares; a second pair of parentheses says that '=' is meant
1 warning generated.
//// empty body
test.c:1:27: warning: the body of this 'if' is empty [BS0228, -Wempty-body]
int f(int a) { if (a == 1); return 1; }
                          ^
help: remove the ';', or put it on its own line
1 warning generated.
//// division by zero
test.c:1:27: warning: division by zero is undefined [BS0356, -Wdivision-by-zero]
int f(int a) { return a / 0 + a % 0; }
                          ^
test.c:1:35: warning: division by zero is undefined [BS0356, -Wdivision-by-zero]
int f(int a) { return a / 0 + a % 0; }
                                  ^
2 warnings generated.
//// shift too far
test.c:1:28: warning: shift by 32 is out of range for 'int' [BS0357, -Wshift-count-overflow]
int f(int a) { return a << 32 | a >> -1; }
                           ^~
test.c:1:38: warning: shift by -1 is out of range for 'int' [BS0357, -Wshift-count-overflow]
int f(int a) { return a << 32 | a >> -1; }
                                     ^~
2 warnings generated.
//// index out of bounds
test.c:1:51: warning: array index 7 is out of bounds: the array has 4 elements [BS0369, -Warray-bounds]
int f(void *ctx) { int a[4] = {}; return a[4] + a[7] + a[-1]; }
                                                  ^
test.c:1:58: warning: array index -1 is out of bounds: the array has 4 elements [BS0369, -Warray-bounds]
int f(void *ctx) { int a[4] = {}; return a[4] + a[7] + a[-1]; }
                                                         ^~
2 warnings generated.
//// unreachable precedence
test.c:1:5: error: program 'f' has parameters but the first is not a context [BS0424]
int f(int a, int b, int c) { return a & b == c; }
    ^
help: make the first parameter the context, such as "struct pt_regs *ctx"; functions that programs call are static
1 error generated.
//// missing return in a static
test.c:1:40: warning: control reaches the end of 'g' without a return value [BS0393, -Wreturn-type]
static int g(int a) { if (a) return 1; }
                                       ^
help: add a return statement
1 warning generated.
//// comparison always true
(nothing to say)
//// unsigned comparison with negative
(nothing to say)
//// sizeof pointer in memset
(nothing to say)
//// address always true
(nothing to say)
//// string compared
(nothing to say)
//// self assignment
(nothing to say)
//// dangling address
(nothing to say)
//// implicit fallthrough is fine, duplicate default is not
test.c:1:81: error: multiple default labels in one switch [BS0600]
int f(int a) { switch (a) { case 1: a = 2; case 2: return a; default: return 3; default: return 4; } }
                                                                                ^
test.c:1:62: note: the earlier default is here
int f(int a) { switch (a) { case 1: a = 2; case 2: return a; default: return 3; default: return 4; } }
                                                             ^
1 error generated.
//// bit-field overflow
(nothing to say)
//// large shift constant
test.c:1:32: warning: shift by 40 is out of range for 'int' [BS0357, -Wshift-count-overflow]
u64 f(void *ctx) { return 1 << 40; }
                               ^~
1 warning generated.
//// integer overflow
(nothing to say)
//// format of printk: wrong number
(nothing to say)
//// format of printk: wrong type
(nothing to say)
//// enum conversions are silent
(nothing to say)
//// logical not in comparison
test.c:1:5: error: program 'f' has parameters but the first is not a context [BS0424]
int f(int a, int b) { return !a == b; }
    ^
help: make the first parameter the context, such as "struct pt_regs *ctx"; functions that programs call are static
1 error generated.
//// unused label, variable and function are silent
(nothing to say)
