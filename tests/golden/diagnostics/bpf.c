//// two maps of one name
BPF_HASH(counts, u32, u64);
BPF_ARRAY(counts, u64, 10);
int f(struct pt_regs *ctx) { return 0; }
//// a lookup that is not tested
BPF_HASH(counts, u32, u64);
int f(struct pt_regs *ctx) { u32 k = 0; u64 *v = counts.lookup(&k); *v += 1; return *v; }
//// a lookup followed at once
struct value { u64 n; };
BPF_HASH(counts, u32, struct value);
int f(struct pt_regs *ctx) { u32 k = 0; return counts.lookup(&k)->n + *(int *)counts.lookup(&k); }
//// lookups that are tested
BPF_HASH(counts, u32, u64);
static int g(u64 *p) { return p ? *p : 0; }
int f(struct pt_regs *ctx) { u32 k = 0; u64 *a = counts.lookup(&k), *b = counts.lookup(&k), *c, *d; if (!a) return 0; d = counts.lookup(&k); if ((c = counts.lookup(&k)) && d) *c = *d; g(b); return *a + *b; }
//// the error in a lookup is not followed by a warning
BPF_HASH(counts, u32, u64);
int f(struct pt_regs *ctx) { u32 k = 0; counts.lookup(k); return 0; }
//// formats
int f(struct pt_regs *ctx) { u32 k = 0; char s[4] = {}; bpf_trace_printk("%d %f\n", 1, 2); bpf_trace_printk("%d %d\n", 1); bpf_trace_printk("%d\n"); bpf_trace_printk("none\n", 1); bpf_trace_printk("%s %hd\n", k); bpf_trace_printk("%s\n", k); bpf_trace_printk("%.3s %*d\n", s, 1, 2); return 0; }
//// formats the kernel has
#include <bpf/bpf_helpers.h>
SEC("xdp") int f(void *ctx) { char s[4] = {}; u64 n = 1; bpf_printk("%d %5u%% %-8llx %c %lld", 1, 2, n, 'a', n); bpf_printk("%s %p %pi4 %pI6 %pks %px", s, ctx, ctx, ctx, s, ctx); bpf_printk("100%%"); bpf_printk("%s", (long)s); return 0; }
//// formats of the other printing macros
#include <bpf/bpf_helpers.h>
SEC("iter/task") int f(struct bpf_iter__task *ctx) { char out[8]; BPF_SEQ_PRINTF(ctx->meta->seq, "%d %d\n", 1); BPF_SNPRINTF(out, sizeof(out), "%o", 1); return 0; }
//// attributes of maps
#include <bpf/bpf_helpers.h>
struct { __uint(type, BPF_MAP_TYPE_HASH); __type(key, u32); __type(value, u64); __uint(max_entires, 10); } a SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_HASH); __type(key, u32); __uint(key_size, 8); __type(value, u64); __uint(max_entries, 10); } b SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 10); } c SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(colour, 10); } d SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_HASH); __type(key, u32); __uint(key_size, 4); __type(value, u64); __uint(max_entries, 10); } fine SEC(".maps");
SEC("xdp") int f(void *ctx) { return 0; }
//// methods of maps are BCC's
#include <bpf/bpf_helpers.h>
struct { __uint(type, BPF_MAP_TYPE_HASH); __type(key, u32); __type(value, u64); __uint(max_entries, 10); } counts SEC(".maps");
SEC("xdp") int f(void *ctx) { u32 k = 0; counts.increment(k); u64 *v = counts.lookup(&k); return v ? *v : 0; }
//// sections spelt wrongly
#include <bpf/bpf_helpers.h>
SEC("tracepiont/sched/sched_switch") int a(void *ctx) { return 0; }
SEC("kporbe") int b(void *ctx) { return 0; }
SEC("nothing/like/it") int c(void *ctx) { return 0; }
//// words of other languages
class thing { int a; };
using namespace std;
template <typename T> int max(T a) { return a; }
static int f(int n) { auto x = nullptr; try { n++; } catch (int e) { } if (n == None) return True; return new int; }
//// a helper of a newer kernel | version=4.19
int f(struct pt_regs *ctx) { char b[8]; bpf_ktime_get_ns(); return bpf_probe_read_kernel_str(b, sizeof(b), 0); }
//// a helper of a newer kernel in a branch that is not taken | version=4.19
int f(struct pt_regs *ctx) { char b[8]; return 0 ? bpf_probe_read_kernel_str(b, sizeof(b), 0) : 0; }
//// the context is a pointer
int kprobe__vfs_read(int fd) { return fd; }
//// a constant limit that is too large | version=4.19
int f(struct pt_regs *ctx) { int s = 0; for (int i = 0; i < 1000000; i++) s += i * (long)ctx; return s; }
//// a wish to unroll too much
int f(struct pt_regs *ctx) { int s = 0;
#pragma unroll
for (int i = 0; i < 1000000; i++) s += i * (long)ctx; return s; }
//// misspelt directives
#inlcude <linux/sched.h>
#defne X 1
#endfi
#nothing
int f(struct pt_regs *ctx) { return 0; }
//// typographic quotes
int f(struct pt_regs *ctx) { bpf_trace_printk(“hello %d”, ‘a’); bpf_trace_printk(“open\n); return 0; }
//// wide characters, tabs and long lines
int f(struct pt_regs *ctx) { /* 日本語 and	a tab, é */ int a = missing; return a; }
static int g(int a) { return a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + not_here + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + a; }
=====
//// two maps of one name
test.c:2:11: error: map 'counts' is defined twice [BS0664]
BPF_ARRAY(counts, u64, 10);
          ^~~~~~
