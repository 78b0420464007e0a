// fuzz: auto v1 old relocate preprocess verify
struct s { int x; u64 y; char z[4]; struct { short q; } w; unsigned bits : 5; int rest : 9; };
BPF_HASH(counts, u32, u64); BPF_ARRAY(slots, struct s, 8); BPF_PERF_OUTPUT(events);
static u64 g = 5;
static long h0(void *ctx, long a, u64 b)
{
int c = 3; struct s v = {}; struct s *p = &v; int arr[8] = {}; int *q = &arr[1]; u32 key = 0; u64 *val;
for (int i = 0; i < 28; i++) { { long n2; bpf_trace_printk("%d %d\n", ((bpf_ktime_get_ns() - (g ? v.z[a & 3] : v.bits)) ? v.bits : (*q ? 63 : (255 ? (v.bits != p->x) : a))), 2);
v.w.q ^= 64;
 }
events.perf_submit(ctx, &v, sizeof(v));
v = *p;
 }
return v.x;
}
int kprobe__f(struct pt_regs *ctx, long a, u64 b)
{
int c = 3; struct s v = {}; struct s *p = &v; int arr[8] = {}; int *q = &arr[1]; u32 key = 0; u64 *val;
if (({ int t = ((((v.bits && -0x7fffffff) ? ({ int t = (long)b; t + 1; }) : (64 << (v.bits < arr[a & 7]))) == (v.bits - arr[b])) == ((7 < (v.z[a & 3] % v.bits)) | ((!a ? 7 : 1) && ((a + -1) + 31)))); t + 1; })) { a <<= -1;
 } else { while (a < (({ int t = ((!255 ? b : (7 != bpf_ktime_get_ns())) << (2 != 256)); t + 1; }) ? (a ? (({ int t = v.w.q; t + 1; }) ^ 63) : 0x7fffffff) : (u64)c)) { b = ({ int t = (({ int t = ({ int t = *q; t + 1; }); t + 1; }) ? ((v.z[a & 3] , 63) ? (v.w.q % bpf_ktime_get_ns()) : 0x80000000) : 0); t + 1; });
events.perf_submit(ctx, &v, sizeof(v));
 a++; if (a > 5) break; }
 }
while (a < ((((int)0xffffffffffffffffULL ? arr[b] : arr[b]) % (!*q , (v.z[1] % v.bits))) && (((!31 != 31) > (unsigned)255) ? ({ int t = g; t + 1; }) : ((({ int t = ({ int t = v.bits; t + 1; }); t + 1; }) + (g > !arr[b])) ? c : 0xffffffffffffffffULL)))) { if (((((({ int t = v.z[1]; t + 1; }) != (256 ? 255 : v.z[1])) & ((v.z[1] / b) | v.bits)) == 0xffffffffffffffffULL) | ((0xffffffffffffffffULL ? sizeof(struct s) : (({ int t = v.x; t + 1; }) >> (g >= c))) & (~v.bits & (unsigned)1)))) { { u64 n3; for (int i = 0; i < 6; i++) { v = *p;
 }
p = slots.lookup(&c); if (!p) return 0;
 }
v.z[a & 3] = ({ int t = ({ int t = -63; t + 1; }); t + 1; });
for (int i = 0; i < 28; i++) { v = *p;
{ char n4; bpf_trace_printk("%d %d\n", ((b < b) ? (v.bits + c) : -1), arr[2]);
arr[b] = (256 == (short)b);
 }
 }
 } else { v.w.q++;
 }
 a++; if (a > 5) break; }
__sync_fetch_and_add(&g, (v.z[a & 3] >= (!a > ({ int t = v.z[1]; t + 1; }))));
bpf_trace_printk("%d %d\n", 1, (a / ({ int t = ({ int t = ({ int t = ((arr[2] == c) ? !p->x : (a == 255)); t + 1; }); t + 1; }); t + 1; })));
do { val = counts.lookup(&key); if (val) { if (-v.z[a & 3]) { p->x = 0xffffffffffffffffULL;
for (int i = 0; i < 27; i++) { arr[b]++;
c -= (h0(ctx, 2, v.x) | (b == 63));
 }
do { __sync_fetch_and_add(&g, (short)p->x);
 } while (b++ < 4);
 } else { v.z[a & 3]++;
do { arr[a & 7] = arr[b];
 } while (b++ < 6);
 }
arr[a & 7] = (~'a' ? (((u64)v.z[1] ? (c < v.x) : 'a') > !v.z[1]) : (b ? ((short)-1 ? (c ? v.x : arr[a & 7]) : (b - bpf_ktime_get_ns())) : ({ int t = ({ int t = b; t + 1; }); t + 1; })));
 *val += 1; }
b = v.x;
 } while (b++ < 0);
switch (((((((b >> arr[b]) == !arr[a & 7]) == ({ int t = -1; t + 1; })) % a) - (((bpf_ktime_get_ns() >= v.bits) * *q) / ~'a')) == (({ int t = (v.z[a & 3] ? ((v.w.q || bpf_ktime_get_ns()) ? ({ int t = p->x; t + 1; }) : *q) : (short)c); t + 1; }) ? (64 && ~a) : ((~arr[a & 7] + ((g < arr[2]) < (bpf_ktime_get_ns() ? g : 256))) & (((bpf_ktime_get_ns() * v.z[a & 3]) | (63 > p->x)) % ({ int t = h0(ctx, arr[b], 0x7fffffff); t + 1; })))))) { case 1: val = counts.lookup(&key); if (val) { { long n3; switch (({ int t = v.x; t + 1; })) { case 1: __sync_fetch_and_add(&g, 256);
 case 3 ... 9: arr[a & 7]++;
 break; default: v = *p;
 }
 }
 *val += 1; }
do { val = counts.lookup(&key); if (val) { __sync_fetch_and_add(&g, ({ int t = -arr[a & 7]; t + 1; }));
while (a < b) { v.y ^= (s64)c;
v = *p;
 a++; if (a > 5) break; }
 *val += 1; }
switch ((u32)c) { case 1: do { bpf_trace_printk("%d %d\n", ({ int t = (bpf_ktime_get_ns() ? a : 0x80000000); t + 1; }), (({ int t = arr[2]; t + 1; }) + ({ int t = 63; t + 1; })));
__sync_fetch_and_add(&g, ((1 == v.w.q) ^ -c));
 } while (b++ < 2);
b = ({ int t = ((-1 ? *q : v.x) && 63); t + 1; });
 case 3 ... 9: for (int i = 0; i < 4; i++) { __sync_fetch_and_add(&g, ((a <= 255) & !v.z[a & 3]));
 }
 break; default: while (a < h0(ctx, b, c)) { c = (int)1;
 a++; if (a > 5) break; }
 }
 } while (b++ < 8);
 case 3 ... 9: do { a ^= v.x;
for (int i = 0; i < 2; i++) { bpf_trace_printk("%d %d\n", h0(ctx, v.z[a & 3], v.y), -0xffffffffffffffffULL);
events.perf_submit(ctx, &v, sizeof(v));
 }
 } while (b++ < 6);
 break; default: if ((u64)-1) { p = slots.lookup(&c); if (!p) return 0;
v.y = v.bits;
 }
 }
return (bool)b;
}

