//// libbpf: a pragma in a macro speaks for what another macro gives it
#define store(to, what) ({ _Pragma("GCC diagnostic push") _Pragma("GCC diagnostic ignored \"-Wint-conversion\"") to = what; _Pragma("GCC diagnostic pop") })
#define store_name(to) store(to, __func__)
unsigned long f(void) { unsigned long name; store_name(name); return name; }
//// libbpf: without the pragma it does not
#define store(to, what) ({ to = what; })
#define store_name(to) store(to, __func__)
unsigned long f(void) { unsigned long name; store_name(name); return name; }
//// libbpf: a map declared again without a value
#define SEC(name) __attribute__((section(name), used))
struct bpf_map_def { unsigned type, key_size, value_size, max_entries; };
struct bpf_map_def SEC("maps") counts = { .type = 2, .key_size = 4, .value_size = 8, .max_entries = 1 };
struct bpf_map_def counts;
//// libbpf: a map with two values
#define SEC(name) __attribute__((section(name), used))
struct bpf_map_def { unsigned type, key_size, value_size, max_entries; };
struct bpf_map_def SEC("maps") counts = { .type = 2, .key_size = 4, .value_size = 8, .max_entries = 1 };
struct bpf_map_def SEC("maps") counts = { .type = 2, .key_size = 4, .value_size = 8, .max_entries = 2 };
//// libbpf: recursion that never ends
static int again(int n) { return again(n + 1); }
__attribute__((section("xdp"), used)) int f(void *ctx) { return again(0); }
//// libbpf: recursion that is no loop
static int product(int n) { return n ? n * product(n - 1) : 1; }
__attribute__((section("xdp"), used)) int f(void *ctx) { return product(4); }
//// libbpf: length of a text nobody knows
__attribute__((section("xdp"), used)) int f(char *ctx) { return __builtin_strlen(ctx); }
=====
//// libbpf: a pragma in a macro speaks for what another macro gives it
(nothing to say)
//// libbpf: without the pragma it does not
test.c:3:45: warning: pointer converted to integer without a cast, assigning to 'unsigned long' from 'char *' [BS0382, -Wint-conversion]
unsigned long f(void) { unsigned long name; store_name(name); return name; }
                                            ^
test.c:2:24: note: in expansion of macro 'store_name'
#define store_name(to) store(to, __func__)
                       ^~~~~
test.c:1:31: note: in expansion of macro 'store'
#define store(to, what) ({ to = what; })
                              ^
1 warning generated.
//// libbpf: a map declared again without a value
(nothing to say)
//// libbpf: a map with two values
test.c:4:32: error: map 'counts' is defined twice [BS0664]
struct bpf_map_def SEC("maps") counts = { .type = 2, .key_size = 4, .value_size = 8, .max_entries = 2 };
                               ^~~~~~
test.c:3:32: note: 'counts' declared here
struct bpf_map_def SEC("maps") counts = { .type = 2, .key_size = 4, .value_size = 8, .max_entries = 1 };
                               ^~~~~~
help: give one of them another name
1 error generated.
//// libbpf: recursion that never ends
test.c:1:34: error: function 'again' calls itself, directly or through others [BS0511]
static int again(int n) { return again(n + 1); }
                                 ^
help: BPF has a small fixed stack: write it as a loop with a limit
1 error generated.
//// libbpf: recursion that is no loop
test.c:1:44: error: function 'product' calls itself, directly or through others [BS0511]
static int product(int n) { return n ? n * product(n - 1) : 1; }
                                           ^
help: BPF has a small fixed stack: write it as a loop with a limit
1 error generated.
//// libbpf: length of a text nobody knows
test.c:1:65: error: strlen needs a size known at compile time [BS0553]
__attribute__((section("xdp"), used)) int f(char *ctx) { return __builtin_strlen(ctx); }
                                                                ^
help: use a constant size, or bpf_probe_read_kernel for a variable one
1 error generated.
