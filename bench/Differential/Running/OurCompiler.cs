// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler;
using BpfSharp.Differential.Generation;
using BpfSharp.Objects;

namespace BpfSharp.Differential.Running;

/// <summary>Compiles programs with the compiler under test.</summary>
internal static class OurCompiler
{
    /// <summary>The passes that only improve code.</summary>
    private static readonly string[] OptionalPasses =
    [
        "simplify-cfg", "inline", "sroa", "mem2reg", "combine", "sccp", "jump-threading", "gvn", "dead-stores", "dce",
        "pointer-induction", "unroll", "licm", "if-convert", "block-order",
    ];

    /// <exception cref="CompileException">Errors, or the compiler broke down.</exception>
    public static ObjectSpec Compile(TestProgram program, int level, bool passes = true)
    {
        var options = new CompileOptions { Dialect = Dialect.Libbpf, SuppressWarnings = true, DisabledPasses = passes ? [] : OptionalPasses };
        CompileResult result;
        try
        {
            result = CCompiler.Compile(program.ForBpf(), "test.c", options, new TargetDescription { IsaLevel = level, KernelVersion = 0x061200 });
        }
        catch (Exception e)
        {
            // Whatever it is, it is what we look for.
            throw new CompileException(e.GetType().Name + ": " + e.Message.Split('\n')[0], e);
        }

        return result.Object ?? throw new CompileException(string.Join("; ", result.Diagnostics.Select(d => d.Descriptor.Id + " " + d.Message)));
    }
}
