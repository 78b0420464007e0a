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
static int f(int a, int b, int c) { return a & b == c; }
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
static int f(int a, int b) { return !a == b; }
//// unused label, variable and function are silent
static int g(void) { return 1; }
int f(void *ctx) { int unused = 1; out: return 0; }
//// precedence
static int g(int a, int b, int c) { return (a & b == c) + (a != b | c) + (a << b + c) + (b - c >> a) + (a < b < c); }
//// precedence is meant so
static int g(int a, int b, int c) { return (a & (b == c)) + (a == b & b == c) + (a & b & b == c) + (a << (b + c)) + ((a < b) < c) + (a | b & c) + (a && b || c); }
//// precedence on demand | -Wall
static int g(int a, int b, int c) { return (a | b & c) + (a && b || c) + (a & b | c); }
int f(struct pt_regs *ctx) { return g(1, 2, 3); }
//// logical not
static int g(int a, int b) { return (!a == b) + (!a < b) + (!a & b); }
//// logical not is meant so
static int g(int a, int b) { return (!a == !b) + (!(a == b)) + ((!a) == b) + (!(a < b) == (b > 2)); }
//// comparison in two pairs of parentheses
#define SAME(a, b) ((a) == (b))
static int g(int a, int b) { if ((a == b)) return 1; if (SAME(a, b)) return 2; if ((a = b)) return 3; return 0; }
//// dangling else
static int g(int a, int b) { if (a) if (b) return 1; else return 2; if (a) for (;;) if (b) return 1; else return 2; return 3; }
//// no dangling else
static int g(int a, int b) { if (a) { if (b) return 1; else return 2; } if (a) { if (b) return 1; } else return 2; if (a) if (b) return 1; return 3; }
//// empty loops
static int g(int a) { for (int i = 0; i < 3; i++); { a++; } while (a-- > 0); { a = 1; } return a; }
//// empty loops are meant so
static int g(int a) { for (int i = 0; i < 3; i++); while (a-- > 0) ; return a; }
//// shifts
static int g(int a, u64 b, u8 c) { a <<= 33; b >>= 64; return (a << -1) + (c << 24) + (b << 63) + (c << 32) + (3 << 31) + (1 << 31); }
//// shifts in code that never runs
static int g(long a) { if (sizeof(a) == 4) return a << 64; return sizeof(a) == 4 ? a >> 64 : 1 && sizeof(a << 99); }
//// constants that overflow
static long g(void) { return 1000000 * 1000000 + 2147483647 + 1 - -(-2147483647 - 1); }
//// constants that do not overflow
static long g(void) { return 1000000L * 1000000 + 2147483647L + 1 + (unsigned)4000000000 * 2 + (1 << 31); }
//// constants converted
static void h(u8 x, short y) { }
static int g(void) { signed char a = 200, b = 0x80, c = -129; u8 d = -1, e = 256, k = ~0; short s = 70000; u32 u = -1; int i = 0xffffffff, j = 4294967296; h(300, 40000); return a + b + c + d + e + s + u + i + j + k; }
//// bit-fields
struct s { unsigned a : 2; int b : 2; unsigned c : 4; };
static int g(struct s *v) { v->a = 5; v->b = 3; v->b = -3; v->c = 0xf0; return 0; }
//// bit-fields that fit
struct s { unsigned a : 2; int b : 2; unsigned c : 4; };
static int g(struct s *v, int n) { v->a = 3; v->b = -2; v->c = ~0; v->a = -1; v->c = n; return 0; }
//// comparisons with a known answer
static int g(u8 x, bool b, signed char c) { return (x == 300) + (x < 256) + (x > -1) + (b == 2) + (!x < 3) + (c >= 200) + (500 > x); }
//// comparisons with an answer that is not known
static int g(u8 x, u32 z, int y, u64 w) { return (x == 255) + (z == -1) + (y < 0) + (x < 255) + (w == ~0ULL) + (z >= 0) + (y != 0xffffffff); }
//// self-comparison
struct s { int a, b; };
static int g(int a, struct s *p) { return (a == a) + (p->a != p->a) + (p->a == p->b) + (a < a); }
//// addresses that are always true
struct t { char arr[4]; int x; };
static int h(int a) { return a; }
static int g(struct t *p) { char buf[4]; if (buf) return 1; if (p->arr) return 2; if (&p->x && p) return 3; if (!h) return 4; while (&buf) return 5; return buf == 0; }
//// addresses that may be null
#include <bpf/bpf_helpers.h>
extern int bpf_nothing(int a) __ksym __weak;
extern const int bpf_none __ksym __weak;
struct t { char arr[4]; char *text; };
static int g(struct t *p) { if (p && p->text) return 1; if (bpf_nothing) return 2; if (&bpf_none) return 3; return p == 0; }
SEC("xdp") int f(struct xdp_md *ctx) { struct t t = {}; return g(&t); }
//// strings compared
static int g(const char *s) { if (s == "x") return 1; if ("a" != s) return 2; return s == 0 || s == (char *)0; }
//// addresses returned
struct t { char arr[4]; };
static char *a(void) { char b[4]; return b; }
static char *b(struct t t) { return t.arr; }
static int *c(int n) { return &n; }
static int *d(void) { static int n; return &n; }
static char *e(struct t *p) { return p->arr; }
static struct t *g(void) { return &(struct t){}; }
//// sizes of pointers
struct t { char arr[8]; };
static int g(struct t *p, char *q) { __builtin_memset(p, 0, sizeof(p)); __builtin_memcpy(q, p, sizeof(q)); bpf_probe_read_kernel(p, sizeof(p), q); return __builtin_memcmp(p, q, sizeof(struct t *)); }
//// sizes that are right
struct t { char arr[8]; struct t *next; };
static int g(struct t *p, char *q) { struct t v, *n; __builtin_memset(p, 0, sizeof(*p)); __builtin_memset(&v, 0, sizeof(v)); bpf_probe_read_kernel(&n, sizeof(n), &p->next); __builtin_memset(v.arr, 0, sizeof(v.arr)); return 0; }
//// sizes larger than the object
int f(struct pt_regs *ctx) { char comm[16]; u32 x = 0; bpf_get_current_comm(comm, 32); bpf_get_current_comm(&comm, sizeof(comm)); bpf_probe_read_kernel(&x, 8, ctx); __builtin_memset(&x, 0, 5); return x + comm[0]; }
//// memset with its arguments exchanged
static int g(char *p) { __builtin_memset(p, 8, 0); __builtin_memset(p, 0, 0); return 0; }
//// pointers and small integers
static int g(void *p, int *q, int i, long l) { return (int)p + (u32)q + *(int *)i + (long)(void *)i + (int)(long)p + *(char *)l + (bool)p + (long)(void *)5; }
//// signs of pointers
#include <bpf/bpf_helpers.h>
SEC("xdp") int f(struct xdp_md *ctx) { u8 a = 0; char *b = &a; int *c = 0; u32 *d = c; return *b + *d; }
//// signs of pointers are BCC's business
int f(struct pt_regs *ctx) { u8 a = 0; char *b = &a; return *b; }
//// enumerations
enum a { A1, A2 }; enum b { B1 };
static int g(enum a x, enum b y) { enum a z = B1; x = y; x = A2; if (x == y) return 1; return z + (x == A1); }
//// switch on an enumeration
enum a { A1, A2, A3, A4, A5 };
static int g(enum a x) { switch (x) { case A1: return 1; } switch (x) { case A1 ... A4: return 1; case 9: return 3; } return 0; }
//// switch on an enumeration with a default or a cast
enum a { A1, A2 };
static int g(enum a x) { switch (x) { case A1: return 1; default: break; } switch ((int)x) { case A1: case 7: return 1; } return 0; }
//// switch on a truth value
static int g(int x) { switch (x == 1) { case 1: return 3; } return 0; }
//// values for nothing
#include <bpf/bpf_helpers.h>
struct t { int x; };
static int g(int i, int *p, struct t *t, volatile int *v) { *p++; p[0]; i; 5; -i; !i; t->x; (int)i; sizeof(i); i, i++; *v; (void)i; i ? i++ : 0; i && i++; return i; }
SEC("xdp") int f(struct xdp_md *ctx) { return 0; }
//// a result that matters
__attribute__((warn_unused_result)) static int h(int a) { return a; }
static int g(int a) { h(a); (void)h(a); return h(a); }
//// unused names on demand | -Wall
static int unused_global_function(void) { return 1; }
static inline int header_function(void) { return 1; }
static int used(void) { int never; int __attribute__((unused)) quiet; int written = 1; static int kept; label: return written; }
int f(struct pt_regs *ctx) { return used(); }
//// unused parameters on demand | -Wextra
static int used(int a, int b) { return a; }
int f(struct pt_regs *ctx) { return used(1, 2); }
//// sign comparison on demand | -Wextra
static int g(int a, u32 b, u8 c) { return (a < b) + (a < c) + (a < 5u) + ((u32)a < b); }
int f(struct pt_regs *ctx) { return g(1, 2, 3); }
//// self-assignment on demand | -Wall
struct s { int a; };
static int g(int a, struct s *p) { a = a; p->a = p->a; return a; }
int f(struct pt_regs *ctx) { struct s s = {}; return g(1, &s); }
//// an array at the end of a record may be longer
struct s { int n; char a[4]; };
struct m { char a[4]; int n; };
static int g(struct s *p, struct m *q) { int x[3] = {}, *e = &x[3]; return p->a[7] + q->a[7] + e[0] + *(&x[4] - 2); }
//// changes in no order
static int h(int a, int b) { return a; }
static int g(int i, int *a) { i = i++; a[i] = i++; i++ + i++; h(i, i++); if (i + i--) return 1; return i++ * 2 + i; }
//// changes in order
static int h(int a, int b) { return a; }
static int g(int i, int j, int *a) { i = i + 1; a[i++] = j++; i++, i++; i = j++ + i; i && i++; i ? i++ : --i; h(i, j++); a[i] = a[j++]; i = h(i, 1); for (;; i++, j++) return i++ + j++; }
//// escapes and characters
static int g(void) { const char *s = "\d\\d\n"; return '\q' + 'ab' + 'abcd' + s[0]; }
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
test.c:1:11: warning: the first parameter of program 'f' is its context, and 'int' is no pointer [BS0426, -Wbpf-context]
int f(int c) { int a; if (c) a = 1; return a; }
          ^
