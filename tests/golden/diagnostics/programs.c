//// unknown tracepoint
TRACEPOINT_PROBE(sched, sched_swicth) { return 0; }
//// unknown tracepoint by function name
int tracepoint__syscalls__sys_enter_opneat(struct tracepoint__syscalls__sys_enter_opneat *args) { return args->dfd; }
//// unknown field of a tracepoint
TRACEPOINT_PROBE(syscalls, sys_enter_openat) { return args->filenam != 0; }
//// tracepoint probe without category
TRACEPOINT_PROBE(sys_enter_openat) { return 0; }
//// too many parameters
int kprobe__vfs_read(struct pt_regs *ctx, long a, long b, long c, long d, long e, long f, long g) { return 0; }
//// parameter of struct type
struct s { long a, b, c; };
int kprobe__vfs_read(struct pt_regs *ctx, struct s v) { return v.a; }
//// first parameter is no context
int kprobe__vfs_read(int fd) { return fd; }
//// unknown section
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
SEC("tp_btf2/sched_switch") int f(void *ctx) { return 0; }
//// program defined twice
int kprobe__vfs_read(struct pt_regs *ctx) { return 0; }
int kprobe__vfs_read(struct pt_regs *ctx) { return 1; }
//// helper with wrong number of arguments
int f(void *ctx) { char comm[16]; bpf_get_current_comm(comm); bpf_ktime_get_ns(1); return 0; }
//// helper with integer for a pointer
int f(void *ctx) { char comm[16]; bpf_get_current_comm(16, sizeof(comm)); return 0; }
//// format in a variable
int f(void *ctx) { char *fmt = "x"; bpf_trace_printk(fmt); return 0; }
//// too many values printed | version=4.19
int f(void *ctx) { bpf_trace_printk("%d %d %d %d\n", 1, 2, 3, 4); return 0; }
//// far too many values printed
int f(void *ctx) { bpf_trace_printk("%d\n", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13); return 0; }
//// print without format
int f(void *ctx) { bpf_trace_printk(); return 0; }
//// no kernel type information | no-kernel
int f(struct pt_regs *ctx) { struct task_struct *t = (void *)bpf_get_current_task(); return t->pid; }
//// unknown kernel option
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
extern int CONFIG_MAGIC __kconfig;
SEC("tp/sched/sched_switch") int f(void *ctx) { return CONFIG_MAGIC; }
//// BPF_PROG with unknown type
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
SEC("tp_btf/sched_switch") int BPF_PROG(f, bool preempt, struct task_strct *prev) { return prev->pid; }
//// BPF_CORE_READ of a wrong field
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
SEC("tp/sched/sched_switch") int f(void *ctx) { struct task_struct *t = (void *)bpf_get_current_task(); return BPF_CORE_READ(t, real_parnt, tgid); }
//// missing include of tracing macros
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
SEC("kprobe/vfs_read") int BPF_KPROBE(f, struct file *file) { return 0; }
//// forgotten SEC include
#include "vmlinux.h"
SEC("kprobe/vfs_read") int f(void *ctx) { return 0; }
//// a BCC map in a libbpf program
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
BPF_HASH(counts, u32, u64);
SEC("tp/sched/sched_switch") int f(void *ctx) { return 0; }
//// a store into kernel memory
#include <linux/sched.h>
int kprobe__vfs_read(struct pt_regs *ctx) { struct task_struct *t = (void *)bpf_get_current_task(); t->pid = 1; return 0; }
//// a program that returns its own address
int inner(void *ctx) { if (ctx) return (long)inner; return 0; }
=====
//// unknown tracepoint
test.c:1:1: error: there is no tracepoint 'sched:sched_swicth' on this kernel [BS0423]
TRACEPOINT_PROBE(sched, sched_swicth) { return 0; }
^
help: the names are in /sys/kernel/tracing/events; the event's module may not be loaded
1 error generated.
//// unknown tracepoint by function name
test.c:1:44: error: there is no tracepoint 'syscalls:sys_enter_opneat' on this kernel; did you mean 'syscalls:sys_enter_openat'? [BS0425]
int tracepoint__syscalls__sys_enter_opneat(struct tracepoint__syscalls__sys_enter_opneat *args) { return args->dfd; }
                                           ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
