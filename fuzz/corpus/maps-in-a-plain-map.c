// fuzz: libbpf v3
#include <bpf/bpf_helpers.h>
struct { __uint(type, 1); __uint(max_entries, 8); __type(key, unsigned); __array(values, struct { __uint(type, 1); __type(key, unsigned); __type(value, unsigned); __uint(max_entries, 1); }); } m SEC(".maps");
