//// undeclared variable
int f(void *ctx) { return value; }
//// undeclared twice, reported once
int f(void *ctx) { int a = value + value; return value; }
//// misspelt local
int f(void *ctx) { int latency = 1; return latancy; }
//// misspelt global
int total_events;
int f(void *ctx) { return total_event; }
//// misspelt parameter
int f(struct pt_regs *ctx, int count) { return cuont; }
//// misspelt function
static int compute(int a) { return a; }
int f(void *ctx) { return compte(1); }
//// misspelt helper
int f(void *ctx) { return bpf_get_curent_pid_tgid() >> 32; }
//// unknown helper
int f(void *ctx) { return bpf_make_coffee(ctx); }
//// misspelt enumerator
enum state { STATE_OPEN, STATE_CLOSED };
int f(void *ctx) { return STATE_CLOSD; }
//// misspelt kernel enumerator
int f(void *ctx) { return BPF_MAP_TYPE_HAHS; }
//// misspelt kernel macro
int f(void *ctx) { return TASK_COM_LEN; }
//// misspelt type
struct event { u32 pid; };
int f(void *ctx) { uint23_t a = 1; return a; }
//// misspelt typedef of the program
typedef struct { int a; } record_t;
int f(void *ctx) { recrod_t r = {}; return r.a; }
//// misspelt kernel struct
int f(void *ctx) { struct task_strct *t = (void *)bpf_get_current_task(); return t->pid; }
//// misspelt kernel typedef
int f(void *ctx) { pdi_t p = 0; return p; }
//// misspelt struct of the program
struct event { int a; };
int f(void *ctx) { struct evnt e = {}; return e.a; }
//// type without struct keyword
int f(void *ctx) { task_struct *t = (void *)bpf_get_current_task(); return 0; }
//// struct of the program without struct keyword
struct event { int a; };
int f(void *ctx) { event e = {}; return e.a; }
//// misspelt kernel field
#include <net/sock.h>
int f(struct pt_regs *ctx, struct sock *sk) { return sk->__sk_common.skc_familly; }
//// misspelt field of task_struct
#include <linux/sched.h>
int f(struct pt_regs *ctx) { struct task_struct *t = (void *)bpf_get_current_task(); return t->tgdi + t->pidd; }
//// no such field
struct event { int a; };
int f(void *ctx) { struct event e = {}; return e.nothing_like_it; }
//// wrong designator
struct event { int pid; int uid; };
int f(void *ctx) { struct event e = { .pdi = 1 }; return e.pid; }
//// misspelt builtin
int f(void *ctx) { char a[4]; __builtin_memest(a, 0, 4); return a[0]; }
//// misspelt label
int f(void *ctx) { if (ctx) goto cleanpu; return 1; cleanup: return 0; }
//// variable used as function
int f(void *ctx) { int count = 1; return count(2); }
//// function used as variable
static int count(void) { return 1; }
int f(void *ctx) { return count + 1; }
//// out of scope
int f(void *ctx) { if (ctx) { int inner = 1; } return inner; }
//// used before its declaration
int f(void *ctx) { return later(); }
int later(void) { return 1; }
//// redefined
int f(void *ctx) { int a = 1; int a = 2; return a; }
int f(void *ctx) { return 0; }
//// struct redefined
struct event { int a; };
struct event { int b; };
int f(void *ctx) { return 0; }
//// conflicting types
int g(int a);
long g(char *a) { return 0; }
int f(void *ctx) { return g(1); }
//// declared but never defined
int g(int a);
int f(void *ctx) { return g(1); }
//// enumerator redefined
enum a { ONE, TWO };
enum b { TWO, THREE };
int f(void *ctx) { return TWO; }
//// parameter redeclared
int f(void *ctx, int a, int a) { return a; }
//// keyword misspelt
int f(void *ctx) { retrun 0; }
//// keyword misspelt, with parentheses
int f(void *ctx) { whiel (ctx) { } return 0; }
//// labels of a block
int f(void *ctx) { { __label__ in, in; goto in; in: ; } { __label__ gone; } goto in; return 0; }
=====
//// undeclared variable
test.c:1:27: error: use of undeclared identifier 'value' [BS0300]
int f(void *ctx) { return value; }
                          ^~~~~