test.c:1:10: note: 'counts' declared here
BPF_HASH(counts, u32, u64);
         ^~~~~~
help: give one of them another name
1 error generated.
//// a lookup that is not tested
test.c:2:69: warning: the result of 'bpf_map_lookup_elem' may be NULL, and nothing here tests it [BS0666, -Wbpf-null]
int f(struct pt_regs *ctx) { u32 k = 0; u64 *v = counts.lookup(&k); *v += 1; return *v; }
                                                                    ^~
help: the verifier refuses this: test it first, if (!pointer) return 0;
1 warning generated.
//// a lookup followed at once
test.c:3:48: warning: the result of 'bpf_map_lookup_elem' may be NULL, and nothing here tests it [BS0666, -Wbpf-null]
int f(struct pt_regs *ctx) { u32 k = 0; return counts.lookup(&k)->n + *(int *)counts.lookup(&k); }
                                               ^~~~~~~~~~~~~~~~~
help: the verifier refuses this: test it first, if (!pointer) return 0;
test.c:3:71: warning: the result of 'bpf_map_lookup_elem' may be NULL, and nothing here tests it [BS0666, -Wbpf-null]
int f(struct pt_regs *ctx) { u32 k = 0; return counts.lookup(&k)->n + *(int *)counts.lookup(&k); }
                                                                      ^~~~~~~~~~~~~~~~~~~~~~~~~
help: the verifier refuses this: test it first, if (!pointer) return 0;
2 warnings generated.
//// lookups that are tested
(nothing to say)
//// the error in a lookup is not followed by a warning
test.c:2:55: error: method 'lookup' of map 'counts' wants the address of a 'u32', not a value of type 'u32' [BS0403]
int f(struct pt_regs *ctx) { u32 k = 0; counts.lookup(k); return 0; }
                                                      ^