help: put the context first, such as "struct pt_regs *ctx"
1 warning generated.
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
test.c:1:33: warning: the result of a comparison is not used [BS0620, -Wunused-comparison]
int f(void *ctx) { int a = 1; a == 2; a + 1; return a; }
                              ~~^~~~
help: '=' assigns, '==' compares
1 warning generated.
//// assignment as condition
test.c:1:11: warning: the first parameter of program 'f' is its context, and 'int' is no pointer [BS0426, -Wbpf-context]
int f(int a) { if (a = 1) return 1; return 0; }
          ^
help: put the context first, such as "struct pt_regs *ctx"
test.c:1:20: warning: an assignment is used as a condition [BS0227, -Wparentheses]
int f(int a) { if (a = 1) return 1; return 0; }
                   ^~~~~
help: '==' compares; a second pair of parentheses says that '=' is meant
2 warnings generated.
//// empty body
test.c:1:11: warning: the first parameter of program 'f' is its context, and 'int' is no pointer [BS0426, -Wbpf-context]
int f(int a) { if (a == 1); return 1; }
          ^
help: put the context first, such as "struct pt_regs *ctx"
test.c:1:27: warning: the body of this 'if' is empty [BS0228, -Wempty-body]
int f(int a) { if (a == 1); return 1; }
                          ^
help: remove the ';', or put it on its own line
2 warnings generated.
//// division by zero
test.c:1:11: warning: the first parameter of program 'f' is its context, and 'int' is no pointer [BS0426, -Wbpf-context]
int f(int a) { return a / 0 + a % 0; }
          ^
help: put the context first, such as "struct pt_regs *ctx"
test.c:1:27: warning: division by zero is undefined [BS0356, -Wdivision-by-zero]
int f(int a) { return a / 0 + a % 0; }
                          ^
test.c:1:35: warning: division by zero is undefined [BS0356, -Wdivision-by-zero]
int f(int a) { return a / 0 + a % 0; }
                                  ^
3 warnings generated.
//// shift too far
test.c:1:11: warning: the first parameter of program 'f' is its context, and 'int' is no pointer [BS0426, -Wbpf-context]
int f(int a) { return a << 32 | a >> -1; }
          ^
help: put the context first, such as "struct pt_regs *ctx"
test.c:1:28: warning: shift by 32 is out of range for 'int' [BS0357, -Wshift-count-overflow]
int f(int a) { return a << 32 | a >> -1; }
                           ^~
help: write the left operand with a wider type, such as 1ULL, or shift by less
test.c:1:38: warning: shift of 'int' by the negative number -1 [BS0623, -Wshift-count-negative]
int f(int a) { return a << 32 | a >> -1; }
                                     ^~
help: shift the other way
3 warnings generated.
//// index out of bounds
test.c:1:44: warning: array index 4 is past the end of the array, which has type 'int[4]' [BS0369, -Warray-bounds]
int f(void *ctx) { int a[4] = {}; return a[4] + a[7] + a[-1]; }
                                           ^
test.c:1:24: note: 'a' declared here
int f(void *ctx) { int a[4] = {}; return a[4] + a[7] + a[-1]; }
                       ^
test.c:1:51: warning: array index 7 is past the end of the array, which has type 'int[4]' [BS0369, -Warray-bounds]
int f(void *ctx) { int a[4] = {}; return a[4] + a[7] + a[-1]; }
                                                  ^
test.c:1:24: note: 'a' declared here
int f(void *ctx) { int a[4] = {}; return a[4] + a[7] + a[-1]; }
                       ^
test.c:1:58: warning: array index -1 is before the beginning of the array, which has type 'int[4]' [BS0369, -Warray-bounds]
int f(void *ctx) { int a[4] = {}; return a[4] + a[7] + a[-1]; }
                                                         ^~
test.c:1:24: note: 'a' declared here
int f(void *ctx) { int a[4] = {}; return a[4] + a[7] + a[-1]; }
                       ^
3 warnings generated.
//// unreachable precedence
test.c:1:46: warning: '&' binds less tightly than '==': the comparison comes first [BS0626, -Wparentheses]
static int f(int a, int b, int c) { return a & b == c; }
                                           ~~^~~~~~~~