1 error generated.
//// undeclared twice, reported once
test.c:1:28: error: use of undeclared identifier 'value' [BS0300]
int f(void *ctx) { int a = value + value; return value; }
                           ^~~~~
1 error generated.
//// misspelt local
test.c:1:44: error: use of undeclared identifier 'latancy'; did you mean 'latency'? [BS0301]
int f(void *ctx) { int latency = 1; return latancy; }
                                           ^~~~~~~
test.c:1:24: note: 'latency' declared here
int f(void *ctx) { int latency = 1; return latancy; }
                       ^~~~~~~
1 error generated.
//// misspelt global
test.c:2:27: error: use of undeclared identifier 'total_event'; did you mean 'total_events'? [BS0301]
int f(void *ctx) { return total_event; }
                          ^~~~~~~~~~~
test.c:1:5: note: 'total_events' declared here
int total_events;
    ^~~~~~~~~~~~
1 error generated.
//// misspelt parameter
test.c:1:48: error: use of undeclared identifier 'cuont'; did you mean 'count'? [BS0301]
int f(struct pt_regs *ctx, int count) { return cuont; }
                                               ^~~~~
test.c:1:32: note: 'count' declared here
int f(struct pt_regs *ctx, int count) { return cuont; }
                               ^~~~~
1 error generated.
//// misspelt function
test.c:2:27: error: call to undeclared function 'compte'; did you mean 'compute'? [BS0303]
int f(void *ctx) { return compte(1); }
                          ^~~~~~
test.c:1:12: note: 'compute' declared here
static int compute(int a) { return a; }
           ^~~~~~~
1 error generated.
//// misspelt helper
test.c:1:27: error: call to undeclared function 'bpf_get_curent_pid_tgid'; did you mean 'bpf_get_current_pid_tgid'? [BS0303]
int f(void *ctx) { return bpf_get_curent_pid_tgid() >> 32; }
                          ^~~~~~~~~~~~~~~~~~~~~~~
1 error generated.
//// unknown helper
test.c:1:27: error: call to undeclared function 'bpf_make_coffee' [BS0302]
int f(void *ctx) { return bpf_make_coffee(ctx); }
                          ^~~~~~~~~~~~~~~
help: declare it before its use, or check that the kernel has a helper or kfunc of this name
1 error generated.
//// misspelt enumerator
test.c:2:27: error: use of undeclared identifier 'STATE_CLOSD'; did you mean 'STATE_CLOSED'? [BS0301]
int f(void *ctx) { return STATE_CLOSD; }
                          ^~~~~~~~~~~
test.c:1:26: note: 'STATE_CLOSED' declared here
enum state { STATE_OPEN, STATE_CLOSED };
                         ^~~~~~~~~~~~
1 error generated.
//// misspelt kernel enumerator
test.c:1:27: error: use of undeclared identifier 'BPF_MAP_TYPE_HAHS'; did you mean 'BPF_MAP_TYPE_HASH'? [BS0301]
int f(void *ctx) { return BPF_MAP_TYPE_HAHS; }
                          ^~~~~~~~~~~~~~~~~
1 error generated.
//// misspelt kernel macro
test.c:1:27: error: use of undeclared identifier 'TASK_COM_LEN'; did you mean 'TASK_COMM_LEN'? [BS0301]
int f(void *ctx) { return TASK_COM_LEN; }
                          ^~~~~~~~~~~~
1 error generated.
//// misspelt type
test.c:2:20: error: unknown type name 'uint23_t'; did you mean 'uint32_t'? [BS0215]
int f(void *ctx) { uint23_t a = 1; return a; }
                   ^~~~~~~~
1 error generated.
//// misspelt typedef of the program
test.c:2:20: error: unknown type name 'recrod_t'; did you mean 'record_t'? [BS0215]
int f(void *ctx) { recrod_t r = {}; return r.a; }
                   ^~~~~~~~
