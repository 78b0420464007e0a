// The stack takes aligned accesses only, and a packed array's elements are not.
struct record { unsigned short kind; enum sign sign; int pair[2]; } __attribute__((packed));
static NOINLINE int second(struct record *r) { return r->pair[1]; }
ENTRY int entry(struct xdp_md *context)
{
    struct record r = { (unsigned short)(context->data_end - context->data), PLUS, { 15, 1 } };
    if (r.kind)
        r.pair[0] += r.pair[r.kind & 1] * 3 + r.sign;
    r.pair[r.pair[0] & 1] = 77;
    return r.pair[0] + second(&r);
}
