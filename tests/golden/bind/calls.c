typedef unsigned long u64;
struct event { int pid; char comm[16]; } __attribute__((packed));
static long (*bpf_ktime_get_ns)(void) = (void *)5;
static int (*const bpf_probe_read)(void *dst, unsigned size, const void *src) = (void *)4;
extern const int limit __attribute__((section(".kconfig")));
static __attribute__((always_inline)) inline int add(int a, long b) { return a + b; }
static int callback(void *ctx) { return 0; }

struct { int (*type)[1]; int *key; struct event *value; } events __attribute__((section(".maps")));

__attribute__((section("kprobe/x"))) int program(void *ctx)
{
	struct event e = {};
	unsigned int key = 0;
	u64 *count = bpf_map_lookup_elem(&events, &key);
	if (!count)
		return 0;
	__sync_fetch_and_add(count, 1);
	u64 old = __atomic_exchange_n(count, key, 0);
	__builtin_memcpy(e.comm, "abc", sizeof(e.comm));
	memset(&e, 0, sizeof e);
	bpf_trace_printk("x %d\n", 6, e.pid, 'c');
	bpf_probe_read(&e, 4, ctx);
	e.pid = add(key, 3) + bpf_ktime_get_ns() + limit;
	int (*f)(void *) = callback;
	_Bool overflow = __builtin_add_overflow(e.pid, 1, &e.pid);
	return __builtin_expect(overflow, 0) ? -1 : __builtin_constant_p(key);
}
=====
global events: struct (anonymous) section .maps
extern limit: const int section .kconfig
static function add(a: int, b: long): int
  return Integer<int>((Integer<long>(load(a)) + load(b)):long)
static function callback(ctx: void *): int
  return 0:int
function program(ctx: void *): int
  local e: struct event = zero {}
  local key: unsigned int = 0:unsigned int
  local count: u64 * = Pointer<u64 *>(helper bpf_map_lookup_elem(Pointer<void *>(&(events)), Pointer<const void *>(&(key))):void *)
  if logicalnot(load(count))
    return 0:int
  @FetchAndAdd(load(count), 1:u64):u64
  local old: u64 = @Exchange(load(count), Integer<u64>(load(key))):u64
  @Memcpy(Pointer<void *>(decay(e.comm)), Pointer<const volatile void *>(decay("abc\x00")), 16:unsigned long):void *
  @Memset(Pointer<void *>(&(e)), 0:int, 20:unsigned long):void *
  helper bpf_trace_printk(Pointer<const char *>(decay("x %d\x0a\x00")), 6:unsigned int, load(e.pid), 99:int):long
  call 4:int (*)(void *, unsigned int, const void *)(Pointer<void *>(&(e)), 4:unsigned int, Pointer<const void *>(load(ctx))):int
  e.pid = Integer<int>(((Integer<long>(add(Integer<int>(load(key)), 3:long):int) + call 5:long (*)(void)():long):long + Integer<long>(load(limit))):long)
  local f: int (*)(void *) = decay(function callback)
  local overflow: _Bool = @AddOverflow(load(e.pid), 1:int, &(e.pid)):_Bool
  return (@Expect(Integer<long>(load(overflow)), 0:long):long ? -1:int : @ConstantP(load(key)):int):int
