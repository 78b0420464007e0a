// fuzz: auto v1 old relocate preprocess verify
struct s { int x; u64 y; char z[4]; struct { short q; } w; unsigned bits : 5; int rest : 9; };
BPF_HASH(counts, u32, u64); BPF_ARRAY(slots, struct s, 8); BPF_PERF_OUTPUT(events);
static u64 g = 5;
static __attribute__((noinline)) long h0(void *ctx, long a, u64 b)
{
int c = 3; struct s v = {}; struct s *p = &v; int arr[8] = {}; int *q = &arr[1]; u32 key = 0; u64 *val;
p = slots.lookup(&c); if (!p) return 0;
p = slots.lookup(&c); if (!p) return 0;
return (int)0;
}
int kprobe__f(struct pt_regs *ctx, long a, u64 b)
{
int c = 3; struct s v = {}; struct s *p = &v; int arr[8] = {}; int *q = &arr[1]; u32 key = 0; u64 *val;
a = ((({ int t = (h0(ctx, 31, *q) < (-b ^ bpf_ktime_get_ns())); t + 1; }) , ({ int t = b; t + 1; })) >= (bool)-1);
if (255) { val = counts.lookup(&key); if (val) { v.z[1] = ({ int t = a; t + 1; });
p->x = (h0(ctx, b, *q) >= p->x);
 *val += 1; }
a *= (int)v.w.q;
while (a < ({ int t = sizeof(struct s); t + 1; })) { if (arr[2]) { a++;
__sync_fetch_and_add(&g, *q);
events.perf_submit(ctx, &v, sizeof(v));
 } else { val = counts.lookup(&key); if (val) { g = ((unsigned)arr[b] + v.bits);
 *val += 1; }
p = slots.lookup(&c); if (!p) return 0;
 }
 a++; if (a > 5) break; }
 } else { v.z[1]++;
do { *q = (-2 > (((sizeof(struct s) + v.z[a & 3]) >= (bpf_ktime_get_ns() != 0x7fffffff)) % ((64 != 63) ? v.x : (v.z[a & 3] * *q))));
while (a < (unsigned)*q) { p = slots.lookup(&c); if (!p) return 0;
do { arr[a & 7] = c;
 } while (b++ < 8);
 a++; if (a > 5) break; }
 } while (b++ < 1);
 }
while (a < (unsigned)b) { p->x = v.x;
for (int i = 0; i < 9; i++) { v.w.q += !arr[2];
bpf_trace_printk("%d %d\n", (u8)c, ((((0 % g) & a) == !c) + ({ int t = (v.z[1] % (a ^ g)); t + 1; })));
 }
 a++; if (a > 5) break; }
while (a < ({ int t = v.bits; t + 1; })) { switch ((v.z[a & 3] + ((bool)v.bits << (u8)bpf_ktime_get_ns()))) { case 1: do { v = *p;
 } while (b++ < 5);
bpf_trace_printk("%d %d\n", v.x, ((~b ? ({ int t = b; t + 1; }) : ((v.w.q % arr[2]) ? (s64)arr[2] : (a * v.bits))) * ((v.bits ? h0(ctx, g, c) : -1) ? arr[b] : (0x80000000 && (v.bits >= *q)))));
 case 3 ... 9: for (int i = 0; i < 34; i++) { val = counts.lookup(&key); if (val) { __sync_fetch_and_add(&g, (*q ? ({ int t = a; t + 1; }) : c));
__sync_fetch_and_add(&g, (long)256);
 }
 }
 }
 }
for (int i = 0; i < 39; i++) { { unsigned n2; bpf_trace_printk("%d %d\n", (~v.x << p->x), ((bool)c ? (((63 < arr[a & 7]) == ({ int t = c; t + 1; })) <= a) : 31));
for (int i = 0; i < 32; i++) { events.perf_submit(ctx, &v, sizeof(v));
do { g = !31;
 } while (b++ < 7);
 }
 }
events.perf_submit(ctx, &v, sizeof(v));
 } while (b++ < 2);
v.x >>= 31;
return sizeof(struct s);
}