help: put '&' in front of a variable
1 error generated.
//// formats
test.c:1:74: warning: the kernel does not print '%f', and prints nothing of a message with it [BS0432, -Wbpf-format]
… pt_regs *ctx) { u32 k = 0; char s[4] = {}; bpf_trace_printk("%d %f\n", 1, 2); bpf_trace_printk("%d %d\n", 1); bpf_trace_ …
                                                              ^~~~~~~~~
help: it has %d %i %u %x %X with l or ll, %c %s %p %px %pK %ps %pS %pB %pks %pus %pi4 %pI4 %pi6 %pI6 and %%
test.c:1:109: warning: the format has 2 conversions, and 1 value is given [BS0433, -Wbpf-format]
… ] = {}; bpf_trace_printk("%d %f\n", 1, 2); bpf_trace_printk("%d %d\n", 1); bpf_trace_printk("%d\n"); bpf_trace_printk("n …
                                                              ^~~~~~~~~
test.c:1:141: warning: the format has 1 conversion, and no values are given [BS0433, -Wbpf-format]
… n", 1, 2); bpf_trace_printk("%d %d\n", 1); bpf_trace_printk("%d\n"); bpf_trace_printk("none\n", 1); bpf_trace_printk("%s …
                                                              ^~~~~~
test.c:1:167: warning: the format has no conversions, and 1 value is given [BS0433, -Wbpf-format]
… k("%d %d\n", 1); bpf_trace_printk("%d\n"); bpf_trace_printk("none\n", 1); bpf_trace_printk("%s %hd\n", k); bpf_trace_pri …
                                                              ^~~~~~~~
test.c:1:198: warning: the kernel does not print '%h', and prints nothing of a message with it [BS0432, -Wbpf-format]
… tk("%d\n"); bpf_trace_printk("none\n", 1); bpf_trace_printk("%s %hd\n", k); bpf_trace_printk("%s\n", k); bpf_trace_print …
                                                              ^~~~~~~~~~
help: it has %d %i %u %x %X with l or ll, %c %s %p %px %pK %ps %pS %pB %pks %pus %pi4 %pI4 %pi6 %pI6 and %%
test.c:1:239: warning: '%s' wants the address of a string, and the argument has type 'u32' [BS0434, -Wbpf-format]
… ; bpf_trace_printk("%s %hd\n", k); bpf_trace_printk("%s\n", k); bpf_trace_printk("%.3s %*d\n", s, 1, 2); return 0; }
                                                              ^
test.c:1:260: warning: the kernel does not print '%.', and prints nothing of a message with it [BS0432, -Wbpf-format]
… s %hd\n", k); bpf_trace_printk("%s\n", k); bpf_trace_printk("%.3s %*d\n", s, 1, 2); return 0; }
                                                              ^~~~~~~~~~~~
help: it has %d %i %u %x %X with l or ll, %c %s %p %px %pK %ps %pS %pB %pks %pus %pi4 %pI4 %pi6 %pI6 and %%
7 warnings generated.
//// formats the kernel has
test.c:2:58: warning: helper 'bpf_trace_vprintk' is only for programs under a licence compatible with the GPL, and this one names none [BS0522, -Wbpf-license]
SEC("xdp") int f(void *ctx) { char s[4] = {}; u64 n = 1; bpf_printk("%d %5u%% %-8llx %c %lld", 1, 2, n, 'a', n); bpf_ …
                                                         ^
help: name it in the text: char LICENSE[] SEC("license") = "GPL"; or "Dual MIT/GPL", "Dual BSD/GPL"
test.c:2:180: warning: helper 'bpf_trace_printk' is only for programs under a licence compatible with the GPL, and this one names none [BS0522, -Wbpf-license]
… intk("%s %p %pi4 %pI6 %pks %px", s, ctx, ctx, ctx, s, ctx); bpf_printk("100%%"); bpf_printk("%s", (long)s); return 0; }
                                                              ^
help: name it in the text: char LICENSE[] SEC("license") = "GPL"; or "Dual MIT/GPL", "Dual BSD/GPL"
2 warnings generated.
//// formats of the other printing macros
test.c:2:67: warning: helper 'bpf_seq_printf' is only for programs under a licence compatible with the GPL, and this one names none [BS0522, -Wbpf-license]
… ter/task") int f(struct bpf_iter__task *ctx) { char out[8]; BPF_SEQ_PRINTF(ctx->meta->seq, "%d %d\n", 1); BPF_SNPRINTF(o …
                                                              ^
