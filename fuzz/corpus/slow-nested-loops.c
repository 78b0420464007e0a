struct s { int x; u64 y; char z[4]; struct { short q; } w; unsigned bits : 5; int rest : 9; };
BPF_HASH(counts, u32, u64); BPF_ARRAY(slots, struct s, 8); BPF_PERF_OUTPUT(events);
static u64 g = 5;
int kprobe__f(struct pt_regs *ctx, long a, u64 b)
{
int c = 3; struct s v = {}; struct s *p = &v; int arr[8] = {}; int *q = &arr[1]; u32 key = 0; u64 *val;
p = slots.lookup(&c); if (!p) return 0;
if (a) { p = slots.lookup(&c); if (!p) return 0;
for (int i = 0; i < 13; i++) { val = counts.lookup(&key); if (val) { if (63) { v.x = (v.z[a & 3] < c);
g = ((31 - v.y) ? 0 : ~a);
bpf_trace_printk("%d %d\n", ({ int t = -31; t + 1; }), ({ int t = (int)arr[b]; t + 1; }));
 } else { v.z[1] = 1L << 40;
 }
a = !arr[b];
 *val += 1; }
__sync_fetch_and_add(&g, *q);
for (int i = 0; i < 35; i++) { do { v = *p;
 } while (b++ < 8);
events.perf_submit(ctx, &v, sizeof(v));
 }
 }
 } else { arr[a & 7] = (((((arr[2] - a) << (v.w.q / *q)) & 255) - (long)v.bits) ^ 64);
switch (a) { case 1: while (a < 7) { p->x++;
 a++; if (a > 5) break; }
p = slots.lookup(&c); if (!p) return 0;
 case 3 ... 9: g++;
 break; default: __sync_fetch_and_add(&g, bpf_ktime_get_ns());
 }
 }
do { c = (((v.bits / ~p->x) , (((64 ? v.x : v.z[a & 3]) , (v.bits == bpf_ktime_get_ns())) * 0xffffffffffffffffULL)) / (((~v.z[1] >= a) ? g : v.y) < (((v.x << arr[2]) | (1 | 0x80000000)) + ((63 || arr[a & 7]) , bpf_ktime_get_ns()))));
 } while (b++ < 7);
return g;
}