1 error generated.
//// misspelt kernel struct
test.c:1:82: error: incomplete definition of type 'struct task_strct'; did you mean 'task_struct'? [BS0618]
int f(void *ctx) { struct task_strct *t = (void *)bpf_get_current_task(); return t->pid; }
                                                                                 ^
1 error generated.
//// misspelt kernel typedef
test.c:1:20: error: unknown type name 'pdi_t'; did you mean 'pid_t'? [BS0215]
int f(void *ctx) { pdi_t p = 0; return p; }
                   ^~~~~
1 error generated.
//// misspelt struct of the program
test.c:2:32: error: variable 'e' has incomplete type 'struct evnt'; did you mean 'event'? [BS0617]
int f(void *ctx) { struct evnt e = {}; return e.a; }
                               ^
1 error generated.
//// type without struct keyword
test.c:1:20: error: 'task_struct' is a struct: its type is written 'struct task_struct' [BS0216]
int f(void *ctx) { task_struct *t = (void *)bpf_get_current_task(); return 0; }
                   ^~~~~~~~~~~
1 error generated.
//// struct of the program without struct keyword
test.c:2:20: error: 'event' is a struct: its type is written 'struct event' [BS0216]
int f(void *ctx) { event e = {}; return e.a; }
                   ^~~~~
1 error generated.
//// misspelt kernel field
test.c:2:70: error: no member named 'skc_familly' in 'struct sock_common'; did you mean 'skc_family'? [BS0371]
int f(struct pt_regs *ctx, struct sock *sk) { return sk->__sk_common.skc_familly; }
                                                                     ^~~~~~~~~~~
1 error generated.
//// misspelt field of task_struct
test.c:2:96: error: no member named 'tgdi' in 'struct task_struct'; did you mean 'tgid'? [BS0371]
int f(struct pt_regs *ctx) { struct task_struct *t = (void *)bpf_get_current_task(); return t->tgdi + t->pidd; }
                                                                                               ^~~~
test.c:2:106: error: no member named 'pidd' in 'struct task_struct'; did you mean 'pid'? [BS0371]
int f(struct pt_regs *ctx) { struct task_struct *t = (void *)bpf_get_current_task(); return t->tgdi + t->pidd; }
                                                                                                         ^~~~
2 errors generated.
//// no such field
test.c:2:50: error: no member named 'nothing_like_it' in 'struct event' [BS0370]
int f(void *ctx) { struct event e = {}; return e.nothing_like_it; }
                                                 ^~~~~~~~~~~~~~~
1 error generated.
//// wrong designator
test.c:2:39: error: no member named 'pdi' in 'struct event'; did you mean 'pid'? [BS0371]
int f(void *ctx) { struct event e = { .pdi = 1 }; return e.pid; }
                                      ^~~~
1 error generated.
//// misspelt builtin
test.c:1:31: error: call to undeclared function '__builtin_memest'; did you mean '__builtin_memset'? [BS0303]
int f(void *ctx) { char a[4]; __builtin_memest(a, 0, 4); return a[0]; }
                              ^~~~~~~~~~~~~~~~
1 error generated.
//// misspelt label
test.c:1:34: error: use of undeclared label 'cleanpu'; did you mean 'cleanup'? [BS0315]
int f(void *ctx) { if (ctx) goto cleanpu; return 1; cleanup: return 0; }
                                 ^~~~~~~
1 error generated.
//// variable used as function
test.c:1:42: error: called object of type 'int' is not a function or function pointer [BS0386]
int f(void *ctx) { int count = 1; return count(2); }
                                         ^~~~~
1 error generated.
//// function used as variable
test.c:2:27: warning: pointer converted to integer without a cast, returning 'int (*)(void)' from a function with result type 'int' [BS0382, -Wint-conversion]
int f(void *ctx) { return count + 1; }
                          ^~~~~~~~~
1 warning generated.
//// out of scope
test.c:1:55: error: use of undeclared identifier 'inner' [BS0300]
int f(void *ctx) { if (ctx) { int inner = 1; } return inner; }
                                                      ^~~~~
1 error generated.
//// used before its declaration
test.c:1:27: error: function 'later' is called before it is declared [BS0615]
int f(void *ctx) { return later(); }
                          ^~~~~
