//// unknown method
BPF_HASH(counts, u32, u64);
int f(void *ctx) { u32 k = 0; counts.lokup(&k); counts.insrt(&k); return 0; }
//// method of another map kind
BPF_HASH(counts, u32, u64);
BPF_PERF_OUTPUT(events);
int f(void *ctx) { u32 k = 0; counts.perf_submit(ctx, &k, sizeof(k)); events.lookup(&k); return 0; }
//// key passed by value
BPF_HASH(counts, u32, u64);
int f(void *ctx) { u32 k = 0; u64 *v = counts.lookup(k); return v ? *v : 0; }
//// wrong key type
struct key_t { u32 pid; u32 uid; };
BPF_HASH(counts, struct key_t, u64);
int f(void *ctx) { u32 pid = 0; u64 *v = counts.lookup(&pid); return v ? *v : 0; }
//// wrong value type
struct value_t { u64 a, b; };
BPF_HASH(counts, u32, struct value_t);
int f(void *ctx) { u32 pid = 0; u64 v = 1; counts.update(&pid, &v); return 0; }
//// too few arguments
BPF_HASH(counts, u32, u64);
int f(void *ctx) { u32 k = 0; counts.update(&k); counts.lookup(); return 0; }
//// too many arguments
BPF_HASH(counts, u32, u64);
int f(void *ctx) { u32 k = 0; counts.delete(&k, 1); return 0; }
//// increment of a struct
struct value_t { u64 a, b; };
BPF_HASH(counts, u32, struct value_t);
int f(void *ctx) { counts.increment(1); return 0; }
//// misspelt map
BPF_HASH(counts, u32, u64);
int f(void *ctx) { u32 k = 0; u64 *v = cuonts.lookup(&k); return v ? *v : 0; }
//// misspelt map macro
BPF_HSAH(counts, u32, u64);
int f(void *ctx) { u32 k = 0; u64 *v = counts.lookup(&k); return v ? *v : 0; }
//// arrow on map
BPF_HASH(counts, u32, u64);
int f(void *ctx) { u32 k = 0; u64 *v = counts->lookup(&k); return v ? *v : 0; }
//// unknown key type
BPF_HASH(counts, struct missing_t, u64);
int f(void *ctx) { return 0; }
//// unknown kind
BPF_TABLE("hsah", u32, u64, counts, 10);
int f(void *ctx) { return 0; }
//// map defined twice
BPF_HASH(counts, u32, u64);
BPF_ARRAY(counts, u64, 10);
int f(void *ctx) { return 0; }
//// map macro without arguments
BPF_HASH();
int f(void *ctx) { return 0; }
//// use of lookup result as value
BPF_HASH(counts, u32, u64);
int f(void *ctx) { u32 k = 0; u64 v = counts.lookup(&k); return v; }
//// map used as a value
BPF_HASH(counts, u32, u64);
int f(void *ctx) { return counts + 1; }
//// histogram of structs
struct value_t { u64 a, b; };
BPF_TABLE("histogram", u32, struct value_t, dist, 10);
int f(void *ctx) { dist.increment(1); return 0; }
//// submit without size
struct event { int pid; };
BPF_PERF_OUTPUT(events);
int f(void *ctx) { struct event e = {}; events.perf_submit(ctx, &e); return 0; }
//// submit by value
struct event { int pid; };
BPF_PERF_OUTPUT(events);
int f(void *ctx) { struct event e = {}; events.perf_submit(ctx, e, sizeof(e)); return 0; }
//// libbpf map without a type
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
struct { __uint(max_entries, 10); __type(key, u32); __type(value, u64); } counts SEC(".maps");
SEC("tp/sched/sched_switch") int f(void *ctx) { return 0; }
//// libbpf map type misspelt
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
struct { __uint(type, BPF_MAP_TYPE_HSAH); __type(key, u32); __type(value, u64); } counts SEC(".maps");
SEC("tp/sched/sched_switch") int f(void *ctx) { return 0; }
//// libbpf map method
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
struct { __uint(type, BPF_MAP_TYPE_HASH); __type(key, u32); __type(value, u64); } counts SEC(".maps");
SEC("tp/sched/sched_switch") int f(void *ctx) { u32 k = 0; u64 *v = counts.lookup(&k); return v ? *v : 0; }
//// libbpf map without address
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
struct { __uint(type, BPF_MAP_TYPE_HASH); __type(key, u32); __type(value, u64); } counts SEC(".maps");
SEC("tp/sched/sched_switch") int f(void *ctx) { u32 k = 0; u64 *v = bpf_map_lookup_elem(counts, k); return v ? *v : 0; }
//// libbpf key of undefined type
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
struct { __uint(type, BPF_MAP_TYPE_HASH); __type(key, struct nokey); __type(value, u64); } counts SEC(".maps");
SEC("tp/sched/sched_switch") int f(void *ctx) { return 0; }
//// libbpf section misspelt
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
int counts SEC(".mpas");
SEC("tracepiont/sched/sched_switch") int f(void *ctx) { return 0; }
//// libbpf map of maps that says it is a hash
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 8); __type(key, u32); __array(values, struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, u32); __type(value, u32); }); } outer SEC(".maps");
SEC("tp/sched/sched_switch") int f(void *ctx) { return 0; }
//// libbpf: array in .maps that is no map
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
int counts[10] SEC(".maps");
SEC("tp/sched/sched_switch") int f(void *ctx) { return 0; }
//// a variable in one of two arenas
struct { int (*type)[33]; int (*max_entries)[1]; int (*map_flags)[1024]; } one __attribute__((section(".maps"))), other __attribute__((section(".maps")));
long __attribute__((address_space(1))) total;
int f(void *ctx) { return total; }
=====
//// unknown method
test.c:2:38: error: map 'counts' has no method 'lokup'; did you mean 'lookup'? [BS0400]
int f(void *ctx) { u32 k = 0; counts.lokup(&k); counts.insrt(&k); return 0; }
                                     ^~~~~
