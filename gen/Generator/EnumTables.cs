// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace BpfSharp.Gen;

/// <summary>Tables of kernel enumerators: <c>Name KERNEL_NAME value</c>, headed by <c># @enum namespace Type output</c>.</summary>
internal static class EnumTables
{
    public static IEnumerable<(string Path, string Text)> Generate(string root)
    {
        foreach (var file in Directory.GetFiles(Path.Combine(root, "gen"), "*.txt").Order(StringComparer.Ordinal))
        {
            var lines = File.ReadAllLines(file);
            if (lines.Length > 0 && lines[0].StartsWith("# @enum ", StringComparison.Ordinal))
            {
                var head = lines[0].Split(' ');
                yield return (head[4], Render(Path.GetFileName(file), head[2], head[3], lines));
            }
        }
    }

    private static string Render(string table, string space, string type, string[] lines)
    {
        var text = new StringBuilder();
        text.Append("// SPDX-License-Identifier: Apache-2.0\n// Generated from gen/").Append(table).Append("; do not edit.\n");
        text.Append("namespace ").Append(space).Append(";\n\n/// <summary>").Append(lines[1].AsSpan(lines[1].IndexOf("Source:", StringComparison.Ordinal)));
        text.Append("</summary>\npublic enum ").Append(type).Append("\n{\n");
        foreach (var fields in lines.Where(l => l.Length > 0 && l[0] != '#').Select(l => l.Split(' ')))
        {
            text.Append("    /// <summary>").Append(fields[1]).Append("</summary>\n    ").Append(fields[0]).Append(" = ").Append(fields[2]).Append(",\n");
        }

        return text.Append("}\n").ToString();
    }
}