help: put parentheses around the operands that belong together
1 warning generated.
//// missing return in a static
test.c:1:40: warning: control reaches the end of 'g' without a return value [BS0393, -Wreturn-type]
static int g(int a) { if (a) return 1; }
                                       ^
help: add a return statement
1 warning generated.
//// comparison always true
test.c:1:16: warning: the first parameter of program 'f' is its context, and 'unsigned int' is no pointer [BS0426, -Wbpf-context]
int f(unsigned a) { return a >= 0; }
               ^
help: put the context first, such as "struct pt_regs *ctx"
1 warning generated.
//// unsigned comparison with negative
test.c:1:11: warning: the first parameter of program 'f' is its context, and 'u32' is no pointer [BS0426, -Wbpf-context]
int f(u32 a) { return a == -1; }
          ^
help: put the context first, such as "struct pt_regs *ctx"
1 warning generated.
//// sizeof pointer in memset
test.c:1:72: warning: '__builtin_memset' is given the size of a pointer: the memory holds 'char', the size is that of 'char *' [BS0668, -Wsizeof-pointer-memaccess]
int f(void *ctx) { char buf[16]; char *p = buf; __builtin_memset(p, 0, sizeof(p)); return buf[0]; }
                                                                       ^~~~~~~~~
help: write sizeof(*pointer), or the length of the array
1 warning generated.
//// address always true
test.c:1:37: warning: the address of array 'buf' is always true [BS0638, -Wpointer-bool-conversion]
int f(void *ctx) { char buf[4]; if (buf) return 1; return 0; }
                                    ^~~
help: test what it holds: an element, a member, the result of a call
1 warning generated.
//// string compared
test.c:1:94: warning: this compares addresses, not the characters of the string [BS0632, -Wstring-compare]
int f(void *ctx) { char comm[16] = {}; bpf_get_current_comm(comm, sizeof(comm)); return comm == "bash"; }
                                                                                        ~~~~~^~~~~~~~~
help: compare with bpf_strncmp, or byte by byte
1 warning generated.
//// self assignment
test.c:1:11: warning: the first parameter of program 'f' is its context, and 'int' is no pointer [BS0426, -Wbpf-context]
int f(int a) { a = a; return a; }
          ^
help: put the context first, such as "struct pt_regs *ctx"
1 warning generated.
//// dangling address
test.c:1:41: warning: the address of local variable 'a' is returned, which ends with the function [BS0639, -Wreturn-stack-address]
static int *g(void) { int a = 1; return &a; }
                                        ^~
test.c:1:27: note: 'a' declared here
static int *g(void) { int a = 1; return &a; }
                          ^
help: return the value, or let the caller pass the memory
1 warning generated.
//// implicit fallthrough is fine, duplicate default is not
test.c:1:11: warning: the first parameter of program 'f' is its context, and 'int' is no pointer [BS0426, -Wbpf-context]
int f(int a) { switch (a) { case 1: a = 2; case 2: return a; default: return 3; default: return 4; } }
          ^
help: put the context first, such as "struct pt_regs *ctx"
test.c:1:81: error: multiple default labels in one switch [BS0600]
int f(int a) { switch (a) { case 1: a = 2; case 2: return a; default: return 3; default: return 4; } }
                                                                                ^
test.c:1:62: note: the earlier default is here
int f(int a) { switch (a) { case 1: a = 2; case 2: return a; default: return 3; default: return 4; } }
                                                             ^
1 warning and 1 error generated.
//// bit-field overflow
test.c:2:43: warning: bit-field 'a' of width 2: the value changes from 5 to 1 [BS0649, -Wbitfield-constant-conversion]
int f(void *ctx) { struct s v = {}; v.a = 5; return v.a; }
                                          ^
1 warning generated.
//// large shift constant
test.c:1:32: warning: shift by 40 is out of range for 'int' [BS0357, -Wshift-count-overflow]
u64 f(void *ctx) { return 1 << 40; }
                               ^~
help: write the left operand with a wider type, such as 1ULL, or shift by less
1 warning generated.
//// integer overflow
test.c:1:36: warning: this expression overflows: its value is -727379968 in type 'int' [BS0625, -Winteger-overflow]
long f(void *ctx) { return 1000000 * 1000000; }
                           ~~~~~~~~^~~~~~~~~
help: make one operand 64 bits wide: 1000000LL
1 warning generated.
//// format of printk: wrong number
test.c:1:37: warning: the format has 2 conversions, and 1 value is given [BS0433, -Wbpf-format]
int f(void *ctx) { bpf_trace_printk("%d %d\n", 1); return 0; }
                                    ^~~~~~~~~
1 warning generated.
//// format of printk: wrong type
test.c:1:45: warning: '%s' wants the address of a string, and the argument has type 'int' [BS0434, -Wbpf-format]
int f(void *ctx) { bpf_trace_printk("%s\n", 1); bpf_trace_printk("%d\n", ctx); return 0; }
                                            ^
1 warning generated.
//// enum conversions are silent
test.c:2:31: warning: 'enum b' is converted to a different enumeration, 'enum a' [BS0648, -Wimplicit-enum-enum-cast]
int f(void *ctx) { enum a x = B1; return x; }
                              ^~
help: use an enumerator of the right one, or cast
1 warning generated.
//// logical not in comparison
test.c:1:37: warning: '!' applies to the left operand of '==' only [BS0631, -Wlogical-not-parentheses]
static int f(int a, int b) { return !a == b; }
                                    ^~~~~~~
help: write !(a == b), or (!a) == b if this is meant
1 warning generated.
//// unused label, variable and function are silent
(nothing to say)
//// precedence
test.c:1:47: warning: '&' binds less tightly than '==': the comparison comes first [BS0626, -Wparentheses]
static int g(int a, int b, int c) { return (a & b == c) + (a != b | c) + (a << b + c) + (b - c >> a) + (a < b < c); }
                                            ~~^~~~~~~~
help: put parentheses around the operands that belong together
test.c:1:67: warning: '|' binds less tightly than '!=': the comparison comes first [BS0626, -Wparentheses]
static int g(int a, int b, int c) { return (a & b == c) + (a != b | c) + (a << b + c) + (b - c >> a) + (a < b < c); }
                                                           ~~~~~~~^~~
help: put parentheses around the operands that belong together
test.c:1:77: warning: '<<' binds less tightly than '+': the '+' comes first [BS0627, -Wshift-op-parentheses]
static int g(int a, int b, int c) { return (a & b == c) + (a != b | c) + (a << b + c) + (b - c >> a) + (a < b < c); }
                                                                          ~~^~~~~~~~
help: put parentheses around what belongs together
test.c:1:96: warning: '>>' binds less tightly than '-': the '-' comes first [BS0627, -Wshift-op-parentheses]
static int g(int a, int b, int c) { return (a & b == c) + (a != b | c) + (a << b + c) + (b - c >> a) + (a < b < c); }
                                                                                         ~~~~~~^~~~
help: put parentheses around what belongs together
test.c:1:111: error: a comparison of a comparison: a < b < c compares 0 or 1 with c [BS0630, -Wparentheses]
static int g(int a, int b, int c) { return (a & b == c) + (a != b | c) + (a << b + c) + (b - c >> a) + (a < b < c); }
                                                                                                        ~~~~~~^~~
