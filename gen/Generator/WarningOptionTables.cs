// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace BpfSharp.Gen;

/// <summary>gen/warning-options.txt, one name a line, as a sorted list to look up flags in.</summary>
internal static class WarningOptionTables
{
    private const string Table = "gen/warning-options.txt";

    public static IEnumerable<(string Path, string Text)> Generate(string root)
    {
        var names = File.ReadAllLines(Path.Combine(root, Table)).Where(l => l.Length > 0 && !l.StartsWith("# ", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        var text = new StringBuilder("// SPDX-License-Identifier: Apache-2.0\n// Generated from ").Append(Table).Append("; do not edit.\n");
        text.Append("namespace BpfSharp.Compiler.Diagnostics;\n\n/// <summary>What clang takes after -W; most of it is about things that C for BPF does not have.</summary>\n");
        text.Append("internal static class WarningOptions\n{\n    /// <summary>Sorted by code unit.</summary>\n    public static readonly string[] Names =\n    [\n");
        foreach (var name in names)
        {
            text.Append("        \"").Append(name).Append("\",\n");
        }

        yield return ("src/BpfSharp.Compiler/Diagnostics/WarningOptions.g.cs", text.Append("    ];\n}\n").ToString());
    }
}
