// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace BpfSharp.Tests.Compiler.Semantics;

/// <summary>Any input ends in diagnostics.</summary>
public class RobustnessTests
{
    [Theory]
    [InlineData("int x = ", "(", "1", ")", ";")]
    [InlineData("int f(int a) { return ", "-(", "a", ")", "; }")]
    [InlineData("int f(void) ", "{", "", "}", "")]
    [InlineData("struct s { ", "struct { ", "int a;", "};", "};")]
    [InlineData("int a[] = ", "{", "1", "}", ";")]
    public void Deep_nesting_never_overflows(string before, string open, string middle, string close, string after)
    {
        var text = new StringBuilder(before);
        for (var i = 0; i < 50_000; i++)
        {
            text.Append(open);
        }

        text.Append(middle);
        for (var i = 0; i < 50_000; i++)
        {
            text.Append(close);
        }

        Bound.From(text.Append(after).ToString());
    }

    [Fact]
    public void Long_sums_are_fine_or_refused()
    {
        var sum = string.Concat(Enumerable.Repeat("+ a ", 100_000));
        Bound.From($"int f(int a) {{ return a {sum}; }}");
        Bound.From($"int f(int a) {{ return a {string.Concat(Enumerable.Repeat("+ a ", 1000))}; }}");
    }

    [Theory]
    [InlineData("struct s { struct s a; } x; struct s { int a; } y;")]
    [InlineData("struct s s = { .a.b.c = 1 }; union u u = 3;")]
    [InlineData("int f() { goto x; case 1: break; continue; return return; }")]
    [InlineData("int a[2] = { [5] = 1, .x = 2, { { 3 } } }; int b = { 1, 2 }; int c[][2] = { 1, 2, 3 };")]
    [InlineData("void f(void) { f = 1; f(); (*f)(); &f; *f; f + 1; f[0]; f.a; sizeof f; (void)f; }")]
    [InlineData("void g(void v, int) { v; g; int a[g]; a = a; &a[0] - &a[1]; 1 = 2; 1++; \"a\"[0]; &1; *1; 1(); }")]
    [InlineData("int x:3; typedef int t = 3; t; t t; struct { int t:99; int :0; int u:0; void v; int w[]; int y; } z;")]
    [InlineData("enum e { A = A, B = 1.0, A }; enum e; struct e x; int e(e);")]
    [InlineData("int f(int a, int a) { int a; { int a; } switch (a) { case 1 ... 0: case 1: case 1: default: default: ; } }")]
    [InlineData("void f(void) { struct s *p; p->a; (*p).b; p + 1; *p; sizeof *p; p[0]; __builtin_memcpy(p); __sync_fetch_and_add(p, 1); }")]
    [InlineData("int f(void) { return ({ }) + ({ int a; }) + ({ f; }); } int x = ({ 1; }); int y = (int[]){ 1 };")]
    [InlineData("int x[1L << 40]; struct { char a[0x7fffffff]; char b[0x7fffffff]; } y; char z[4] = { [0 ... 99999999] = 1 };")]
    [InlineData("long f(void) { void *p = 0; return p + p - 1 + !p + ~p + -p + p % 2 + (p ? p : 1) + (f ? f : p) + p << 1; }")]
    public void Wrong_programs_are_reported(string text) => Assert.True(Bound.From(text).Diagnostics.HasErrors);
}
