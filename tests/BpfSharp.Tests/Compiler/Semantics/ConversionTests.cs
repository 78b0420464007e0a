// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Semantics;

namespace BpfSharp.Tests.Compiler.Semantics;

public class ConversionTests
{
    [Theory]
    [InlineData("c + h", "int")]
    [InlineData("u + i", "unsigned int")]
    [InlineData("u + l", "long")]
    [InlineData("q + ll", "unsigned long long")]
    [InlineData("l + ll", "long long")]
    [InlineData("c << q", "int")]
    [InlineData("s.narrow + 0", "int")]
    [InlineData("((void)0, s.narrow) + 0", "int")]
    [InlineData("(s.narrow = 1) + 0", "int")]
    [InlineData("(s.narrow |= 1) + 0", "int")]
    [InlineData("++s.narrow + 0", "int")]
    [InlineData("s.narrow++ + 0", "unsigned int")]
    [InlineData("({ s.narrow; }) + 0", "unsigned int")]
    [InlineData("(i ? s.narrow : s.narrow) + 0", "int")]
    [InlineData("s.full + 0", "unsigned int")]
    [InlineData("s.wide + 0", "unsigned long")]
    [InlineData("e + 0", "unsigned int")]
    [InlineData("-c", "int")]
    [InlineData("!l", "int")]
    [InlineData("i ? c : u", "unsigned int")]
    [InlineData("p ? p : 0", "char *")]
    [InlineData("p - p", "long")]
    [InlineData("&a", "int (*)[4]")]
    [InlineData("a + 1", "int *")]
    [InlineData("*a", "int")]
    [InlineData("&s.narrow2", "unsigned char *")]
    [InlineData("(c = l)", "char")]
    [InlineData("k", "const int")]
    [InlineData("ks->a", "const int")]
    public void Types_of_expressions_are_as_in_c(string expression, string type)
    {
        const string declarations = """
            enum e { A, B };
            struct s { unsigned narrow:31, full:32; unsigned long wide:40; unsigned char narrow2; int a; };
            void f(char c, short h, int i, unsigned u, long l, unsigned long q, long long ll, struct s s, enum e e, char *p, const struct s *ks)
            { int a[4]; const int k = 1; typeof(
            """;
        var bound = Bound.From($"{declarations}{expression}) *x; }}");
        Assert.Equal("", bound.Messages());
        var local = bound.Unit.Functions[0].Body!.Statements.OfType<BoundLocal>().Single(l => l.Variable.Name == "x");
        Assert.Equal(type, TypeNames.Describe(((PointerType)local.Variable.Type.Canonical).Pointee));
    }

    [Theory]
    [InlineData("int (*f)(const char *, ...)", "int (*)(const char *, ...)")]
    [InlineData("char *const (*a[3])[5]", "char *const (*[3])[5]")]
    [InlineData("void (*(*s)(int, void (*)(int)))(int)", "void (*(*)(int, void (*)(int)))(int)")]
    [InlineData("volatile unsigned long *p", "volatile unsigned long *")]
    public void Types_are_spelled_as_in_c(string declaration, string type)
    {
        var bound = Bound.From($"{declaration};");
        Assert.Equal(type, TypeNames.Describe(bound.Unit.Globals[0].Type));
    }

    [Theory]
    [InlineData("int f(char *p) { unsigned char *q = (void *)p; return q == 0 && p != (void *)0; }")]
    [InlineData("struct s { const char *p; }; int f(struct s *s, void *v) { s = v; v = s; s->p = \"x\"; return !s; }")]
    [InlineData("int f(unsigned char *b) { b[0] = 0xff; b[1] = -1; unsigned u = ~0; return u; }")]
    [InlineData("typedef unsigned short u16; typedef u16 be16; int f(be16 *p, unsigned short v) { *p = v; p = &v; return 0; }")]
    public void Ordinary_conversions_are_silent(string text) => Assert.Equal("", Bound.From(text).Messages());
}
