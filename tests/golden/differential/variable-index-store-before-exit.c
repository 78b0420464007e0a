// The store of zero was moved behind the one that may hit the same place.
static unsigned long at = 1;
ENTRY int entry(struct xdp_md *context)
{
unsigned long sum = 0;
unsigned int size = context->data_end - context->data;
int v[2] = { 0, 0 }, *q = &v[at & 1];
*q = 1;
at = size;
if (size < 14) return 0;
sum = (sum ^ (unsigned long)v[1]) * 0x100000001b3UL;
return (int)(sum ^ sum >> 32);
}
