/* The position of the highest bit, and a histogram of such. */
static __always_inline u64 log2_of(u32 v)
{
	u32 shift, r;

	r = (v > 0xffff) << 4; v >>= r;
	shift = (v > 0xff) << 3; v >>= shift; r |= shift;
	shift = (v > 0xf) << 2; v >>= shift; r |= shift;
	shift = (v > 0x3) << 1; v >>= shift; r |= shift;
	return r | (v >> 1);
}

static __always_inline u64 slot_of(u64 v)
{
	u64 slot = v >> 32 ? log2_of(v >> 32) + 32 : log2_of(v);

	return slot < 26 ? slot : 25;
}

struct latencies { u32 slots[26]; };
