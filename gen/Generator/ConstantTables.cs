// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace BpfSharp.Gen;

/// <summary>The table of kernel constants, as one sorted text that is searched where it lies: three thousand names cost nothing until one is asked for.</summary>
internal static class ConstantTables
{
    public static IEnumerable<(string Path, string Text)> Generate(string root)
    {
        var rows = File.ReadLines(Path.Combine(root, "gen", "kernel-constants.txt")).Where(l => l.Length > 0 && l[0] is not ('#' or '[')).Order(StringComparer.Ordinal).ToList();
        if (rows.Select(r => r[..r.IndexOf(' ', StringComparison.Ordinal)]).GroupBy(n => n).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new InvalidDataException($"constant {twice.Key} is in gen/kernel-constants.txt twice");
        }

        var text = new StringBuilder();
        text.Append("// SPDX-License-Identifier: Apache-2.0\n// Generated from gen/kernel-constants.txt; do not edit.\nnamespace BpfSharp.Compiler.Headers;\n\n");
        text.Append("internal static partial class KernelConstants\n{\n    private static ReadOnlySpan<byte> Rows => \"\"\"\n");
        foreach (var row in rows)
        {
            text.Append("        ").Append(row).Append('\n');
        }

        yield return ("src/BpfSharp.Compiler/Headers/KernelConstants.g.cs", text.Append("\n        \"\"\"u8;\n}\n").ToString());
    }
}