help: name it in the text: char LICENSE[] SEC("license") = "GPL"; or "Dual MIT/GPL", "Dual BSD/GPL"
test.c:2:98: warning: the format has 2 conversions, and 1 value is given [BS0433, -Wbpf-format]
… r__task *ctx) { char out[8]; BPF_SEQ_PRINTF(ctx->meta->seq, "%d %d\n", 1); BPF_SNPRINTF(out, sizeof(out), "%o", 1); retu …
                                                              ^~~~~~~~~
test.c:2:113: warning: helper 'bpf_snprintf' is only for programs under a licence compatible with the GPL, and this one names none [BS0522, -Wbpf-license]
…  char out[8]; BPF_SEQ_PRINTF(ctx->meta->seq, "%d %d\n", 1); BPF_SNPRINTF(out, sizeof(out), "%o", 1); return 0; }
                                                              ^
help: name it in the text: char LICENSE[] SEC("license") = "GPL"; or "Dual MIT/GPL", "Dual BSD/GPL"
test.c:2:144: warning: the kernel does not print '%o', and prints nothing of a message with it [BS0432, -Wbpf-format]
… x->meta->seq, "%d %d\n", 1); BPF_SNPRINTF(out, sizeof(out), "%o", 1); return 0; }
                                                              ^~~~
help: it has %d %i %u %x %X with l or ll, %c %s %p %px %pK %ps %pS %pB %pks %pus %pi4 %pI4 %pi6 %pI6 and %%
4 warnings generated.
//// attributes of maps
test.c:2:108: error: map 'a' has no attribute 'max_entires'; did you mean 'max_entries'? [BS0429]
struct { __uint(type, BPF_MAP_TYPE_HASH); __type(key, u32); __type(value, u64); __uint(max_entires, 10); } a SEC(".maps");
                                                                                                           ^
help: attributes are type, key, value, key_size, value_size, max_entries, map_flags, map_extra, numa_node, pinning and values
test.c:3:129: error: map 'b' says its key twice, with 4 and 8 bytes [BS0419]
struct { __uint(type, BPF_MAP_TYPE_HASH); __type(key, u32); __uint(key_size, 8); __type(value, u64); __uint(max_entries, 10); } b SEC(".maps");
                                                                                                                                ^
help: keep the __type and remove the __uint of its size
test.c:4:70: warning: map 'c' does not say its key, and the kernel refuses it so [BS0428, -Wbpf-map]
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 10); } c SEC(".maps");
                                                                     ^
help: add __type(key, ...) and __type(value, ...)
test.c:5:65: error: map 'd' has no attribute 'colour' [BS0429]
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(colour, 10); } d SEC(".maps");
                                                                ^
help: attributes are type, key, value, key_size, value_size, max_entries, map_flags, map_extra, numa_node, pinning and values
1 warning and 3 errors generated.
//// methods of maps are BCC's
test.c:3:49: error: map 'counts' has no method 'increment', which is BCC's dialect: call bpf_map_lookup_elem(&counts, ...) [BS0665]
SEC("xdp") int f(void *ctx) { u32 k = 0; counts.increment(k); u64 *v = counts.lookup(&k); return v ? *v : 0; }
                                                ^~~~~~~~~
test.c:3:79: error: map 'counts' has no method 'lookup', which is BCC's dialect: call bpf_map_lookup_elem(&counts, ...) [BS0665]
SEC("xdp") int f(void *ctx) { u32 k = 0; counts.increment(k); u64 *v = counts.lookup(&k); return v ? *v : 0; }
                                                                              ^~~~~~
