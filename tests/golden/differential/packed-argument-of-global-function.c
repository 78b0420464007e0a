// The verifier sized the argument by its type, which was described by name only.
struct point { unsigned int x; } __attribute__((packed));
struct point origin = { 7 };
NOINLINE unsigned char first(_Bool negate, enum color c, struct point *p)
{
    if (!p)
        return 0;
    return negate ? -p->x : p->x + c;
}
ENTRY int entry(struct xdp_md *context)
{
    return first(0, GREEN, &origin);
}