help: write a < b && b < c
4 warnings and 1 error generated.
//// precedence is meant so
(nothing to say)
//// precedence on demand | -Wall
test.c:1:47: warning: '&' within '|' [BS0628, -Wbitwise-op-parentheses]
static int g(int a, int b, int c) { return (a | b & c) + (a && b || c) + (a & b | c); }
                                            ~~^~~~~~~
help: put parentheses around the '&' expression
test.c:1:66: warning: '&&' within '||' [BS0629, -Wlogical-op-parentheses]
static int g(int a, int b, int c) { return (a | b & c) + (a && b || c) + (a & b | c); }
                                                          ~~~~~~~^~~~
help: put parentheses around the '&&' expression
test.c:1:81: warning: '&' within '|' [BS0628, -Wbitwise-op-parentheses]
static int g(int a, int b, int c) { return (a | b & c) + (a && b || c) + (a & b | c); }
                                                                          ~~~~~~^~~
help: put parentheses around the '&' expression
3 warnings generated.
//// logical not
test.c:1:38: warning: '!' applies to the left operand of '==' only [BS0631, -Wlogical-not-parentheses]
static int g(int a, int b) { return (!a == b) + (!a < b) + (!a & b); }
                                     ^~~~~~~
help: write !(a == b), or (!a) == b if this is meant
test.c:1:50: warning: '!' applies to the left operand of '<' only [BS0631, -Wlogical-not-parentheses]
static int g(int a, int b) { return (!a == b) + (!a < b) + (!a & b); }
                                                 ^~~~~~
help: write !(a == b), or (!a) == b if this is meant
test.c:1:61: warning: '!' applies to the left operand of '&' only [BS0631, -Wlogical-not-parentheses]
static int g(int a, int b) { return (!a == b) + (!a < b) + (!a & b); }
                                                            ^~~~~~
help: write !(a == b), or (!a) == b if this is meant
3 warnings generated.
//// logical not is meant so
(nothing to say)
//// comparison in two pairs of parentheses
test.c:2:35: warning: a comparison in two pairs of parentheses [BS0229, -Wparentheses-equality]
static int g(int a, int b) { if ((a == b)) return 1; if (SAME(a, b)) return 2; if ((a = b)) return 3; return 0; }
                                  ^~~~~~
help: '=' assigns; remove one pair if '==' is meant
1 warning generated.
//// dangling else
test.c:1:54: warning: this 'else' belongs to the inner 'if' [BS0646, -Wdangling-else]
static int g(int a, int b) { if (a) if (b) return 1; else return 2; if (a) for (;;) if (b) return 1; else return 2; return 3; }
                                                     ^~~~
help: put braces around the body of the outer 'if'
test.c:1:102: warning: this 'else' belongs to the inner 'if' [BS0646, -Wdangling-else]
static int g(int a, int b) { if (a) if (b) return 1; else return 2; if (a) for (;;) if (b) return 1; else return 2; return 3; }
                                                                                                     ^~~~
help: put braces around the body of the outer 'if'
2 warnings generated.
//// no dangling else
(nothing to say)
//// empty loops
test.c:1:50: warning: the body of this 'for' is empty: the block behind it runs once [BS0647, -Wempty-body]
static int g(int a) { for (int i = 0; i < 3; i++); { a++; } while (a-- > 0); { a = 1; } return a; }
                                                 ^
help: remove the ';'
test.c:1:76: warning: the body of this 'while' is empty: the block behind it runs once [BS0647, -Wempty-body]
static int g(int a) { for (int i = 0; i < 3; i++); { a++; } while (a-- > 0); { a = 1; } return a; }
                                                                           ^
help: remove the ';'
2 warnings generated.
//// empty loops are meant so
(nothing to say)
//// shifts
test.c:1:42: warning: shift by 33 is out of range for 'int' [BS0357, -Wshift-count-overflow]
static int g(int a, u64 b, u8 c) { a <<= 33; b >>= 64; return (a << -1) + (c << 24) + (b << 63) + (c << 32) + (3 << 31) + (1 << 31); }
                                         ^~
help: write the left operand with a wider type, such as 1ULL, or shift by less
test.c:1:52: warning: shift by 64 is out of range for 'unsigned long long' [BS0357, -Wshift-count-overflow]
static int g(int a, u64 b, u8 c) { a <<= 33; b >>= 64; return (a << -1) + (c << 24) + (b << 63) + (c << 32) + (3 << 31) + (1 << 31); }
                                                   ^~
help: write the left operand with a wider type, such as 1ULL, or shift by less
test.c:1:69: warning: shift of 'int' by the negative number -1 [BS0623, -Wshift-count-negative]
static int g(int a, u64 b, u8 c) { a <<= 33; b >>= 64; return (a << -1) + (c << 24) + (b << 63) + (c << 32) + (3 << 31) + (1 << 31); }
                                                                    ^~
help: shift the other way
test.c:1:105: warning: shift by 32 is out of range for 'int' [BS0357, -Wshift-count-overflow]
static int g(int a, u64 b, u8 c) { a <<= 33; b >>= 64; return (a << -1) + (c << 24) + (b << 63) + (c << 32) + (3 << 31) + (1 << 31); }
                                                                                                        ^~
help: write the left operand with a wider type, such as 1ULL, or shift by less
test.c:1:114: warning: the result of this shift, 0x180000000, does not fit 'int' of 32 bits [BS0624, -Wshift-overflow]
static int g(int a, u64 b, u8 c) { a <<= 33; b >>= 64; return (a << -1) + (c << 24) + (b << 63) + (c << 32) + (3 << 31) + (1 << 31); }
                                                                                                               ~~^~~~~
help: make the left operand 64 bits wide: 1ULL
5 warnings generated.
//// shifts in code that never runs
(nothing to say)
//// constants that overflow
test.c:1:38: warning: this expression overflows: its value is -727379968 in type 'int' [BS0625, -Winteger-overflow]
static long g(void) { return 1000000 * 1000000 + 2147483647 + 1 - -(-2147483647 - 1); }
                             ~~~~~~~~^~~~~~~~~
help: make one operand 64 bits wide: 1000000LL
test.c:1:65: warning: this expression overflows: its value is -727379968 in type 'int' [BS0625, -Winteger-overflow]
static long g(void) { return 1000000 * 1000000 + 2147483647 + 1 - -(-2147483647 - 1); }
                             ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~^~~~~~~~~~~~~~~~~~~~
help: make one operand 64 bits wide: 1000000LL
test.c:1:67: warning: this expression overflows: its value is -2147483648 in type 'int' [BS0625, -Winteger-overflow]
static long g(void) { return 1000000 * 1000000 + 2147483647 + 1 - -(-2147483647 - 1); }
                                                                  ^~~~~~~~~~~~~~~~~~
