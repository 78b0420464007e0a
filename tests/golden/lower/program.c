/* A program: typed context, map address, null check, void result. */
int counts __attribute__((section(".maps")));
static void *(*bpf_map_lookup_elem)(void *, const void *) = (void *)1;
extern int CONFIG_HZ __attribute__((section(".kconfig")));
extern const int jiffies __attribute__((section(".ksyms")));
__attribute__((section("kprobe/x"))) void on_x(void *ctx)
{
	unsigned key = CONFIG_HZ + jiffies;
	long *value = bpf_map_lookup_elem(&counts, &key);
	if (value)
		__sync_fetch_and_add(value, 1);
}
=====
map @counts Hash key 4 value 8 entries 16
global @CONFIG_HZ section ".kconfig" align 4 extern zero 4

define on_x(ptr.ctx %ctx) i32 program Kprobe "kprobe/x" attach CgroupInetIngress {
b0:
  %0: ptr.stack = alloca 8 "ctx" align 8
  %1: ptr.stack = alloca 4 "key" align 4
  %2: ptr.stack = alloca 8 "value" align 8
  store.64 %0, %ctx align 8
  %3: ptr.global = global @CONFIG_HZ
  %4: i32 = load.s32 %3 align 4
  %5: ptr = ksym @jiffies
  %6: i32 = load.s32 %5 align 4
  %7: i32 = add %4, %6
  store.32 %1, %7 align 4
  %8: ptr.map = map @counts
  %9: ptr = helper 1(%8, %1)
  store.64 %2, %9 align 8
  %10: ptr = load.u64 %2 align 8
  %11: i32 = ne %10, ptr(0)
  branch %11, b1, b2
b1:
  %12: ptr = load.u64 %2 align 8
  atomic.add.64 %12, 1L
  jump b2
b2:
  return 0
}
