// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;
using BpfSharp.Tests.Support;

namespace BpfSharp.Tests.Compiler.Lowering;

/// <summary>C run through lowering and the IR interpreter gives what C says. Each text defines <c>long f(long a, long b)</c>; expectations are gcc's.</summary>
public class LoweringRunTests
{
    [Theory]
    // Integer conversions keep narrow values extended by their own sign.
    [InlineData("long f(long a, long b) { signed char c = a; return c; }", 0x1ff, 0, -1)]
    [InlineData("long f(long a, long b) { unsigned char c = a; return c; }", 0x1ff, 0, 255)]
    [InlineData("long f(long a, long b) { unsigned c = a; return c; }", -1, 0, 0xffffffff)]
    [InlineData("long f(long a, long b) { int c = a; return c; }", 0xffffffff, 0, -1)]
    [InlineData("long f(long a, long b) { return (unsigned short)(signed char)a; }", 0x80, 0, 0xff80)]
    [InlineData("long f(long a, long b) { return (_Bool)a + !!b; }", 256, 4, 2)]
    [InlineData("long f(long a, long b) { unsigned char c = a; c += b; return c; }", 250, 10, 4)]
    [InlineData("long f(long a, long b) { signed char c = a; return ++c; }", 127, 0, -128)]
    [InlineData("long f(long a, long b) { unsigned char c = a; long r = c--; return r * 1000 + c; }", 0, 0, 255)]
    [InlineData("long f(long a, long b) { _Bool c = a; c++; long r = c; c--; return r * 10 + c; }", 0, 0, 10)]
    [InlineData("long f(long a, long b) { return (unsigned)a / 2 + ((int)a >> 1); }", -2, 0, 2147483646)]
    [InlineData("long f(long a, long b) { return a % b + (unsigned long)a / b; }", 17, 5, 5)]
    [InlineData("long f(long a, long b) { return (int)a % (int)b; }", -7, 3, -1)]
    [InlineData("long f(long a, long b) { return 1u << a | 1ul << b; }", 31, 40, 0x10080000000)]
    [InlineData("long f(long a, long b) { return -a + ~b; }", 3, 4, -8)]
    // Control flow.
    [InlineData("long f(long a, long b) { long s = 0; for (int i = 0; i < a; i++) { if (i == 3) continue; if (i == b) break; s += i; } return s; }", 10, 7, 18)]
    [InlineData("long f(long a, long b) { long s = 0; do { s += a; } while (--a > b); return s; }", 4, 1, 9)]
    [InlineData("long f(long a, long b) { while (1) { if (a-- < b) return a; } }", 5, 2, 0)]
    [InlineData("long f(long a, long b) { goto in; out: return a; in: a += b; if (a < 10) goto in; goto out; }", 1, 4, 13)]
    [InlineData("long f(long a, long b) { switch (a) { case 1: b += 1; case 2: b += 2; break; case 5 ... 900: b = -b; break; default: b = 0; } return b; }", 1, 5, 8)]
    [InlineData("long f(long a, long b) { switch (a) { case 1: b += 1; case 2: b += 2; break; case 5 ... 900: b = -b; break; default: b = 0; } return b; }", 900, 5, -5)]
    [InlineData("long f(long a, long b) { switch ((int)a) { case -3 ... -1: return 1; case 2147483647: return 2; } return 3; }", -2, 5, 1)]
    [InlineData("long f(long a, long b) { switch (a) { while (b) { case 1: b--; } } return b; }", 1, 5, 0)]
    [InlineData("long f(long a, long b) { return (a && b) * 4 + (a || b) * 2 + !(a && !b); }", 1, 0, 2)]
    [InlineData("long f(long a, long b) { int n = 0; (void)(a && n++); (void)(a || n++); return n; }", 0, 0, 1)]
    [InlineData("long f(long a, long b) { return a ? b ? 1 : 2 : b ?: 9; }", 0, 0, 9)]
    [InlineData("long f(long a, long b) { return (a ?: b) + (1 ? a : b); }", 6, 3, 12)]
    [InlineData("long f(long a, long b) { if (!(a > b) || a == 7) return 1; else return 2; }", 8, 3, 2)]
    [InlineData("long f(long a, long b) { return ({ long t = a * 2; t + b; }); }", 3, 4, 10)]
    [InlineData("long f(long a, long b) { return (a++, b += a, b); }", 3, 4, 8)]
    [InlineData("long f(long a, long b) { __label__ out; long r = ({ __label__ out; long v = 1; if (a > 4) goto out; v = a; out: v; }) + ({ __label__ out; long v = 2; if (b > 4) goto out; v = b; out: v; }); if (r > 5) goto out; r += 100; out: return r; }", 7, 3, 104)]
    // Cleanups.
    [InlineData("static long log; static void end(int *p) { log = log * 10 + *p; } long f(long a, long b) { { int x __attribute__((cleanup(end))) = 1, y __attribute__((cleanup(end))) = 2; log = 5; } return log; }", 0, 0, 521)]
    [InlineData("static long log; static void end(int *p) { log = log * 10 + *p; } static long g(long a) { int x __attribute__((cleanup(end))) = 3; if (a) { int y __attribute__((cleanup(end))) = 4; return log + 7; } return 0; } long f(long a, long b) { long r = g(a); return r * 1000 + log; }", 1, 0, 7043)]
    [InlineData("static long log; static void end(int *p) { log = log * 10 + *p; } long f(long a, long b) { for (int i __attribute__((cleanup(end))) = 0; i < 4; i++) { int x __attribute__((cleanup(end))) = 7; if (i == a) continue; if (i == b) break; log++; } return log; }", 1, 2, 17772)]
    [InlineData("static long log; static void end(int *p) { log = log * 10 + *p; } long f(long a, long b) { { int x __attribute__((cleanup(end))) = 1; { int y __attribute__((cleanup(end))) = 2; if (a) goto in; goto out; } in: log += 5; } out: return log; }", 1, 0, 71)]
    [InlineData("static long log; static void end(int *p) { log = log * 10 + *p; } long f(long a, long b) { { int x __attribute__((cleanup(end))) = 1; { int y __attribute__((cleanup(end))) = 2; if (a) goto in; goto out; } in: log += 5; } out: return log; }", 0, 0, 21)]
    [InlineData("static long log; static void end(int *p) { log = log * 10 + *p; } long f(long a, long b) { long r = ({ int x __attribute__((cleanup(end))) = 9; log + 3; }); return r * 100 + log; }", 0, 0, 309)]
    [InlineData("static long log; static void end(int *p) { log = log * 10 + *p; } long f(long a, long b) { while (1) { int x __attribute__((cleanup(end))) = 6; switch (a) { case 1: { int y __attribute__((cleanup(end))) = 8; break; } default: log = 2; } break; } return log; }", 1, 0, 86)]
    // Memory.
    [InlineData("struct s { char c; int x; long y; }; long f(long a, long b) { struct s p = { 1, a, b }, q; q = p; q.x++; return p.x + q.x * 10 + q.y * 100 + q.c * 1000; }", 2, 3, 1332)]
    [InlineData("long f(long a, long b) { int t[4] = { 1, 2, 3, 4 }; int *p = t + 1; p[1] = a; *++p += b; return t[2] * 10 + (p - t); }", 5, 6, 112)]
    [InlineData("long f(long a, long b) { char s[8] = \"abc\"; s[a] = 'x'; return s[0] + s[1] + s[2] + s[7]; }", 1, 0, 97 + 120 + 99)]
    [InlineData("long f(long a, long b) { char s[] = \"a rather long string literal\"; return s[a] + sizeof(s); }", 2, 0, 'r' + 29)]
    [InlineData("long f(long a, long b) { const char *s = \"hello\"; return s[a]; }", 4, 0, 'o')]
    [InlineData("union u { int i; unsigned char c[4]; }; long f(long a, long b) { union u u; u.i = a; return u.c[b]; }", 0x12345678, 1, 0x56)]
    [InlineData("struct b { unsigned a : 3; int b : 5; unsigned long c : 40; _Bool d : 1; }; long f(long a, long b) { struct b x = { 0 }; x.a = a; x.b = b; x.c = -1; x.d = 2; return x.a + x.b * 10 + (x.c == 0xffffffffffUL) * 1000 + x.d * 10000; }", 9, 17, 11000 - 150 + 1)]
    [InlineData("struct b { unsigned a : 3; int b : 5; }; long f(long a, long b) { struct b x = { 7, -1 }; long r = (x.a += 2) * 100 + (x.b = 16); return r + x.a + x.b--; }", 0, 0, 100 - 16 + 1 - 16)]
    [InlineData("struct s { long x[3]; }; static struct s g(struct s v, long k) { v.x[1] += k; return v; } long f(long a, long b) { struct s v = { { a, b, 3 } }; struct s w = g(v, 10); return v.x[1] + w.x[1] * 100 + g(w, 5).x[2] * 10000; }", 1, 2, 2 + 1200 + 30000)]
    [InlineData("struct s { long x, y; }; long f(long a, long b) { struct s p = { 1, 2 }, q = { 3, 4 }; struct s r = a ? p : q; return (a ? q : p).x * 10 + r.y; }", 1, 0, 32)]
    [InlineData("struct s { long x, y; }; long f(long a, long b) { struct s *p = &(struct s) { a, b }; return p->x - p->y; }", 9, 4, 5)]
    [InlineData("long f(long a, long b) { void *p = &a; return *(int *)(p + 4) + *(unsigned short *)p; }", 0x300000002, 0, 5)]
    [InlineData("static int table[3] = { 1, 2, 3 }; static const long c[2] = { 10, 20 }; long f(long a, long b) { static int n = 5; n += a; table[b]++; return n * 100 + table[b] * 10 + c[1]; }", 1, 2, 660)]
    [InlineData("int x = 4; int *p = &x; struct { int a; int *q; } t = { 3, &x }; long f(long a, long b) { *p += a; return *t.q * 10 + t.a; }", 2, 0, 63)]
    [InlineData("long f(long a, long b) { __int128 x = a, y = b; x += y; x++; return (long)(x << 65 >> 64) + (x > y) + (long)~(-x) + (long)(x * y >> 1); }", 5, -7, 0)]
    [InlineData("long f(long a, long b) { unsigned __int128 x = (unsigned __int128)a << 64 | b; x -= 1; int n = a; return (long)(x >> 64) * 1000 + (long)(x >> n & 0xff) + (x < 1); }", 3, 0, 2255)]
    [InlineData("long f(long a, long b) { unsigned __int128 x = (unsigned long)a; x = x * x; return (long)(x >> 64) ^ b; }", -1, 0, -2)]
    [InlineData("long f(long a, long b) { unsigned __int128 x = a, y = b; return (x == y) * 2 + (x != y) + (long)x; }", 5, 5, 7)]
    [InlineData("long f(long a, long b) { long (*p)[2]; long t[2][2] = { { 1, 2 }, { 3, 4 } }; p = &t[1]; return (*p)[a] * 10 + t[b][1]; }", 0, 0, 32)]
    [InlineData("struct p { int x, y; }; struct s { struct p a[2]; char n[4]; }; long f(long a, long b) { struct s v = { .a[1].y = a, .a[0] = { 3, b }, .n = \"hi\", .n[1] = 'o' }; return v.a[1].y + v.a[0].y * 10 + v.a[0].x * 100 + (v.n[1] == 'o') * 1000 + v.n[2]; }", 1, 2, 1321)]
    [InlineData("static const struct { int k; const char *n; } t[] = { { 1, \"one\" }, { 2, \"two\" } }; long f(long a, long b) { return t[a].n[b] + t[a].k; }", 1, 2, 'o' + 2)]
    [InlineData("struct s { unsigned a : 4, b : 12; } g = { 3, 0x123 }; long f(long a, long b) { g.a += a; return g.b * 100 + g.a; }", 15, 0, 0x123 * 100 + 2)]
    [InlineData("enum e { A = -1, B }; long f(long a, long b) { enum e x = A; x += a; return x == B; }", 1, 0, 1)]
    [InlineData("long f(long a, long b) { long *p = &a; p += 1; p -= 1; return *p-- + (p < &a); }", 5, 0, 6)]
    [InlineData("typedef struct { long v; } t; long f(long a, long b) { t x = { a }, *p = &x; p->v <<= 3; p->v ^= b; p->v %= 100; return (*p).v; }", 9, 7, 79)]
    [InlineData("long f(long a, long b) { volatile int v = a; v = v + 1; return v; }", 1, 0, 2)]
    [InlineData("static long n; static long *g(void) { n++; return &n; } long f(long a, long b) { *g() += 10; return n; }", 1, 0, 11)]
    // Calls.
    [InlineData("static long g(long x) { return x + 1; } long f(long a, long b) { return (&g)(a) + (*g)(b); }", 1, 2, 5)]
    [InlineData("static long g(long x) { return x + 1; } static long (*const p)(long) = &g; long f(long a, long b) { return p(a); }", 1, 2, 2)]
    [InlineData("static int g(signed char c, unsigned char d) { return c * 1000 + d; } long f(long a, long b) { return g(a, b); }", 255, 511, -745)]
    [InlineData("static void h(long *p) { *p = 7; } long f(long a, long b) { h(&a); return a; }", 1, 0, 7)]
    [InlineData("static unsigned char g(long x) { return x; } long f(long a, long b) { return g(a); }", 0x1234, 0, 0x34)]
    public void Computes_what_C_says(string text, long a, long b, long expected)
    {
        var module = CSource.Lower(text);
        Assert.Equal(expected, new IrInterpreter(module).Run("f", a, b));
        var printed = IrPrinter.Print(module);
        Assert.Equal(printed, IrPrinter.Print(IrParser.Parse(printed)));
    }

