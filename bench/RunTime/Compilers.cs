// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using BpfSharp.Compiler;

namespace BpfSharp.RunTime;

/// <summary>The two compilers, given the same text, headers apart: ours takes kernel types from BTF.</summary>
internal sealed class Compilers(string headers, int level)
{
    public BpfObject Ours(string file)
    {
        using var target = KernelTarget.Running();
        var result = CCompiler.Compile(File.ReadAllText(file), file, new CompileOptions(), target.DescriptionFor(level));
        return result.Object is { } spec ? BpfObject.FromSpec(spec) : throw new InvalidOperationException(file + ": " + result.Diagnostics[0].Message);
    }

    public BpfObject Clang(string file)
    {
        var output = Path.GetTempFileName();
        try
        {
            string[] arguments =
            [
                "-O2", "-g", "-w", "--target=bpf", string.Create(CultureInfo.InvariantCulture, $"-mcpu=v{level}"), "-D__TARGET_ARCH_x86", "-I", headers, "-c", file, "-o", output,
            ];
            using var clang = Process.Start(Environment.GetEnvironmentVariable("CLANG") ?? "clang", arguments);
            clang.WaitForExit();
            return clang.ExitCode == 0 ? BpfObject.Open(output) : throw new InvalidOperationException("clang refuses " + file);
        }
        finally
        {
            File.Delete(output);
        }
    }
}