help: docs/bcc-dialect.md lists the methods
test.c:2:56: error: map 'counts' has no method 'insrt'; did you mean 'insert'? [BS0400]
int f(void *ctx) { u32 k = 0; counts.lokup(&k); counts.insrt(&k); return 0; }
                                                       ^~~~~
help: docs/bcc-dialect.md lists the methods
2 errors generated.
//// method of another map kind
test.c:3:31: error: map 'counts' is of type Hash, which has no method 'perf_submit' [BS0401]
int f(void *ctx) { u32 k = 0; counts.perf_submit(ctx, &k, sizeof(k)); events.lookup(&k); return 0; }
                              ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
help: declare the map with a kind that supports the method
test.c:3:71: warning: the result of a map lookup is not used [BS0619, -Wunused-result]
int f(void *ctx) { u32 k = 0; counts.perf_submit(ctx, &k, sizeof(k)); events.lookup(&k); return 0; }
                                                                      ^~~~~~~~~~~~~~~~~
help: keep it in a pointer and check that it is not NULL
1 warning and 1 error generated.
//// key passed by value
test.c:2:54: error: method 'lookup' of map 'counts' wants the address of a 'u32', not a value of type 'u32' [BS0403]
int f(void *ctx) { u32 k = 0; u64 *v = counts.lookup(k); return v ? *v : 0; }
                                                     ^
help: put '&' in front of a variable
1 error generated.
//// wrong key type
test.c:3:56: warning: method 'lookup' of map 'counts' uses 8 bytes ('struct key_t'), but the argument points to 'u32' of 4 [BS0404, -Wbpf-map-argument]
int f(void *ctx) { u32 pid = 0; u64 *v = counts.lookup(&pid); return v ? *v : 0; }
                                                       ^~~~
help: use a variable of the map's own key or value type
1 warning generated.
//// wrong value type
test.c:3:64: warning: method 'update' of map 'counts' uses 16 bytes ('struct value_t'), but the argument points to 'u64' of 8 [BS0404, -Wbpf-map-argument]
int f(void *ctx) { u32 pid = 0; u64 v = 1; counts.update(&pid, &v); return 0; }
                                                               ^~
help: use a variable of the map's own key or value type
1 warning generated.
//// too few arguments
test.c:2:31: error: method 'update' of map 'counts' takes 2 arguments, not 1 [BS0402]
int f(void *ctx) { u32 k = 0; counts.update(&k); counts.lookup(); return 0; }
                              ^~~~~~~~~~~~~~~~~
