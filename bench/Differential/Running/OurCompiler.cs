// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler;
using BpfSharp.Differential.Generation;
using BpfSharp.Objects;

namespace BpfSharp.Differential.Running;

/// <summary>Compiles programs with the compiler under test.</summary>
internal static class OurCompiler
{
    private const string StackTooLarge = "BS0500";

    /// <exception cref="CompileException">Errors, or the compiler broke down.</exception>
    public static ObjectSpec Compile(TestProgram program, int level, IReadOnlyList<string> disabled) => Timings.Of("our compiler", () => CompileNow(program, level, disabled));

    private static ObjectSpec CompileNow(TestProgram program, int level, IReadOnlyList<string> disabled)
    {
        var options = new CompileOptions { Dialect = Dialect.Libbpf, SuppressWarnings = true, DisabledPasses = disabled };
        CompileResult result;
        try
        {
            result = CCompiler.Compile(program.ForBpf(), $"s{program.Seed}v{level}d{disabled.Count}.c", options, new TargetDescription { IsaLevel = level, KernelVersion = 0x061200 });
        }
        catch (Exception e)
        {
            // Whatever it is, it is what we look for.
            throw new CompileException(e.GetType().Name + ": " + e.Message.Split('\n')[0], e);
        }

        return result.Object ?? throw new CompileException(string.Join("; ", result.Diagnostics.Select(d => d.Descriptor.Id + " " + d.Message)))
        {
            IsLimit = result.Diagnostics.All(d => d.Descriptor.Id == StackTooLarge),
        };
    }
}