    [Theory]
    [InlineData("__builtin_popcount(a)", -1, 0, 32)]
    [InlineData("__builtin_popcountll(a)", 0x5500ff, 0, 12)]
    [InlineData("__builtin_clz(a)", 0x10, 0, 27)]
    [InlineData("__builtin_clzll(a)", 0x10, 0, 59)]
    [InlineData("__builtin_ctz(a)", 0x10, 0, 4)]
    [InlineData("__builtin_ctzll(a)", 1L << 40, 0, 40)]
    [InlineData("__builtin_ffs(a)", 0, 0, 0)]
    [InlineData("__builtin_ffs(a)", 8, 0, 4)]
    [InlineData("__builtin_bswap16(a)", 0x1234, 0, 0x3412)]
    [InlineData("__builtin_bswap32(a)", 0x12345678, 0, 0x78563412)]
    [InlineData("__builtin_bswap64(a)", 1, 0, 1L << 56)]
    [InlineData("__builtin_expect(a > b, 0)", 2, 1, 1)]
    [InlineData("__builtin_constant_p(3) + __builtin_strlen(\"four\")", 0, 0, 5)]
    [InlineData("({ int r; __builtin_add_overflow((int)a, (int)b, &r) * 10 + (r == (int)(a + b)); })", int.MaxValue, 1, 11)]
    [InlineData("({ unsigned r; __builtin_sub_overflow((unsigned)a, (unsigned)b, &r) * 10 + (r == 2); })", 5, 3, 1)]
    [InlineData("({ unsigned r; __builtin_mul_overflow((unsigned)a, (unsigned)b, &r); })", 65536, 65536, 1)]
    [InlineData("({ long r; __builtin_add_overflow(a, b, &r); })", long.MaxValue, 1, 1)]
    [InlineData("({ long r; __builtin_sub_overflow(a, b, &r); })", long.MinValue, 1, 1)]
    [InlineData("({ long r; __builtin_mul_overflow(a, b, &r); })", long.MinValue, -1, 1)]
    [InlineData("({ long r; __builtin_mul_overflow(a, b, &r) + r; })", 1L << 20, 3, 3L << 20)]
    [InlineData("({ unsigned long r; __builtin_add_overflow((unsigned long)a, (unsigned long)b, &r); })", -1, 1, 1)]
    [InlineData("({ char s[8] = \"abc\"; char t[8]; __builtin_memcpy(t, s, 8); __builtin_memset(s, a, 4); __builtin_memcmp(s, t, 4) < 0; })", 1, 0, 1)]
    [InlineData("({ char s[8] = \"abcdefg\"; __builtin_memmove(s + 1, s, 6); s[1] + s[6]; })", 0, 0, 'a' + 'f')]
    [InlineData("__sync_fetch_and_add(&a, b) * 100 + a", 3, 4, 307)]
    [InlineData("__sync_sub_and_fetch(&a, b) * 100 + a", 9, 4, 505)]
    [InlineData("({ __sync_fetch_and_sub(&a, 2); a; })", 9, 4, 7)]
    [InlineData("({ int x = a; __sync_or_and_fetch(&x, b) + x; })", 1, 2, 6)]
    [InlineData("__sync_val_compare_and_swap(&a, 3, b) * 100 + a", 3, 8, 308)]
    [InlineData("__sync_bool_compare_and_swap(&a, 4, b) * 100 + a", 3, 8, 3)]
    [InlineData("__sync_lock_test_and_set(&a, b) * 100 + a", 3, 8, 308)]
    public void Computes_builtins(string expression, long a, long b, long expected) =>
        Assert.Equal(expected, new IrInterpreter(CSource.Lower($"long f(long a, long b) {{ return {expression}; }}")).Run("f", a, b));

