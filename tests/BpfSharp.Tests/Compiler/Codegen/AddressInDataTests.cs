// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler;
using BpfSharp.Objects;
using BpfSharp.Vm;

namespace BpfSharp.Tests.Compiler.Codegen;

/// <summary>Addresses in the initial values of variables: a map's bytes can't hold them, so code that reads them must do without.</summary>
public class AddressInDataTests
{
    [Theory]
    [InlineData(0, 'a')]
    [InlineData(1, 'b')]
    [InlineData(2, 'd')]
    [InlineData(3, 0)]
    public void Tables_of_pointers_are_chosen_from(int index, int first)
    {
        var spec = Compile("static const char *names[] = { \"a\", \"bc\", \"def\", 0 }; SEC(\"xdp\") int f(int *ctx) { const char *p = names[*ctx & 3]; return p ? *p : 0; }");
        Assert.Equal((ulong)first, Run(spec, index));
    }

    [Theory]
    [InlineData(0, 20)]
    [InlineData(2, 22)]
    public void Tables_of_records_with_pointers_are_too(int index, ulong expected)
    {
        var spec = Compile("""
            static const struct { int n; const int *p; } rows[] = { { 10, (int[]){ 10 } }, { 3, (int[]){ 4 } }, { 11, (int[]){ 5, 11 } + 1 } };
            SEC("xdp") int f(int *ctx) { unsigned i = *ctx; return i < 3 ? rows[i].n + *rows[i].p : 0; }
            """);
        Assert.Equal(expected, Run(spec, index));
    }

    [Fact]
    public void Static_variables_nobody_writes_are_constants()
    {
        var spec = Compile("static const char *digits = \"0123\"; static int step = 2; int seen = 3; SEC(\"xdp\") int f(int *ctx) { return digits[*ctx & 3] + step + seen; }");
        Assert.DoesNotContain(spec.Maps, m => m.Name == ".bss");
        Assert.Equal(4, spec.Maps.Single(m => m.Name == ".data").InitialContents.Length - 4);
        Assert.Equal((ulong)'1' + 5, Run(spec, 1));
    }

    [Fact]
    public void Variables_that_are_written_keep_their_address_and_are_refused()
    {
        var result = CompileText("static const char *name = \"a\"; SEC(\"xdp\") int f(int *ctx) { const char *was = name; if (*ctx) name = 0; return was ? *was : 0; }");
        Assert.Equal("BS0505", Assert.Single(result.Diagnostics).Descriptor.Id);
    }

    [Theory]
    [InlineData("static int app(int (*fn)(int), int v) { return fn(v) + 1; } SEC(\"xdp\") int f(int *ctx) { return app(twice, *ctx) * 100 + app(plus7, *ctx); }", 3, 711)]
    [InlineData("SEC(\"xdp\") int f(int *ctx) { int (*p)(int) = thrice; return p(*ctx); }", 3, 9)]
    [InlineData("static int (*const ops[])(int) = { twice, thrice, plus7 }; SEC(\"xdp\") int f(int *ctx) { int r = *ctx;\n#pragma unroll\nfor (int i = 0; i < 3; i++) r = ops[i](r); return r; }", 3, 25)]
    [InlineData("static const struct { int (*run)(int); } o = { .run = plus7 }; SEC(\"xdp\") int f(int *ctx) { return o.run(*ctx); }", 3, 10)]
    [InlineData("static int step(int (**fn)(int), int v) { return (*fn)(v); } SEC(\"xdp\") int f(int *ctx) { int (*p)(int) = twice; return step(&p, *ctx); }", 3, 6)]
    public void Pointers_to_functions_are_followed(string text, int argument, ulong expected) => Assert.Equal(expected, Run(Compile(Functions + text), argument));

    [Fact]
    public void Pointers_only_known_at_run_time_are_refused()
    {
        var result = CompileText(Functions + "static int (*const ops[])(int) = { twice, thrice }; SEC(\"xdp\") int f(int *ctx) { return ops[*ctx & 1](3); }");
        Assert.Equal("BS0551", Assert.Single(result.Diagnostics).Descriptor.Id);
    }

    private const string Functions = """
        static int twice(int v) { return v * 2; }
        static __attribute__((noinline)) int thrice(int v) { return v * 3; }
        static int plus7(int v) { return v + 7; }

        """;

    private static ulong Run(ObjectSpec spec, int argument)
    {
        var context = new byte[8];
        BitConverter.TryWriteBytes(context, argument);
        return new BpfMachine(spec).Run("f", context);
    }

    private static ObjectSpec Compile(string text)
    {
        var result = CompileText(text);
        Assert.Empty(result.Diagnostics);
        return result.Object!;
    }

    private static CompileResult CompileText(string text) => CCompiler.Compile(
        "#define SEC(name) __attribute__((section(name), used))\n" + text, "test.c", new CompileOptions { Dialect = Dialect.Libbpf }, new TargetDescription());
}
