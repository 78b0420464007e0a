// Bits in the last bytes of a packed record were read together with what lies behind it.
struct one { unsigned long long bit : 1; } __attribute__((packed));
struct mixed { enum color c : 20; unsigned int pair[2]; enum color d; long l; long m : 37; } __attribute__((packed));
struct wide { unsigned char c : 3; unsigned long u : 64; long s : 61; unsigned int n : 24; } __attribute__((packed));
struct narrow { signed char c; unsigned char u; long s : 32; } __attribute__((packed));
struct narrow narrow[2] = { { 1, 2, 3 }, { 4, 5, -0x7fff } };
struct one ones[4] = { { 1 }, [2] = { 1 } };
struct wide global = { 5, 0x123456789abcdef0UL, -3, 0xabcdef };
ENTRY int entry(struct xdp_md *context)
{
    struct mixed mixed = { 0x12345, { 1, 2 }, BLUE, -9, -77 };
    struct wide wide = { .u = ~0UL };
    unsigned long sum = 0;
    wide.s = context->data_end - context->data;
    wide.u -= wide.s;
    global.u ^= 0xff00ff00ff00ff00UL;
    global.s--;
    mixed.m += global.n;
    for (int i = 0; i < 4; i++)
        sum = sum * 31 + ones[i].bit;
    narrow[0].s = narrow[1].s * 2;
    sum = sum * 31 + (long)narrow[0].s + narrow[1].s;
    sum = sum * 31 + mixed.c;
    sum = sum * 31 + mixed.m;
    sum = sum * 31 + mixed.pair[wide.c & 1];
    sum = sum * 31 + (unsigned long)wide.u;
    sum = sum * 31 + (long)wide.s;
    sum = sum * 31 + (unsigned long)global.u;
    sum = sum * 31 + (long)global.s;
    sum = sum * 31 + global.c;
    return (int)(sum ^ sum >> 32);
}