1 error generated.
//// unknown field of a tracepoint
test.c:1:61: error: no member named 'filenam' in 'struct tracepoint__syscalls__sys_enter_openat'; did you mean 'filename'? [BS0371]
TRACEPOINT_PROBE(syscalls, sys_enter_openat) { return args->filenam != 0; }
                                                            ^~~~~~~
1 error generated.
//// tracepoint probe without category
test.c:1:1: error: too few arguments provided to function-like macro invocation: 'TRACEPOINT_PROBE' takes 2, 1 given [BS0116]
TRACEPOINT_PROBE(sys_enter_openat) { return 0; }
^~~~~~~~~~~~~~~~
<kernel macros>:1:1: note: macro 'TRACEPOINT_PROBE' defined here
TRACEPOINT_PROBE(category, event) int tracepoint__##category##__##event(struct tracepoint__##category##__##event *args)
^~~~~~~~~~~~~~~~
1 error generated.
//// too many parameters
test.c:1:5: error: program 'kprobe__vfs_read' takes its context and at most 6 more parameters [BS0420]
int kprobe__vfs_read(struct pt_regs *ctx, long a, long b, long c, long d, long e, long f, long g) { return 0; }
    ^~~~~~~~~~~~~~~~
help: read further arguments from the context
1 error generated.
//// parameter of struct type
test.c:2:52: error: parameter 'v' of program 'kprobe__vfs_read' has type 'struct s', which does not fit a register [BS0421]
int kprobe__vfs_read(struct pt_regs *ctx, struct s v) { return v.a; }
                                                   ^
help: use an integer or pointer type
1 error generated.
//// first parameter is no context
test.c:1:26: warning: the first parameter of program 'kprobe__vfs_read' is its context, and 'int' is no pointer [BS0426, -Wbpf-context]
int kprobe__vfs_read(int fd) { return fd; }
                         ^~
help: put the context first, such as "struct pt_regs *ctx"
1 warning generated.
//// unknown section
(nothing to say)
//// program defined twice
test.c:2:5: error: redefinition of 'kprobe__vfs_read' [BS0307]
int kprobe__vfs_read(struct pt_regs *ctx) { return 1; }
    ^~~~~~~~~~~~~~~~
test.c:1:5: note: 'kprobe__vfs_read' declared here
int kprobe__vfs_read(struct pt_regs *ctx) { return 0; }
    ^~~~~~~~~~~~~~~~
1 error generated.
//// helper with wrong number of arguments
test.c:1:35: error: too few arguments to 'bpf_get_current_comm': expected 2, have 1 [BS0387]
int f(void *ctx) { char comm[16]; bpf_get_current_comm(comm); bpf_ktime_get_ns(1); return 0; }
                                  ^~~~~~~~~~~~~~~~~~~~~~~~~~
test.c:1:80: error: too many arguments to 'bpf_ktime_get_ns': expected 0, have 1 [BS0388]
int f(void *ctx) { char comm[16]; bpf_get_current_comm(comm); bpf_ktime_get_ns(1); return 0; }
                                                                               ^
2 errors generated.
//// helper with integer for a pointer
test.c:1:56: warning: integer converted to pointer without a cast, passing 'int' to parameter of type 'void *' [BS0383, -Wint-conversion]
int f(void *ctx) { char comm[16]; bpf_get_current_comm(16, sizeof(comm)); return 0; }
                                                       ^~
1 warning generated.
//// format in a variable
test.c:1:37: error: too few arguments to 'bpf_trace_printk': expected 2, have 1 [BS0387]
int f(void *ctx) { char *fmt = "x"; bpf_trace_printk(fmt); return 0; }
                                    ^~~~~~~~~~~~~~~~~~~~~
1 error generated.
//// too many values printed | version=4.19
test.c:1:20: error: this kernel prints at most 3 values at once, and this prints 4 [BS0430]
int f(void *ctx) { bpf_trace_printk("%d %d %d %d\n", 1, 2, 3, 4); return 0; }
                   ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
help: split the message; kernels from 5.16 on take 12 values
1 error generated.
//// far too many values printed
test.c:1:20: error: this kernel prints at most 12 values at once, and this prints 13 [BS0430]
int f(void *ctx) { bpf_trace_printk("%d\n", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13); return 0; }
                   ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
