// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using BpfSharp.Differential.Generation;

namespace BpfSharp.Differential.Running;

/// <summary>Runs programs on this machine as gcc compiles them, many in one executable.</summary>
internal static class NativeRunner
{
    private static int files;

    /// <summary>The checksums in order; null when the batch does not compile or run.</summary>
    public static int[]? Run(IReadOnlyList<TestProgram> programs, string optimisation, string folder)
    {
        var text = new StringBuilder(Preamble.Native);
        foreach (var program in programs)
        {
            text.AppendLine(program.Body());
        }

        text.AppendLine("int main(void)\n{");
        foreach (var program in programs)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"printf(\"%d\\n\", {program.EntryName}(fresh_packet()));");
        }

        text.AppendLine("return 0;\n}");
        var name = Path.Combine(folder, $"native{Interlocked.Increment(ref files)}");
        try
        {
            File.WriteAllText(name + ".c", text.ToString());

            // Not position independent: the packet's address must fit in the context's 32 bits.
            string[] arguments = ["-w", optimisation, "-fwrapv", "-fno-strict-aliasing", "-std=gnu11", "-no-pie", "-fno-pie", name + ".c", "-o", name];
            if (Timings.Of("gcc " + optimisation, () => CommandLine.Run("gcc", arguments, folder).Status) != 0)
            {
                return null;
            }

            var (status, output, _) = Timings.Of("native", () => CommandLine.Run(name, [], folder));
            var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            return status == 0 && lines.Length == programs.Count ? Array.ConvertAll(lines, l => int.Parse(l, CultureInfo.InvariantCulture)) : null;
        }
        finally
        {
            File.Delete(name + ".c");
            File.Delete(name);
        }
    }
}
