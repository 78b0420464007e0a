// Eight bytes were written to the stack where the program stores two.
struct byte { short value : 8; };
static enum color zero;
ENTRY int entry(struct xdp_md *context)
{
    short halves[4] = { 1, 2, 3, 4 };
    int words[2] = { 5, 6 };
    char bytes[8] = { 7, 8, 9 };
    struct byte b = { .value = 0x100000 };
    halves[zero & 3] = b.value ? 0 : 1076481048399368653L;
    words[zero & 1] = b.value ? 0 : 1076481048399368653L;
    bytes[zero & 7] = b.value ? 0 : 1076481048399368653L;
    return halves[0] + halves[1] * 3 + words[0] * 5 + words[1] * 7 + bytes[0] * 11 + bytes[1] * 13;
}