help: split the message; kernels from 5.16 on take 12 values
test.c:1:37: warning: the format has 1 conversion, and 13 values are given [BS0433, -Wbpf-format]
int f(void *ctx) { bpf_trace_printk("%d\n", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13); return 0; }
                                    ^~~~~~
1 warning and 1 error generated.
//// print without format
test.c:1:20: error: too few arguments to 'bpf_trace_printk': expected 2, have 0 [BS0387]
int f(void *ctx) { bpf_trace_printk(); return 0; }
                   ^~~~~~~~~~~~~~~~~~
1 error generated.
//// no kernel type information | no-kernel
test.c:1:93: error: incomplete definition of type 'struct task_struct' [BS0344]
int f(struct pt_regs *ctx) { struct task_struct *t = (void *)bpf_get_current_task(); return t->pid; }
                                                                                            ^
help: neither the program nor the kernel defines it
1 error generated.
//// unknown kernel option
test.c:3:12: error: the configuration of this kernel does not say 'CONFIG_MAGIC' [BS0440]
extern int CONFIG_MAGIC __kconfig;
           ^~~~~~~~~~~~
help: declare it __weak to read 0 instead
1 error generated.
//// BPF_PROG with unknown type
test.c:4:92: error: incomplete definition of type 'struct task_strct'; did you mean 'task_struct'? [BS0618]
SEC("tp_btf/sched_switch") int BPF_PROG(f, bool preempt, struct task_strct *prev) { return prev->pid; }
                                                                                           ^~~~
1 error generated.
//// BPF_CORE_READ of a wrong field
test.c:4:112: warning: 'const void *' is cut to '(unknown)' [BS0642, -Wvoid-pointer-to-int-cast]
SEC("tp/sched/sched_switch") int f(void *ctx) { struct task_struct *t = (void *)bpf_get_current_task(); return BPF_CORE_READ(t, real_parnt, tgid); }
                                                                                                               ^
help: pointers have 64 bits: cast to long or u64
test.c:4:129: error: no member named 'real_parnt' in 'struct task_struct'; did you mean 'real_parent'? [BS0371]
SEC("tp/sched/sched_switch") int f(void *ctx) { struct task_struct *t = (void *)bpf_get_current_task(); return BPF_CORE_READ(t, real_parnt, tgid); }
                                                                                                                                ^~~~~~~~~~
test.c:4:141: error: member access into '(unknown)', which is not a struct or union [BS0374]
SEC("tp/sched/sched_switch") int f(void *ctx) { struct task_struct *t = (void *)bpf_get_current_task(); return BPF_CORE_READ(t, real_parnt, tgid); }
                                                                                                                                            ^~~~
1 warning and 2 errors generated.
//// missing include of tracing macros
test.c:3:28: error: 'BPF_KPROBE' is a macro of <bpf/bpf_tracing.h>, which is not included [BS0221]
SEC("kprobe/vfs_read") int BPF_KPROBE(f, struct file *file) { return 0; }
                           ^~~~~~~~~~
help: add the #include at the top of the file
1 error generated.
//// forgotten SEC include
test.c:2:1: error: 'SEC' is a macro of <bpf/bpf_helpers.h>, which is not included [BS0221]
SEC("kprobe/vfs_read") int f(void *ctx) { return 0; }
^~~
help: add the #include at the top of the file
1 error generated.
//// a BCC map in a libbpf program
test.c:3:1: error: 'BPF_HASH' is neither a type nor a macro known here [BS0219]
BPF_HASH(counts, u32, u64);
^~~~~~~~
help: include the header that defines it, or check the spelling
1 error generated.
//// a store into kernel memory
test.c:2:101: error: BPF programs cannot write to kernel memory [BS0510]
int kprobe__vfs_read(struct pt_regs *ctx) { struct task_struct *t = (void *)bpf_get_current_task(); t->pid = 1; return 0; }
                                                                                                    ^
help: copy the object to a local variable; bpf_probe_write_user writes to user memory
1 error generated.
//// a program that returns its own address
test.c:1:46: error: the address of program 'inner' is taken, which loaders do not give [BS0524]
int inner(void *ctx) { if (ctx) return (long)inner; return 0; }
                                             ^
help: a callback is a function without a section; programs go on to each other by bpf_tail_call
1 error generated.