test.c:2:50: error: method 'lookup' of map 'counts' takes 1 argument, not 0 [BS0402]
int f(void *ctx) { u32 k = 0; counts.update(&k); counts.lookup(); return 0; }
                                                 ^~~~~~~~~~~~~~~
2 errors generated.
//// too many arguments
test.c:2:31: error: method 'delete' of map 'counts' takes 1 argument, not 2 [BS0402]
int f(void *ctx) { u32 k = 0; counts.delete(&k, 1); return 0; }
                              ^~~~~~~~~~~~~~~~~~~~
1 error generated.
//// increment of a struct
test.c:3:20: error: method 'increment' adds to the values of map 'counts', which are of type 'struct value_t' [BS0405]
int f(void *ctx) { counts.increment(1); return 0; }
                   ^~~~~~~~~~~~~~~~~~~
help: only maps of integers can be incremented
1 error generated.
//// misspelt map
test.c:2:40: error: use of undeclared identifier 'cuonts'; did you mean 'counts'? [BS0301]
int f(void *ctx) { u32 k = 0; u64 *v = cuonts.lookup(&k); return v ? *v : 0; }
                                       ^~~~~~
test.c:1:10: note: 'counts' declared here
BPF_HASH(counts, u32, u64);
         ^~~~~~
1 error generated.
//// misspelt map macro
test.c:1:1: error: 'BPF_HSAH' is neither a type nor a macro known here; did you mean 'BPF_HASH'? [BS0220]
BPF_HSAH(counts, u32, u64);
^~~~~~~~
test.c:2:40: error: use of undeclared identifier 'counts' [BS0300]
int f(void *ctx) { u32 k = 0; u64 *v = counts.lookup(&k); return v ? *v : 0; }
                                       ^~~~~~
2 errors generated.
//// arrow on map
test.c:2:40: error: map 'counts' is no pointer: its methods are called with '.' [BS0406]
int f(void *ctx) { u32 k = 0; u64 *v = counts->lookup(&k); return v ? *v : 0; }
                                       ^~~~~~~~~~~~~~
help: write a dot instead of the arrow
1 error generated.
//// unknown key type
test.c:1:1: error: field 'key' has incomplete type 'struct missing_t' [BS0330]
BPF_HASH(counts, struct missing_t, u64);
^
1 error generated.
//// unknown kind
test.c:1:29: error: map 'counts': there is no map kind "hsah" [BS0411]
BPF_TABLE("hsah", u32, u64, counts, 10);
                            ^~~~~~
help: kinds are "hash", "array", "percpu_hash", "lru_hash" and others listed in docs/bcc-dialect.md
1 error generated.
//// map defined twice
test.c:2:11: error: map 'counts' is defined twice [BS0664]
BPF_ARRAY(counts, u64, 10);
          ^~~~~~
test.c:1:10: note: 'counts' declared here
BPF_HASH(counts, u32, u64);
         ^~~~~~
help: give one of them another name
1 error generated.
//// map macro without arguments
test.c:1:1: error: only variables and functions go into a section (".maps:hash"), not types [BS0640]
BPF_HASH();
^
help: give the map a name, such as BPF_HASH(name), or put the attribute behind the variable
1 error generated.
//// use of lookup result as value
test.c:2:39: warning: pointer converted to integer without a cast, initializing 'u64' with an expression of type 'u64 *' [BS0382, -Wint-conversion]
int f(void *ctx) { u32 k = 0; u64 v = counts.lookup(&k); return v; }
                                      ^~~~~~~~~~~~~~~~~
1 warning generated.
//// map used as a value
test.c:2:34: error: invalid operands to binary '+': 'struct (anonymous)' and 'int' [BS0355]
int f(void *ctx) { return counts + 1; }
                          ~~~~~~~^~~
1 error generated.
//// histogram of structs
test.c:2:45: error: the values of histogram 'dist' must be u64, not 'struct value_t' [BS0416]
BPF_TABLE("histogram", u32, struct value_t, dist, 10);
                                            ^~~~
