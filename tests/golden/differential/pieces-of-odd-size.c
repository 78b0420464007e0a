// A piece of a record of five bytes was taken to be aligned to five, and stored with that width.
struct s1 { unsigned long m0; enum sign m1 : 8; unsigned int m2 : 22; unsigned long long m3 : 18; } __attribute__((packed));
ENTRY int entry(struct xdp_md *context)
{
unsigned long sum = 0;
unsigned long v14 = 1;
struct s1 s16 = { (-32768), 0xc, 0x89e95bbf81b34L, 1463161338306L };
struct s1 s17 = { .m3 = 28519750446UL, .m1 = 0u, .m0 = (-128u) };
{ unsigned long v24 = __sync_val_compare_and_swap(&v14, (unsigned long)0, (unsigned long)s16.m1); v14 = v24; }
__builtin_memcpy(&s17, &s16, sizeof(s16));
sum = (sum ^ (unsigned long)v14) * 0x100000001b3UL;
return (int)(sum ^ sum >> 32);
}
