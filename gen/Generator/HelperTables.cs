// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace BpfSharp.Gen;

/// <summary>The table of BPF helpers: two switches (name to id, id to row), so that nothing is built before a helper is mentioned.</summary>
internal static class HelperTables
{
    private const string Output = "src/BpfSharp.Compiler/Dialects/HelperTable.g.cs";

    public static IEnumerable<(string Path, string Text)> Generate(string root)
    {
        var rows = File.ReadAllLines(Path.Combine(root, "gen", "helpers.txt")).Where(l => l.Length > 0 && l[0] != '#').Select(l => l.Split(' ', 3)).ToList();
        var text = new StringBuilder();
        text.Append("// SPDX-License-Identifier: Apache-2.0\n// Generated from gen/helpers.txt; do not edit.\n#nullable enable\nnamespace BpfSharp.Compiler.Dialects;\n\n");
        text.Append("internal static partial class HelperTable\n{\n    /// <summary>One more than the highest id.</summary>\n    public const int Count = ");
        text.Append(int.Parse(rows[^1][0], System.Globalization.CultureInfo.InvariantCulture) + 1);
        text.Append(";\n\n    /// <summary>0 when there is no helper of this name.</summary>\n    public static int FindId(string name) => name switch\n    {\n");
        foreach (var row in rows)
        {
            text.Append("        \"").Append(row[1]).Append("\" => ").Append(row[0]).Append(",\n");
        }

        text.Append("        _ => 0,\n    };\n\n    private static string? Name(int id) => id switch\n    {\n");
        foreach (var row in rows)
        {
            text.Append("        ").Append(row[0]).Append(" => \"").Append(row[1]).Append("\",\n");
        }

        text.Append("        _ => null,\n    };\n\n    private static string Row(int id) => id switch\n    {\n");
        foreach (var row in rows)
        {
            text.Append("        ").Append(row[0]).Append(" => \"").Append(row[2]).Append("\",\n");
        }

        text.Append("        _ => \"\",\n    };\n}\n");
        yield return (Output, text.ToString());
    }
}
