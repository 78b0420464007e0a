// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using BpfSharp.Differential.Generation;

namespace BpfSharp.Differential.Running;

/// <summary>Runs programs on this machine as gcc compiles them, many in one executable.</summary>
internal static class NativeRunner
{
    /// <summary>The checksums in order; null when the batch does not compile or run.</summary>
    public static int[]? Run(IReadOnlyList<TestProgram> programs, string optimisation, string folder)
    {
        var text = new StringBuilder("int printf(const char *, ...);\n");
        foreach (var program in programs)
        {
            text.AppendLine(program.ForMachine().Replace("#define NOINLINE", "#undef NOINLINE\n#define NOINLINE", StringComparison.Ordinal));
        }

        text.AppendLine("int main(void)\n{");
        foreach (var program in programs)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"printf(\"%d\\n\", {program.Prefix}entry(0));");
        }

        text.AppendLine("return 0;\n}");
        File.WriteAllText(Path.Combine(folder, "batch.c"), text.ToString());
        string[] arguments = ["-w", optimisation, "-fwrapv", "-fno-strict-aliasing", "-std=gnu11", "batch.c", "-o", "batch" + optimisation];
        if (CommandLine.Run("gcc", arguments, folder).Status != 0)
        {
            return null;
        }

        var (status, output, _) = CommandLine.Run(Path.Combine(folder, "batch" + optimisation), [], folder);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return status == 0 && lines.Length == programs.Count ? Array.ConvertAll(lines, l => int.Parse(l, CultureInfo.InvariantCulture)) : null;
    }
}