help: make one operand 64 bits wide: 1000000LL
3 warnings generated.
//// constants that do not overflow
(nothing to say)
//// constants converted
test.c:2:38: warning: implicit conversion from 'int' to 'signed char' changes value from 200 to -56 [BS0384, -Wconstant-conversion]
static int g(void) { signed char a = 200, b = 0x80, c = -129; u8 d = -1, e = 256, k = ~0; short s …
                                     ^~~
test.c:2:57: warning: implicit conversion from 'int' to 'signed char' changes value from -129 to 127 [BS0384, -Wconstant-conversion]
static int g(void) { signed char a = 200, b = 0x80, c = -129; u8 d = -1, e = 256, k = ~0; short s = 70000; u32 u = - …
                                                        ^~~~
test.c:2:78: warning: implicit conversion from 'int' to 'u8' changes value from 256 to 0 [BS0384, -Wconstant-conversion]
… ) { signed char a = 200, b = 0x80, c = -129; u8 d = -1, e = 256, k = ~0; short s = 70000; u32 u = -1; int i = 0xffffffff …
                                                              ^~~
test.c:2:101: warning: implicit conversion from 'int' to 'short' changes value from 70000 to 4464 [BS0384, -Wconstant-conversion]
… , b = 0x80, c = -129; u8 d = -1, e = 256, k = ~0; short s = 70000; u32 u = -1; int i = 0xffffffff, j = 4294967296; h(300 …
                                                              ^~~~~
test.c:2:144: warning: implicit conversion from 'long' to 'int' changes value from 4294967296 to 0 [BS0384, -Wconstant-conversion]
…  = ~0; short s = 70000; u32 u = -1; int i = 0xffffffff, j = 4294967296; h(300, 40000); return a + b + c + d + e + s + u  …
                                                              ^~~~~~~~~~
test.c:2:158: warning: implicit conversion from 'int' to 'u8' changes value from 300 to 44 [BS0384, -Wconstant-conversion]
…  = 70000; u32 u = -1; int i = 0xffffffff, j = 4294967296; h(300, 40000); return a + b + c + d + e + s + u + i + j + k; }
                                                              ^~~
test.c:2:163: warning: implicit conversion from 'int' to 'short' changes value from 40000 to -25536 [BS0384, -Wconstant-conversion]
… 000; u32 u = -1; int i = 0xffffffff, j = 4294967296; h(300, 40000); return a + b + c + d + e + s + u + i + j + k; }
                                                              ^~~~~
7 warnings generated.
//// bit-fields
test.c:2:36: warning: bit-field 'a' of width 2: the value changes from 5 to 1 [BS0649, -Wbitfield-constant-conversion]
static int g(struct s *v) { v->a = 5; v->b = 3; v->b = -3; v->c = 0xf0; return 0; }
                                   ^
test.c:2:46: warning: bit-field 'b' of width 2: the value changes from 3 to -1 [BS0649, -Wbitfield-constant-conversion]
static int g(struct s *v) { v->a = 5; v->b = 3; v->b = -3; v->c = 0xf0; return 0; }
                                             ^
test.c:2:56: warning: bit-field 'b' of width 2: the value changes from -3 to 1 [BS0649, -Wbitfield-constant-conversion]
static int g(struct s *v) { v->a = 5; v->b = 3; v->b = -3; v->c = 0xf0; return 0; }
                                                       ^~
test.c:2:67: warning: bit-field 'c' of width 4: the value changes from 240 to 0 [BS0649, -Wbitfield-constant-conversion]
static int g(struct s *v) { v->a = 5; v->b = 3; v->b = -3; v->c = 0xf0; return 0; }
                                                                  ^~~~
4 warnings generated.
//// bit-fields that fit
(nothing to say)
//// comparisons with a known answer
test.c:1:55: warning: comparison of 300 with a value of type 'u8' is always false [BS0634, -Wtautological-constant-out-of-range-compare]
static int g(u8 x, bool b, signed char c) { return (x == 300) + (x < 256) + (x > -1) + (b == 2) + (!x < 3) + (c >= 200) + (500 > x); }
                                                    ~~^~~~~~
test.c:1:68: warning: comparison of 256 with a value of type 'u8' is always true [BS0634, -Wtautological-constant-out-of-range-compare]
static int g(u8 x, bool b, signed char c) { return (x == 300) + (x < 256) + (x > -1) + (b == 2) + (!x < 3) + (c >= 200) + (500 > x); }
                                                                 ~~^~~~~
test.c:1:80: warning: comparison of -1 with a value of type 'u8' is always true [BS0634, -Wtautological-constant-out-of-range-compare]
static int g(u8 x, bool b, signed char c) { return (x == 300) + (x < 256) + (x > -1) + (b == 2) + (!x < 3) + (c >= 200) + (500 > x); }
                                                                             ~~^~~~
test.c:1:91: warning: comparison of 2 with a value of type 'bool' is always false [BS0634, -Wtautological-constant-out-of-range-compare]
static int g(u8 x, bool b, signed char c) { return (x == 300) + (x < 256) + (x > -1) + (b == 2) + (!x < 3) + (c >= 200) + (500 > x); }
                                                                                        ~~^~~~
test.c:1:100: warning: '!' applies to the left operand of '<' only [BS0631, -Wlogical-not-parentheses]
static int g(u8 x, bool b, signed char c) { return (x == 300) + (x < 256) + (x > -1) + (b == 2) + (!x < 3) + (c >= 200) + (500 > x); }
                                                                                                   ^~~~~~
help: write !(a == b), or (!a) == b if this is meant
test.c:1:103: warning: comparison of 3 with a truth value is always true [BS0634, -Wtautological-constant-out-of-range-compare]
static int g(u8 x, bool b, signed char c) { return (x == 300) + (x < 256) + (x > -1) + (b == 2) + (!x < 3) + (c >= 200) + (500 > x); }
                                                                                                   ~~~^~~
test.c:1:113: warning: comparison of 200 with a value of type 'signed char' is always false [BS0634, -Wtautological-constant-out-of-range-compare]
static int g(u8 x, bool b, signed char c) { return (x == 300) + (x < 256) + (x > -1) + (b == 2) + (!x < 3) + (c >= 200) + (500 > x); }
                                                                                                              ~~^~~~~~
test.c:1:128: warning: comparison of 500 with a value of type 'u8' is always true [BS0634, -Wtautological-constant-out-of-range-compare]
static int g(u8 x, bool b, signed char c) { return (x == 300) + (x < 256) + (x > -1) + (b == 2) + (!x < 3) + (c >= 200) + (500 > x); }
                                                                                                                           ~~~~^~~
8 warnings generated.
//// comparisons with an answer that is not known
(nothing to say)
//// self-comparison
test.c:2:46: warning: this compares a value with itself, which is always true [BS0633, -Wtautological-compare]
static int g(int a, struct s *p) { return (a == a) + (p->a != p->a) + (p->a == p->b) + (a < a); }
                                           ~~^~~~
test.c:2:60: warning: this compares a value with itself, which is always false [BS0633, -Wtautological-compare]
static int g(int a, struct s *p) { return (a == a) + (p->a != p->a) + (p->a == p->b) + (a < a); }
                                                      ~~~~~^~~~~~~
test.c:2:91: warning: this compares a value with itself, which is always false [BS0633, -Wtautological-compare]
static int g(int a, struct s *p) { return (a == a) + (p->a != p->a) + (p->a == p->b) + (a < a); }
                                                                                        ~~^~~
3 warnings generated.
//// addresses that are always true
test.c:3:46: warning: the address of array 'buf' is always true [BS0638, -Wpointer-bool-conversion]
static int g(struct t *p) { char buf[4]; if (buf) return 1; if (p->arr) return 2; if (&p->x && p) return  …
                                             ^~~
help: test what it holds: an element, a member, the result of a call
test.c:3:65: warning: the address of array 'p->arr' is always true [BS0638, -Wpointer-bool-conversion]
… ic int g(struct t *p) { char buf[4]; if (buf) return 1; if (p->arr) return 2; if (&p->x && p) return 3; if (!h) return 4 …
                                                              ^~~~~~
help: test what it holds: an element, a member, the result of a call
test.c:3:87: warning: the address of 'p->x' is always true [BS0638, -Wpointer-bool-conversion]
… { char buf[4]; if (buf) return 1; if (p->arr) return 2; if (&p->x && p) return 3; if (!h) return 4; while (&buf) return  …
                                                              ^~~~~
help: test what it holds: an element, a member, the result of a call
test.c:3:114: warning: the address of function 'h' is always true [BS0638, -Wpointer-bool-conversion]
… urn 1; if (p->arr) return 2; if (&p->x && p) return 3; if (!h) return 4; while (&buf) return 5; return buf == 0; }
                                                              ^
help: test what it holds: an element, a member, the result of a call
test.c:3:134: warning: the address of 'buf' is always true [BS0638, -Wpointer-bool-conversion]
… eturn 2; if (&p->x && p) return 3; if (!h) return 4; while (&buf) return 5; return buf == 0; }
                                                              ^~~~
help: test what it holds: an element, a member, the result of a call
test.c:3:161: warning: the address of array 'buf' is never null: the comparison is always false [BS0637, -Wtautological-pointer-compare]
… turn 3; if (!h) return 4; while (&buf) return 5; return buf == 0; }
                                                          ~~~~^~~~
6 warnings generated.
//// addresses that may be null
(nothing to say)
//// strings compared
test.c:1:37: warning: this compares addresses, not the characters of the string [BS0632, -Wstring-compare]
static int g(const char *s) { if (s == "x") return 1; if ("a" != s) return 2; return s == 0 || s == (char *)0; }
                                  ~~^~~~~~
help: compare with bpf_strncmp, or byte by byte
test.c:1:63: warning: this compares addresses, not the characters of the string [BS0632, -Wstring-compare]
static int g(const char *s) { if (s == "x") return 1; if ("a" != s) return 2; return s == 0 || s == (char *)0; }
                                                          ~~~~^~~~
help: compare with bpf_strncmp, or byte by byte
2 warnings generated.
//// addresses returned
test.c:2:42: warning: the address of local variable 'b' is returned, which ends with the function [BS0639, -Wreturn-stack-address]
static char *a(void) { char b[4]; return b; }
                                         ^
test.c:2:29: note: 'b' declared here
static char *a(void) { char b[4]; return b; }
                            ^
help: return the value, or let the caller pass the memory
test.c:3:37: warning: the address of parameter 't' is returned, which ends with the function [BS0639, -Wreturn-stack-address]
static char *b(struct t t) { return t.arr; }
                                    ^~~~~
test.c:3:25: note: 't' declared here
static char *b(struct t t) { return t.arr; }
                        ^
help: return the value, or let the caller pass the memory
test.c:4:31: warning: the address of parameter 'n' is returned, which ends with the function [BS0639, -Wreturn-stack-address]
static int *c(int n) { return &n; }
                              ^~
test.c:4:19: note: 'n' declared here
static int *c(int n) { return &n; }
                  ^
help: return the value, or let the caller pass the memory
test.c:7:35: warning: the address of a compound literal is returned, which ends with the function [BS0639, -Wreturn-stack-address]
static struct t *g(void) { return &(struct t){}; }
                                  ^~~~~~~~~~~~~
help: return the value, or let the caller pass the memory
4 warnings generated.
//// sizes of pointers
test.c:2:61: warning: '__builtin_memset' is given the size of a pointer: the memory holds 'struct t', the size is that of 'struct t *' [BS0668, -Wsizeof-pointer-memaccess]
static int g(struct t *p, char *q) { __builtin_memset(p, 0, sizeof(p)); __builtin_memcpy(q, p, sizeof(q)); bpf_probe_rea …
                                                            ^~~~~~~~~
help: write sizeof(*pointer), or the length of the array
test.c:2:96: warning: '__builtin_memcpy' is given the size of a pointer: the memory holds 'char', the size is that of 'char *' [BS0668, -Wsizeof-pointer-memaccess]
… { __builtin_memset(p, 0, sizeof(p)); __builtin_memcpy(q, p, sizeof(q)); bpf_probe_read_kernel(p, sizeof(p), q); return _ …
                                                              ^~~~~~~~~
help: write sizeof(*pointer), or the length of the array
test.c:2:133: warning: 'bpf_probe_read_kernel' is given the size of a pointer: the memory holds 'struct t', the size is that of 'struct t *' [BS0668, -Wsizeof-pointer-memaccess]
… __builtin_memcpy(q, p, sizeof(q)); bpf_probe_read_kernel(p, sizeof(p), q); return __builtin_memcmp(p, q, sizeof(struct t …
                                                              ^~~~~~~~~
help: write sizeof(*pointer), or the length of the array
test.c:2:178: warning: '__builtin_memcmp' is given the size of a pointer: the memory holds 'struct t', the size is that of 'struct t *' [BS0668, -Wsizeof-pointer-memaccess]
… read_kernel(p, sizeof(p), q); return __builtin_memcmp(p, q, sizeof(struct t *)); }
                                                              ^~~~~~~~~~~~~~~~~~
help: write sizeof(*pointer), or the length of the array
4 warnings generated.
//// sizes that are right
(nothing to say)
//// sizes larger than the object
test.c:1:83: warning: 'bpf_get_current_comm' is told to use 32 bytes of 'comm', which has 16 [BS0641, -Wfortify-source]
… ctx) { char comm[16]; u32 x = 0; bpf_get_current_comm(comm, 32); bpf_get_current_comm(&comm, sizeof(comm)); bpf_probe_re …
                                                              ^~
test.c:1:35: note: 'comm' declared here
int f(struct pt_regs *ctx) { char comm[16]; u32 x = 0; bpf_get_current_comm(comm, 32); bpf_get …
                                  ^~~~
help: write sizeof of the object itself
test.c:1:157: warning: 'bpf_probe_read_kernel' is told to use 8 bytes of 'x', which has 4 [BS0641, -Wfortify-source]
… urrent_comm(&comm, sizeof(comm)); bpf_probe_read_kernel(&x, 8, ctx); __builtin_memset(&x, 0, 5); return x + comm[0]; }
                                                              ^
test.c:1:49: note: 'x' declared here
int f(struct pt_regs *ctx) { char comm[16]; u32 x = 0; bpf_get_current_comm(comm, 32); bpf_get_current_comm( …
                                                ^
help: write sizeof of the object itself
test.c:1:190: warning: '__builtin_memset' is told to use 5 bytes of 'x', which has 4 [BS0641, -Wfortify-source]
…  bpf_probe_read_kernel(&x, 8, ctx); __builtin_memset(&x, 0, 5); return x + comm[0]; }
                                                              ^
test.c:1:49: note: 'x' declared here
int f(struct pt_regs *ctx) { char comm[16]; u32 x = 0; bpf_get_current_comm(comm, 32); bpf_get_current_comm( …
                                                ^
help: write sizeof of the object itself
3 warnings generated.
//// memset with its arguments exchanged
test.c:1:48: warning: '__builtin_memset' is told to fill 0 bytes [BS0660, -Wmemset-transposed-args]
static int g(char *p) { __builtin_memset(p, 8, 0); __builtin_memset(p, 0, 0); return 0; }
                                               ^
help: the second argument is the byte, the third the number of bytes
1 warning generated.
//// pointers and small integers
test.c:1:55: warning: 'void *' is cut to 'int' [BS0642, -Wvoid-pointer-to-int-cast]
static int g(void *p, int *q, int i, long l) { return (int)p + (u32)q + *(int *)i + (long)(void *)i + (int)(long)p + *(char *)l + (bool)p + (long)(void *)5; }
                                                      ^~~~~~
help: pointers have 64 bits: cast to long or u64
test.c:1:64: warning: 'int *' is cut to 'u32' [BS0643, -Wpointer-to-int-cast]
static int g(void *p, int *q, int i, long l) { return (int)p + (u32)q + *(int *)i + (long)(void *)i + (int)(long)p + *(char *)l + (bool)p + (long)(void *)5; }
                                                               ^~~~~~
help: pointers have 64 bits: cast to long or u64
test.c:1:74: warning: 'int' is smaller than the pointer it is cast to, 'int *' [BS0645, -Wint-to-pointer-cast]
static int g(void *p, int *q, int i, long l) { return (int)p + (u32)q + *(int *)i + (long)(void *)i + (int)(long)p + *(char *)l + (bool)p + (long)(void *)5; }
                                                                         ^~~~~~~~
help: pointers have 64 bits: cast to long or u64 first
test.c:1:91: warning: 'int' is smaller than the pointer it is cast to, 'void *' [BS0644, -Wint-to-void-pointer-cast]
static int g(void *p, int *q, int i, long l) { return (int)p + (u32)q + *(int *)i + (long)(void *)i + (int)(long)p + *(char *)l + (bool)p + (long)(void *)5; }
                                                                                          ^~~~~~~~~
help: pointers have 64 bits: cast to long or u64 first
4 warnings generated.
//// signs of pointers
test.c:2:60: warning: pointers to integers of different sign initializing 'char *' with an expression of type 'u8 *' [BS0650, -Wpointer-sign]
SEC("xdp") int f(struct xdp_md *ctx) { u8 a = 0; char *b = &a; int *c = 0; u32 *d = c; return *b + *d; }
                                                           ^~
help: cast, or use the same type
test.c:2:85: warning: pointers to integers of different sign initializing 'u32 *' with an expression of type 'int *' [BS0650, -Wpointer-sign]
SEC("xdp") int f(struct xdp_md *ctx) { u8 a = 0; char *b = &a; int *c = 0; u32 *d = c; return *b + *d; }
                                                                                    ^
help: cast, or use the same type
2 warnings generated.
//// signs of pointers are BCC's business
(nothing to say)
//// enumerations
test.c:2:47: warning: 'enum b' is converted to a different enumeration, 'enum a' [BS0648, -Wimplicit-enum-enum-cast]
static int g(enum a x, enum b y) { enum a z = B1; x = y; x = A2; if (x == y) return 1; return z + (x == A1); }
                                              ^~
help: use an enumerator of the right one, or cast
test.c:2:55: warning: 'enum b' is converted to a different enumeration, 'enum a' [BS0648, -Wimplicit-enum-enum-cast]
static int g(enum a x, enum b y) { enum a z = B1; x = y; x = A2; if (x == y) return 1; return z + (x == A1); }
                                                      ^
help: use an enumerator of the right one, or cast
test.c:2:72: warning: comparison of different enumerations: 'enum a' and 'enum b' [BS0635, -Wenum-compare]
static int g(enum a x, enum b y) { enum a z = B1; x = y; x = A2; if (x == y) return 1; return z + (x == A1); }
                                                                     ~~^~~~
3 warnings generated.
//// switch on an enumeration
test.c:2:34: warning: 'A2', 'A3', 'A4' and 1 more are not handled in this switch [BS0653, -Wswitch]
static int g(enum a x) { switch (x) { case A1: return 1; } switch (x) { case A1 ... A4: return 1; case 9: return 3; } return 0; }
                                 ^
help: add a case, or 'default:'
test.c:2:68: warning: 'A5' is not handled in this switch [BS0653, -Wswitch]
static int g(enum a x) { switch (x) { case A1: return 1; } switch (x) { case A1 ... A4: return 1; case 9: return 3; } return 0; }
                                                                   ^
help: add a case, or 'default:'
test.c:2:99: warning: value 9 is not in 'enum a' [BS0652, -Wswitch]
static int g(enum a x) { switch (x) { case A1: return 1; } switch (x) { case A1 ... A4: return 1; case 9: return 3; } return 0; }
                                                                                                  ^~~~~~
3 warnings generated.
//// switch on an enumeration with a default or a cast
(nothing to say)
//// switch on a truth value
test.c:1:31: warning: 'switch' on a truth value [BS0651, -Wswitch-bool]
static int g(int x) { switch (x == 1) { case 1: return 3; } return 0; }
                              ^~~~~~
help: use 'if'
1 warning generated.
//// values for nothing
test.c:3:61: warning: the result of an expression is not used [BS0621, -Wunused-value]
static int g(int i, int *p, struct t *t, volatile int *v) { *p++; p[0]; i; 5; -i; !i; t->x; (int)i; sizeof(i); i, i++; * …
                                                            ^~~~
help: assign it, or cast it to void
test.c:3:67: warning: the result of an expression is not used [BS0621, -Wunused-value]
…  int g(int i, int *p, struct t *t, volatile int *v) { *p++; p[0]; i; 5; -i; !i; t->x; (int)i; sizeof(i); i, i++; *v; (vo …
                                                              ^~~~
help: assign it, or cast it to void
test.c:3:73: warning: the result of an expression is not used [BS0621, -Wunused-value]
… (int i, int *p, struct t *t, volatile int *v) { *p++; p[0]; i; 5; -i; !i; t->x; (int)i; sizeof(i); i, i++; *v; (void)i;  …
                                                              ^
help: assign it, or cast it to void
test.c:3:76: warning: the result of an expression is not used [BS0621, -Wunused-value]
… t i, int *p, struct t *t, volatile int *v) { *p++; p[0]; i; 5; -i; !i; t->x; (int)i; sizeof(i); i, i++; *v; (void)i; i ? …
                                                              ^
help: assign it, or cast it to void
test.c:3:79: warning: the result of an expression is not used [BS0621, -Wunused-value]
… , int *p, struct t *t, volatile int *v) { *p++; p[0]; i; 5; -i; !i; t->x; (int)i; sizeof(i); i, i++; *v; (void)i; i ? i+ …
                                                              ^~
help: assign it, or cast it to void
test.c:3:83: warning: the result of an expression is not used [BS0621, -Wunused-value]
… t *p, struct t *t, volatile int *v) { *p++; p[0]; i; 5; -i; !i; t->x; (int)i; sizeof(i); i, i++; *v; (void)i; i ? i++ :  …
                                                              ^~
help: assign it, or cast it to void
test.c:3:87: warning: the result of an expression is not used [BS0621, -Wunused-value]
… , struct t *t, volatile int *v) { *p++; p[0]; i; 5; -i; !i; t->x; (int)i; sizeof(i); i, i++; *v; (void)i; i ? i++ : 0; i …
                                                              ^~~~
help: assign it, or cast it to void
test.c:3:93: warning: the result of an expression is not used [BS0621, -Wunused-value]
… ct t *t, volatile int *v) { *p++; p[0]; i; 5; -i; !i; t->x; (int)i; sizeof(i); i, i++; *v; (void)i; i ? i++ : 0; i && i+ …
                                                              ^~~~~~
help: assign it, or cast it to void
test.c:3:101: warning: the result of an expression is not used [BS0621, -Wunused-value]
…  volatile int *v) { *p++; p[0]; i; 5; -i; !i; t->x; (int)i; sizeof(i); i, i++; *v; (void)i; i ? i++ : 0; i && i++; retur …
                                                              ^~~~~~~~~
help: assign it, or cast it to void
test.c:3:112: warning: the result of an expression is not used [BS0621, -Wunused-value]
… nt *v) { *p++; p[0]; i; 5; -i; !i; t->x; (int)i; sizeof(i); i, i++; *v; (void)i; i ? i++ : 0; i && i++; return i; }
                                                              ^
help: assign it, or cast it to void
10 warnings generated.
//// a result that matters
test.c:2:23: warning: the result of 'h' is not used, which its declaration asks for [BS0654, -Wunused-result]
static int g(int a) { h(a); (void)h(a); return h(a); }
                      ^~~~
test.c:1:48: note: 'h' declared here
__attribute__((warn_unused_result)) static int h(int a) { return a; }
                                               ^
help: use it, or cast it to void
1 warning generated.
//// unused names on demand | -Wall
test.c:1:12: warning: function 'unused_global_function' is not used [BS0658, -Wunused-function]
static int unused_global_function(void) { return 1; }
           ^~~~~~~~~~~~~~~~~~~~~~
test.c:3:29: warning: variable 'never' is not used [BS0655, -Wunused-variable]
static int used(void) { int never; int __attribute__((unused)) quiet; int written = 1; static int kept; label: return written; }
                            ^~~~~
test.c:3:99: warning: variable 'kept' is not used [BS0655, -Wunused-variable]
static int used(void) { int never; int __attribute__((unused)) quiet; int written = 1; static int kept; label: return written; }
                                                                                                  ^~~~
test.c:3:105: warning: label 'label' is not used [BS0657, -Wunused-label]
static int used(void) { int never; int __attribute__((unused)) quiet; int written = 1; static int kept; label: return written; }
                                                                                                        ^~~~~
4 warnings generated.
//// unused parameters on demand | -Wextra
test.c:1:28: warning: parameter 'b' is not used [BS0656, -Wunused-parameter]
static int used(int a, int b) { return a; }
                           ^
1 warning generated.
//// sign comparison on demand | -Wextra
test.c:1:46: warning: comparison of different signs: 'int' and 'u32' [BS0636, -Wsign-compare]
static int g(int a, u32 b, u8 c) { return (a < b) + (a < c) + (a < 5u) + ((u32)a < b); }
                                           ~~^~~
help: a negative value becomes a large one: convert one side
1 warning generated.
//// self-assignment on demand | -Wall
test.c:2:38: warning: this assigns a variable to itself [BS0659, -Wself-assign]
static int g(int a, struct s *p) { a = a; p->a = p->a; return a; }
                                   ~~^~~
test.c:2:48: warning: this assigns a variable to itself [BS0659, -Wself-assign]
static int g(int a, struct s *p) { a = a; p->a = p->a; return a; }
                                          ~~~~~^~~~~~
2 warnings generated.
//// an array at the end of a record may be longer
test.c:3:91: warning: array index 7 is past the end of the array, which has type 'char[4]' [BS0369, -Warray-bounds]
static int g(struct s *p, struct m *q) { int x[3] = {}, *e = &x[3]; return p->a[7] + q->a[7] + e[0] + *(&x[4] - 2); }
                                                                                          ^
test.c:3:108: warning: array index 4 is past the end of the array, which has type 'int[3]' [BS0369, -Warray-bounds]
static int g(struct s *p, struct m *q) { int x[3] = {}, *e = &x[3]; return p->a[7] + q->a[7] + e[0] + *(&x[4] - 2); }
                                                                                                           ^
test.c:3:46: note: 'x' declared here
static int g(struct s *p, struct m *q) { int x[3] = {}, *e = &x[3]; return p->a[7] + q->a[7] + e[0] + *(&x[4] - 2); }
                                             ^
2 warnings generated.
//// changes in no order
test.c:2:35: warning: 'i' is changed and used in one expression, in no defined order [BS0663, -Wunsequenced]
static int g(int i, int *a) { i = i++; a[i] = i++; i++ + i++; h(i, i++); if (i + i--) return 1; return i++ * 2 + i; }
                                  ^~~
help: split the expression
test.c:2:47: warning: 'i' is changed and used in one expression, in no defined order [BS0663, -Wunsequenced]
static int g(int i, int *a) { i = i++; a[i] = i++; i++ + i++; h(i, i++); if (i + i--) return 1; return i++ * 2 + i; }
                                              ^~~
help: split the expression
test.c:2:58: warning: 'i' is changed and used in one expression, in no defined order [BS0663, -Wunsequenced]
static int g(int i, int *a) { i = i++; a[i] = i++; i++ + i++; h(i, i++); if (i + i--) return 1; return i++ * 2 + i; }
                                                         ^~~
help: split the expression
test.c:2:68: warning: 'i' is changed and used in one expression, in no defined order [BS0663, -Wunsequenced]
static int g(int i, int *a) { i = i++; a[i] = i++; i++ + i++; h(i, i++); if (i + i--) return 1; return i++ * 2 + i; }
                                                                   ^~~
help: split the expression
test.c:2:82: warning: 'i' is changed and used in one expression, in no defined order [BS0663, -Wunsequenced]
static int g(int i, int *a) { i = i++; a[i] = i++; i++ + i++; h(i, i++); if (i + i--) return 1; return i++ * 2 + i; }
                                                                                 ^~~
help: split the expression
test.c:2:104: warning: 'i' is changed and used in one expression, in no defined order [BS0663, -Wunsequenced]
static int g(int i, int *a) { i = i++; a[i] = i++; i++ + i++; h(i, i++); if (i + i--) return 1; return i++ * 2 + i; }
                                                                                                       ^~~
help: split the expression
6 warnings generated.
//// changes in order
(nothing to say)
//// escapes and characters
test.c:1:38: warning: unknown escape sequence '\d' [BS0661, -Wunknown-escape-sequence]
static int g(void) { const char *s = "\d\\d\n"; return '\q' + 'ab' + 'abcd' + s[0]; }
                                     ^~~~~~~~~
help: write \\ for a backslash
test.c:1:56: warning: unknown escape sequence '\q' [BS0661, -Wunknown-escape-sequence]
static int g(void) { const char *s = "\d\\d\n"; return '\q' + 'ab' + 'abcd' + s[0]; }
                                                       ^~~~
help: write \\ for a backslash
test.c:1:63: warning: character constant of 2 characters [BS0662, -Wmultichar]
static int g(void) { const char *s = "\d\\d\n"; return '\q' + 'ab' + 'abcd' + s[0]; }
                                                              ^~~~
help: use double quotes for a string
3 warnings generated.
