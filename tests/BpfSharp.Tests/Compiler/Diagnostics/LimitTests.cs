// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler;
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Preprocessing;
using BpfSharp.Compiler.Source;
using BpfSharp.Tests.CommandTests;

namespace BpfSharp.Tests.Compiler.Diagnostics;

/// <summary>Diagnostics that no short text brings: of limits, and of files.</summary>
public class LimitTests
{
    private const int Deep = 6000;

    [Fact]
    public void Calls_too_deep()
    {
        var chain = Enumerable.Range(1, 300).ToList();
        Check("BS0518", string.Concat(chain.Select(static i => $"static long f{i}(long a);\n")) + "long f(long *ctx) { return f1(*ctx); }\n"
            + string.Concat(chain.Select(static i => $"static long f{i}(long a) {{ return {(i == 300 ? "a" : $"f{i + 1}(a) + f{i + 1}(a + 1)")}; }}\n")));
    }

    [Fact]
    public void Function_too_large()
    {
        var branches = Enumerable.Range(0, 12_000).Select(static i => $"if (a == {i}) n += ctx[{i}];\n");
        Check("BS0519", $"long f(long *ctx) {{ long a = ctx[0], n = 0;\n{string.Concat(branches)}return n; }}");
    }

    [Fact]
    public void Arguments_nested_too_deep() => Check("BS0121", $"#define F(x) x\nint f(void *ctx) {{ return {Nested("F(", "1", ")")}; }}");

    [Fact]
    public void Condition_nested_too_deep() => Check("BS0136", $"#if {Nested("(", "1", ")")}\n#endif\nint f(void *ctx) {{ return 0; }}");

    [Fact]
    public void Text_nested_too_deep() => Check("BS0203", $"int f(void *ctx) {{ return {Nested("(", "1", ")")}; }}");

    [Fact]
    public void Expression_nested_too_deep() => Check("BS0317", $"int f(int *ctx) {{ int a = *ctx; return a{string.Concat(Enumerable.Repeat(" + a", Deep))}; }}");

    [Fact]
    public void Unreadable_file()
    {
        const long TooLarge = 3L << 30;
        using var folder = new TemporaryFolder();
        var path = folder.Write("large.h", "");
        using (var file = File.OpenWrite(path))
        {
            file.SetLength(TooLarge); // without blocks on the disk
        }

        Check("BS0125", $"#include \"{path}\"\nint f(void *ctx) {{ return 0; }}");
    }

    [Fact]
    public void A_device_without_an_end_is_an_empty_header() => Assert.Empty(CCompiler.Compile("#include \"/dev/zero\"\nint f(void *ctx) { return 0; }", "test.c", new CompileOptions(), new TargetDescription()).Diagnostics);

    [Fact]
    public void Too_much_text()
    {
        const int AddressesOfExpansions = 1 << 30;
        var sources = new SourceMap();
        sources.AddExpansion("M", default, AddressesOfExpansions - 3, default);
        sources.AddExpansion("M", default, AddressesOfExpansions - 2, default);
        var diagnostics = new DiagnosticBag();

        new Preprocessor(sources, diagnostics, new PreprocessorOptions(), NoVirtualHeaders.Instance).EnterMainFile("test.c", "int a;");

        Assert.Equal("BS0143", Assert.Single(diagnostics.Diagnostics).Descriptor.Id);
    }

    private static void Check(string id, string text)
    {
        var result = CCompiler.Compile(text, "test.c", new CompileOptions(), new TargetDescription { HasBoundedLoops = true });

        Assert.Equal([id], result.Diagnostics.Select(static d => d.Descriptor.Id).Distinct());
        Assert.Null(result.Object);
    }

    private static string Nested(string open, string middle, string close) =>
        string.Concat(Enumerable.Repeat(open, Deep)) + middle + string.Concat(Enumerable.Repeat(close, Deep));
}
