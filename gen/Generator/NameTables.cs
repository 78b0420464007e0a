// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace BpfSharp.Gen;

/// <summary>Tables of numbered names: <c>number name</c>, headed by <c># @names namespace Type output</c>.</summary>
internal static class NameTables
{
    public static IEnumerable<(string Path, string Text)> Generate(string root)
    {
        foreach (var file in Directory.GetFiles(Path.Combine(root, "gen"), "*.txt").Order(StringComparer.Ordinal))
        {
            var lines = File.ReadAllLines(file);
            if (lines.Length > 0 && lines[0].StartsWith("# @names ", StringComparison.Ordinal))
            {
                var head = lines[0].Split(' ');
                yield return (head[4], Render(Path.GetFileName(file), head[2], head[3], lines));
            }
        }
    }

    private static string Render(string table, string space, string type, string[] lines)
    {
        var rows = lines.Where(l => l.Length > 0 && l[0] != '#').Select(l => l.Split(' ')).ToDictionary(r => int.Parse(r[0], CultureInfo.InvariantCulture), r => r[1]);
        var text = new StringBuilder();
        text.Append("// SPDX-License-Identifier: Apache-2.0\n// Generated from gen/").Append(table).Append("; do not edit.\n#nullable enable\n");
        text.Append("namespace ").Append(space).Append(";\n\n/// <summary>").Append(lines[1].AsSpan(2)).Append("</summary>\n");
        text.Append("public static class ").Append(type).Append("\n{\n    private static readonly string?[] Names =\n    [\n");
        for (var i = 0; i <= rows.Keys.Max(); i++)
        {
            text.Append("        ").Append(rows.TryGetValue(i, out var name) ? '"' + name + '"' : "null").Append(",\n");
        }

        text.Append("    ];\n\n");
        text.Append("    /// <summary>All names, in order of their numbers.</summary>\n    public static IEnumerable<string> All => Names.OfType<string>();\n\n");
        text.Append("    /// <summary>The name of a number, or null.</summary>\n");
        text.Append("    public static string? Find(long number) => number >= 0 && number < Names.Length ? Names[number] : null;\n\n");
        text.Append("    public static bool TryGetNumber(string name, out int number)\n    {\n        number = Array.IndexOf(Names, name);\n        return number >= 0;\n    }\n}\n");
        return text.ToString();
    }
}