test.c:2:5: note: 'later' is defined here
int later(void) { return 1; }
    ^~~~~
help: move its definition in front of this function, or declare it there
1 error generated.
//// redefined
test.c:1:35: error: redefinition of 'a' [BS0307]
int f(void *ctx) { int a = 1; int a = 2; return a; }
                                  ^
test.c:1:24: note: 'a' declared here
int f(void *ctx) { int a = 1; int a = 2; return a; }
                       ^
test.c:2:5: error: redefinition of 'f' [BS0307]
int f(void *ctx) { return 0; }
    ^
test.c:1:5: note: 'f' declared here
int f(void *ctx) { int a = 1; int a = 2; return a; }
    ^
2 errors generated.
//// struct redefined
test.c:2:1: error: redefinition of 'event' [BS0307]
struct event { int b; };
^~~~~~~~~~~~~~~~~~~~~~~
test.c:1:1: note: 'event' declared here
struct event { int a; };
^~~~~~~~~~~~~~~~~~~~~~~
1 error generated.
//// conflicting types
test.c:2:6: error: conflicting types for 'g': 'long (char *)', earlier 'int (int)' [BS0309]
long g(char *a) { return 0; }
     ^
test.c:1:5: note: 'g' declared here
int g(int a);
    ^
test.c:3:29: warning: integer converted to pointer without a cast, passing 'int' to parameter of type 'char *' [BS0383, -Wint-conversion]
int f(void *ctx) { return g(1); }
                            ^
test.c:2:14: note: the argument is for parameter 'a'
long g(char *a) { return 0; }
             ^
1 warning and 1 error generated.
//// declared but never defined
test.c:2:27: error: function 'g' is called but never defined [BS0312]
int f(void *ctx) { return g(1); }
                          ^
test.c:1:5: note: 'g' declared here
int g(int a);
    ^
help: BPF programs are not linked with other objects: define it, or declare a kernel function with __ksym
1 error generated.
//// enumerator redefined
test.c:2:10: error: redefinition of 'TWO' [BS0307]
enum b { TWO, THREE };
         ^~~
test.c:1:15: note: 'TWO' declared here
enum a { ONE, TWO };
              ^~~
1 error generated.
//// parameter redeclared
test.c:1:5: error: program 'f' has parameters but the first is not a context [BS0424]
int f(void *ctx, int a, int a) { return a; }
    ^
help: make the first parameter the context, such as "struct pt_regs *ctx"; functions that programs call are static
test.c:1:29: error: redefinition of 'a' [BS0307]
int f(void *ctx, int a, int a) { return a; }
                            ^
test.c:1:22: note: 'a' declared here
int f(void *ctx, int a, int a) { return a; }
                     ^
2 errors generated.
//// keyword misspelt
test.c:1:20: error: unknown word 'retrun'; did you mean 'return'? [BS0225]
int f(void *ctx) { retrun 0; }
                   ^~~~~~
1 error generated.
//// keyword misspelt, with parentheses
test.c:1:20: error: unknown word 'whiel'; did you mean 'while'? [BS0225]
int f(void *ctx) { whiel (ctx) { } return 0; }
                   ^~~~~
1 error generated.
//// labels of a block
test.c:1:36: error: redefinition of label 'in' [BS0316]
int f(void *ctx) { { __label__ in, in; goto in; in: ; } { __label__ gone; } goto in; return 0; }
                                   ^~
test.c:1:32: note: 'in' declared here
int f(void *ctx) { { __label__ in, in; goto in; in: ; } { __label__ gone; } goto in; return 0; }
                               ^~
test.c:1:69: error: use of undeclared label 'gone' [BS0314]
int f(void *ctx) { { __label__ in, in; goto in; in: ; } { __label__ gone; } goto in; return 0; }
                                                                    ^~~~
test.c:1:82: error: use of undeclared label 'in' [BS0314]
int f(void *ctx) { { __label__ in, in; goto in; in: ; } { __label__ gone; } goto in; return 0; }
                                                                                 ^~
3 errors generated.