help: use BPF_HISTOGRAM(name, key type, size)
test.c:3:25: error: map 'dist' has no method 'increment', which is BCC's dialect: call bpf_map_lookup_elem(&dist, ...) [BS0665]
int f(void *ctx) { dist.increment(1); return 0; }
                        ^~~~~~~~~
2 errors generated.
//// submit without size
test.c:3:41: error: method 'perf_submit' of map 'events' takes 3 arguments, not 2 [BS0402]
int f(void *ctx) { struct event e = {}; events.perf_submit(ctx, &e); return 0; }
                                        ^~~~~~~~~~~~~~~~~~~~~~~~~~~
1 error generated.
//// submit by value
test.c:3:65: error: incompatible types passing 'struct event' to parameter of type 'void *' [BS0379]
int f(void *ctx) { struct event e = {}; events.perf_submit(ctx, e, sizeof(e)); return 0; }
                                                                ^
1 error generated.
//// libbpf map without a type
test.c:3:75: error: map 'counts' does not say its type [BS0410]
struct { __uint(max_entries, 10); __type(key, u32); __type(value, u64); } counts SEC(".maps");
                                                                          ^~~~~~
help: add __uint(type, BPF_MAP_TYPE_...)
1 error generated.
//// libbpf map type misspelt
test.c:3:23: error: use of undeclared identifier 'BPF_MAP_TYPE_HSAH'; did you mean 'BPF_MAP_TYPE_HASH'? [BS0301]
struct { __uint(type, BPF_MAP_TYPE_HSAH); __type(key, u32); __type(value, u64); } counts SEC(".maps");
                      ^~~~~~~~~~~~~~~~~
1 error generated.
//// libbpf map method
test.c:4:76: error: map 'counts' has no method 'lookup', which is BCC's dialect: call bpf_map_lookup_elem(&counts, ...) [BS0665]
SEC("tp/sched/sched_switch") int f(void *ctx) { u32 k = 0; u64 *v = counts.lookup(&k); return v ? *v : 0; }
                                                                           ^~~~~~
1 error generated.
//// libbpf map without address
test.c:4:97: error: integer converted to pointer without a cast, passing 'u32' to parameter of type 'const void *' [BS0383, -Wint-conversion]
SEC("tp/sched/sched_switch") int f(void *ctx) { u32 k = 0; u64 *v = bpf_map_lookup_elem(counts, k); return v ? *v : 0; }
                                                                                                ^
1 error generated.
//// libbpf key of undefined type
test.c:3:92: error: the key of map 'counts' has type 'struct nokey', which is not defined here [BS0412]
struct { __uint(type, BPF_MAP_TYPE_HASH); __type(key, struct nokey); __type(value, u64); } counts SEC(".maps");
                                                                                           ^~~~~~
help: define the type before the map
1 error generated.
//// libbpf section misspelt
test.c:4:42: warning: 'f' is in section "tracepiont/sched/sched_switch", which no kind of program uses; did you mean "tracepoint/sched/sched_switch"? [BS0422, -Wbpf-section]
SEC("tracepiont/sched/sched_switch") int f(void *ctx) { return 0; }
                                         ^
help: a loader can't tell the type of such a program
1 warning generated.
//// libbpf map of maps that says it is a hash
test.c:3:212: warning: map 'outer' has maps as values, which only maps of maps hold [BS0418, -Wbpf-map]
… ax_entries, 1); __type(key, u32); __type(value, u32); }); } outer SEC(".maps");
                                                              ^~~~~
help: give it type BPF_MAP_TYPE_ARRAY_OF_MAPS or BPF_MAP_TYPE_HASH_OF_MAPS
1 warning generated.
//// libbpf: array in .maps that is no map
test.c:3:5: error: 'counts' is in a map section but is not a map declaration [BS0417]
int counts[10] SEC(".maps");
    ^~~~~~
help: declare it as a struct of __uint and __type members
1 error generated.
//// a variable in one of two arenas
test.c:2:40: error: variable 'total' is in an arena, but in which: 'one' or 'other'? [BS0523]
long __attribute__((address_space(1))) total;
                                       ^~~~~
help: an object has one map of type BPF_MAP_TYPE_ARENA
1 error generated.