    [Fact]
    public void Counts_the_zeros_before_each_highest_bit()
    {
        var module = CSource.Lower("long f(long a, long b) { return __builtin_clzll(a) * 100 + __builtin_clz(b); }");
        for (var bit = 0; bit < 64; bit++)
        {
            foreach (var wide in (long[])[1L << bit, (1L << bit) | ((1L << bit) - 1), (1L << bit) | 1])
            {
                var narrow = 1L << (bit & 31) | (wide & ((1L << (bit & 31)) - 1));
                Assert.Equal(((63 - bit) * 100) + 31 - (bit & 31), new IrInterpreter(module).Run("f", wide, narrow));
            }
        }
    }

    [Theory]
    [InlineData("static long (*helper)(long, long) = (void *)14; long f(long a, long b) { return helper(a, b) + 1; }", "14(5, 6)")]
    [InlineData("long f(long a, long b) { return ((long (*)(long))9)(b) + 1; }", "9(6)")]
    public void Calls_helpers_by_number(string text, string call)
    {
        var machine = new IrInterpreter(CSource.Lower(text)) { Helper = (_, a) => a[0] * 2 };
        var result = machine.Run("f", 5, 6);
        Assert.Equal([call], machine.HelperCalls);
        Assert.Equal(call[0] == '1' ? 11 : 13, result);
    }

