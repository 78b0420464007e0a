// SPDX-License-Identifier: Apache-2.0
using System.Text;
using BpfSharp.Compiler;
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Passes;

namespace BpfSharp.Tests.Compiler.Passes;

/// <summary>How much inlining copies.</summary>
public class InlinerTests
{
    private const string Program = "define prog(ptr.ctx %ctx) i32 program Kprobe \"kprobe/f\" attach CgroupInetIngress target \"f\" auto {\nb0:\n";

    [Fact]
    public void Long_chains_of_calls_are_not_copied_again_and_again()
    {
        const int depth = 240;
        var text = new StringBuilder(Function("f0", Operations(4000)));
        for (var i = 1; i < depth; i++)
        {
            text.Append(Function($"f{i}", $"  %0: i32 = call @f{i - 1}(%x)\n", "%0"));
        }

        var (module, diagnostics) = Run(text + Program + $"  %0: i32 = call @f{depth - 1}(5)\n  return %0\n}}\n");

        Assert.Empty(diagnostics.Diagnostics);
        Assert.Single(module.Functions);
    }

    [Fact]
    public void Large_bodies_are_simplified_before_they_are_copied()
    {
        // 50 copies of 4,000 operations are too many, of what is left of them they are not.
        var text = new StringBuilder(Function("f", Operations(4000), "0")).Append(Program);
        for (var i = 0; i < 50; i++)
        {
            text.Append($"  %{i}: i32 = call @f({i})\n");
        }

        var (module, diagnostics) = Run(text + "  return 0\n}\n");

        Assert.Empty(diagnostics.Diagnostics);
        Assert.Single(module.Functions);
    }

    private static (Module Module, DiagnosticBag Diagnostics) Run(string text)
    {
        var module = IrParser.Parse(text);
        var diagnostics = new DiagnosticBag();
        PassPipeline.Run(module, new PassContext(module, new TargetDescription { IsaLevel = 3 }, diagnostics), new CompileOptions());
        return (module, diagnostics);
    }

    private static string Function(string name, string body, string? result = null) => $"define {name}(i32 %x) i32 static alwaysinline {{\nb0:\n{body}  return {result ?? "%3999"}\n}}\n\n";

    private static string Operations(int count)
    {
        var text = new StringBuilder("  %0: i32 = add %x, 1\n");
        for (var i = 1; i < count; i++)
        {
            text.Append($"  %{i}: i32 = {(i % 2 == 0 ? "mul" : "xor")} %{i - 1}, {i}\n");
        }

        return text.ToString();
    }
}
