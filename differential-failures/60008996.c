// refused v4: verifier: BPF_ATOMIC stores into pkt is not allowed
// verifier: BPF_ATOMIC stores into R6 pkt is not allowed; clang 21 passes
#define NOINLINE __attribute__((noinline))
#define INLINE inline __attribute__((always_inline))
enum color { RED, GREEN = 5, BLUE = 0x7fffffff };
enum sign { MINUS = -1, PLUS = 1, FAR = 100000 };
struct xdp_md { unsigned int data, data_end, data_meta, ingress_ifindex, rx_queue_index, egress_ifindex; };
#define ENTRY __attribute__((section("xdp"), used))
#define MAP(NAME, KIND, KEY, VALUE, ENTRIES) \
    struct { int (*type)[KIND]; KEY *key; VALUE *value; int (*max_entries)[ENTRIES]; } NAME __attribute__((section(".maps"), used))
static void *(*bpf_map_lookup_elem)(void *, const void *) = (void *)1;
static long (*bpf_map_update_elem)(void *, const void *, const void *, unsigned long) = (void *)2;
static long (*bpf_map_delete_elem)(void *, const void *) = (void *)3;
static long (*bpf_for_each_map_elem)(void *, void *, void *, unsigned long) = (void *)164;
static long (*bpf_loop)(unsigned int, void *, void *, unsigned long) = (void *)181;
static long (*bpf_probe_read_kernel)(void *, unsigned int, const void *) = (void *)113;
char _license[] __attribute__((section("license"), used)) = "GPL";
struct s1 { enum sign m0 : 3; unsigned short m1 : 11; int m2; enum color m3 : 31; };
ENTRY int entry(struct xdp_md *context)
{
unsigned long sum = 0;
unsigned char *packet = (void *)(long)context->data, *packet_end = (void *)(long)context->data_end;
{ struct s1 *h34 = (void *)(packet + 24);
if ((void *)(h34 + 1) <= (void *)packet_end) {
switch (((int)(((unsigned long)1 % (unsigned long)((unsigned long)(h34->m2 & 127) + 1)) - 1))) {
case 1957753276:
__sync_fetch_and_add(&h34->m2, 0);

}
} }

return (int)(sum ^ sum >> 32);
}
