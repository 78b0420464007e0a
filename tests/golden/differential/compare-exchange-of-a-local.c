// The kernel took the comparison with what cmpxchg had found on the stack for decided.
static short g2 = 0;
ENTRY int entry(struct xdp_md *context)
{
unsigned long sum = 0;
unsigned long v13 = g2;
_Bool v14 = g2;
_Bool v15 = 0;
unsigned short b16[4] = { 0
, 0
, 0
, 0
 };
signed char b17[2] = { 0
, 0
 };
v15 = (v14 ?: 1);
{ unsigned long v24 = __sync_val_compare_and_swap(&v13, (unsigned long)b17[((((1 ? (((unsigned char *)b17)[((1 & ((1 >= v13) | 0))) & 1] ^ 0) : 0) ^ 0) || g2)) & 1], (unsigned long)v15); v14 ^= v24; }
g2 = 0;
sum = (sum ^ (unsigned long)v14) * 0x100000001b3UL;
return (int)(sum ^ sum >> 32);
}