2 errors generated.
//// sections spelt wrongly
test.c:2:42: warning: 'a' is in section "tracepiont/sched/sched_switch", which no kind of program uses; did you mean "tracepoint/sched/sched_switch"? [BS0422, -Wbpf-section]
SEC("tracepiont/sched/sched_switch") int a(void *ctx) { return 0; }
                                         ^
help: a loader can't tell the type of such a program
test.c:3:19: warning: 'b' is in section "kporbe", which no kind of program uses; did you mean "kprobe"? [BS0422, -Wbpf-section]
SEC("kporbe") int b(void *ctx) { return 0; }
                  ^
help: a loader can't tell the type of such a program
2 warnings generated.
//// words of other languages
test.c:1:1: error: 'class' is not a word of C: C has struct, and functions that take a pointer to it [BS0230]
class thing { int a; };
^~~~~
test.c:2:1: error: 'using' is not a word of C: C has no namespaces; give the name a prefix [BS0230]
using namespace std;
^~~~~
test.c:3:1: error: the declaration of 'template' names no type [BS0206]
template <typename T> int max(T a) { return a; }
^~~~~~~~
help: C has no implicit int: name the type
test.c:3:27: error: too few arguments provided to function-like macro invocation: 'max' takes 2, 1 given [BS0116]
template <typename T> int max(T a) { return a; }
                          ^~~
<kernel macros>:1:1: note: macro 'max' defined here
max(x, y) ({ __typeof__(x) __max1 = (x); __typeof__(y) __max2 = (y); __max1 > __max2 ? __max1 : __max2; })
^~~
test.c:4:28: error: 'auto' is not a type in C: the declaration of 'x' names none [BS0231]
static int f(int n) { auto x = nullptr; try { n++; } catch (int e) { } if (n == None) return True; return new int; }
                           ^
help: write __auto_type, or the type
test.c:4:41: error: 'try' is not a word of C: C has no exceptions; test the result of the call [BS0230]
static int f(int n) { auto x = nullptr; try { n++; } catch (int e) { } if (n == None) return True; return new int; }
                                        ^~~
test.c:4:54: error: 'catch' is not a word of C: C has no exceptions; test the result of the call [BS0230]
static int f(int n) { auto x = nullptr; try { n++; } catch (int e) { } if (n == None) return True; return new int; }
                                                     ^~~~~
test.c:4:61: error: expected an expression, found 'int' [BS0201]
static int f(int n) { auto x = nullptr; try { n++; } catch (int e) { } if (n == None) return True; return new int; }
                                                            ^~~
test.c:4:81: error: 'None' is not a word of C: C has NULL [BS0230]
static int f(int n) { auto x = nullptr; try { n++; } catch (int e) { } if (n == None) return True; return new int; }
                                                                                ^~~~
test.c:4:94: error: 'True' is not a word of C: C has true and false [BS0230]
static int f(int n) { auto x = nullptr; try { n++; } catch (int e) { } if (n == None) return True; return new int; }
                                                                                             ^~~~
test.c:4:107: error: 'new' is not a word of C: there is no heap in BPF; use a map, or bpf_obj_new [BS0230]
static int f(int n) { auto x = nullptr; try { n++; } catch (int e) { } if (n == None) return True; return new int; }
                                                                                                          ^~~
11 errors generated.
//// a helper of a newer kernel | version=4.19
test.c:1:68: warning: helper 'bpf_probe_read_kernel_str' needs Linux 5.5, and the target is 4.19 [BS0667, -Wbpf-helper-version]
int f(struct pt_regs *ctx) { char b[8]; bpf_ktime_get_ns(); return bpf_probe_read_kernel_str(b, sizeof(b), 0); }
                                                                   ^~~~~~~~~~~~~~~~~~~~~~~~~
1 warning generated.
//// a helper of a newer kernel in a branch that is not taken | version=4.19
(nothing to say)
//// the context is a pointer
test.c:1:26: warning: the first parameter of program 'kprobe__vfs_read' is its context, and 'int' is no pointer [BS0426, -Wbpf-context]
int kprobe__vfs_read(int fd) { return fd; }
                         ^~