    [Fact]
    public void Fills_in_the_kernel_configuration()
    {
        var target = new BpfSharp.Compiler.TargetDescription { KernelVersion = 0x060c00, KernelConfig = n => n == "CONFIG_HZ" ? "250" : n == "CONFIG_BPF" ? "y" : null };
        var module = CSource.Lower("""
            extern int LINUX_KERNEL_VERSION __attribute__((section(".kconfig")));
            extern int CONFIG_HZ __attribute__((section(".kconfig")));
            extern _Bool CONFIG_BPF __attribute__((section(".kconfig")));
            extern int CONFIG_NONE __attribute__((section(".kconfig")));
            long f(long a, long b) { return LINUX_KERNEL_VERSION * 10000L + CONFIG_HZ * 10 + CONFIG_BPF + CONFIG_NONE; }
            """, target);
        Assert.Equal((0x060c00 * 10000L) + 2501, new IrInterpreter(module).Run("f", 0, 0));
    }

    [Theory]
    [InlineData("long f(short *p, long n) { return __sync_fetch_and_add(p, 1); }", "BS0554")]
    [InlineData("long f(__int128 *p, long n) { return *p / n; }", "BS0555")]
    [InlineData("int t[1 << 28]; long f(long a) { return t[a]; }", "BS0560")]
    [InlineData("struct s { long x[4]; }; long f(struct s v) { return v.x[1]; }", "BS0558")]
    public void Says_what_BPF_cannot_do(string text, string id)
    {
        CSource.TryLower(text, out var diagnostics);
        Assert.Contains(diagnostics.Diagnostics, d => d.Descriptor.Id == id);
    }
}
