// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler;
using BpfSharp.Vm;
using Kind = BpfSharp.Compiler.Dialect;

namespace BpfSharp.Tests.Compiler.Codegen;

/// <summary>Functions that only make sense in place of their calls, run.</summary>
public class InlinedCallTests
{
    private const string Inline = "static inline __attribute__((always_inline)) ";

    [Theory]
    [InlineData("unsigned hash(unsigned h, const char *p, unsigned n) { return n >= 4 ? hash(h * 31 + p[3], p + 4, n - 4) : n > 0 ? hash(h * 7 + *p, p + 1, n - 1) : h; }",
        """char text[7] = "abcdefg"; return hash(ctx[0], text, 7) & 0xff;""", ((((1 * 31 + 'd') * 7 + 'e') * 7 + 'f') * 7 + 'g') & 0xff)]
    [InlineData("void count(int *at, int n) { if (n == 0) return; *at += n; count(at, n - 1); }", "int sum = 0; count(&sum, ctx[0] + 3); return sum;", 10)]
    [InlineData("unsigned long length(const char *text) { return __builtin_strlen(text + 2); }", """return length("four") * 10 + length("sixsix");""", 24)]
    [InlineData("void put(char *to, const char *text) { unsigned long n = __builtin_strlen(text); if (n >= 4) n = 3; __builtin_memcpy(to, text, n); to[n] = 0; }",
        """char to[8] = "......."; put(to, "abcdef"); return to[2] == 'c' && to[3] == 0 && to[4] == '.';""", 1)]
    public void Runs(string function, string body, int expected)
    {
        var text = $$"""{{Inline}}{{function}} __attribute__((section("xdp"), used)) long f(int *ctx) { {{body}} }""";
        var result = CCompiler.Compile(text, "test.c", new CompileOptions { Dialect = Kind.Libbpf }, new TargetDescription { IsaLevel = 4 });
        Assert.Empty(result.Diagnostics);

        var context = new byte[8];
        context[0] = 1;
        Assert.Equal((ulong)expected, new BpfMachine(result.Object!).Run("f", context));
    }
}