help: put the context first, such as "struct pt_regs *ctx"
1 warning generated.
//// a constant limit that is too large | version=4.19
test.c:1:50: error: unrolling this loop would take more than 50000 operations [BS0513]
int f(struct pt_regs *ctx) { int s = 0; for (int i = 0; i < 1000000; i++) s += i * (long)ctx; return s; }
                                                 ^
help: lower its limit, or target a kernel that runs loops (5.3)
1 error generated.
//// a wish to unroll too much
test.c:3:10: warning: this loop was not unrolled: that would take more than 50000 operations [BS0515, -Wpass-failed]
for (int i = 0; i < 1000000; i++) s += i * (long)ctx; return s; }
         ^
help: lower its limit, or remove #pragma unroll
1 warning generated.
//// misspelt directives
test.c:1:2: error: invalid preprocessing directive '#inlcude'; did you mean '#include'? [BS0151]
#inlcude <linux/sched.h>
 ^~~~~~~
test.c:2:2: error: invalid preprocessing directive '#defne'; did you mean '#define'? [BS0151]
#defne X 1
 ^~~~~
test.c:3:2: error: invalid preprocessing directive '#endfi'; did you mean '#endif'? [BS0151]
#endfi
 ^~~~~
test.c:4:2: error: invalid preprocessing directive '#nothing' [BS0103]
#nothing
 ^~~~~~~
4 errors generated.
//// typographic quotes
test.c:1:47: error: '“' is a typographic quote: C has " [BS0150]
int f(struct pt_regs *ctx) { bpf_trace_printk(“hello %d”, ‘a’); bpf_trace_printk(“open\n); return 0; }
                                              ^~~~~~~~~~
help: editors that make plain text leave quotes as they are
test.c:1:59: error: '‘' is a typographic quote: C has ' [BS0150]
int f(struct pt_regs *ctx) { bpf_trace_printk(“hello %d”, ‘a’); bpf_trace_printk(“open\n); return 0; }
                                                          ^~~
help: editors that make plain text leave quotes as they are
test.c:1:82: error: '“' is a typographic quote: C has " [BS0150]
int f(struct pt_regs *ctx) { bpf_trace_printk(“hello %d”, ‘a’); bpf_trace_printk(“open\n); return 0; }
                                                                                 ^~~~~~~~~~~~~~~~~~~~~
help: editors that make plain text leave quotes as they are
test.c:1:82: warning: the format has no conversions, and 1 value is given [BS0433, -Wbpf-format]
int f(struct pt_regs *ctx) { bpf_trace_printk(“hello %d”, ‘a’); bpf_trace_printk(“open\n); return 0; }
                                                                                 ^~~~~~~~~~~~~~~~~~~~~
test.c:2:1: error: expected ',' or ')' at the end of the file [BS0200]

^
test.c:1:81: note: to match this '('
int f(struct pt_regs *ctx) { bpf_trace_printk(“hello %d”, ‘a’); bpf_trace_printk(“open\n); return 0; }
                                                                                ^
test.c:2:1: error: expected '}' at the end of the file [BS0200]

^
test.c:1:28: note: to match this '{'
int f(struct pt_regs *ctx) { bpf_trace_printk(“hello %d”, ‘a’); bpf_trace_printk(“open\n); return 0; }
                           ^
1 warning and 5 errors generated.
//// wide characters, tabs and long lines
test.c:1:61: error: use of undeclared identifier 'missing' [BS0300]
int f(struct pt_regs *ctx) { /* 日本語 and      a tab, é */ int a = missing; return a; }
                                                                    ^~~~~~~
test.c:2:130: error: use of undeclared identifier 'not_here' [BS0300]
… a + a + a + a + a + a + a + a + a + a + a + a + a + a + a + not_here + a + a + a + a + a + a + a + a + a + a + a + a + a …
                                                              ^~~~~~~~
2 errors generated.
