// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace BpfSharp.Gen;

/// <summary>
/// Tables of diagnostics, one file per area in gen/diagnostics: <c>BS0101 error UnterminatedComment | message with {0} | what to do</c>.
/// The last column may be missing. What can be switched has clang's name for it after the first three words, <c>-Wunused-value</c>, with <c>:all</c>
/// or <c>:extra</c> when -Wall or -Wextra switches it on. Each file becomes a class named after it; what is said of each diagnostic is in the file of
/// that name with .md.
/// </summary>
internal static class DiagnosticTables
{
    public static IEnumerable<(string Path, string Text)> Generate(string root)
    {
        var areas = new List<(string Area, List<Row> Rows)>();
        foreach (var file in Directory.GetFiles(Path.Combine(root, "gen", "diagnostics"), "*.txt").Order(StringComparer.Ordinal))
        {
            var area = Path.GetFileNameWithoutExtension(file);
            var rows = File.ReadAllLines(file).Where(l => l.Length > 0 && l[0] != '#').Select(Row.Parse).ToList();
            areas.Add((area, rows));
            yield return ($"src/BpfSharp.Compiler/Diagnostics/{area}Diagnostics.g.cs", Render(area, rows));
            yield return (DiagnosticPages.PathOf(area), DiagnosticPages.Page(area, rows, DiagnosticExplanation.Read(Path.ChangeExtension(file, ".md"))));
        }

        yield return ("docs/diagnostics.md", DiagnosticPages.Index(areas));
        yield return ("src/BpfSharp.Compiler/Diagnostics/DiagnosticCatalogue.g.cs", Catalogue(areas));
    }

    private static string Catalogue(List<(string Area, List<Row> Rows)> areas)
    {
        var text = new StringBuilder("// SPDX-License-Identifier: Apache-2.0\n// Generated from gen/diagnostics; do not edit.\nnamespace BpfSharp.Compiler.Diagnostics;\n\n");
        text.Append("/// <summary>All diagnostics there are.</summary>\npublic static class DiagnosticCatalogue\n{\n    public static IReadOnlyList<DiagnosticDescriptor> All =>\n    [\n");
        foreach (var (area, rows) in areas)
        {
            foreach (var row in rows)
            {
                text.Append("        ").Append(area).Append("Diagnostics.").Append(row.Name).Append(",\n");
            }
        }

        return text.Append("    ];\n}\n").ToString();
    }

    private static string Render(string area, List<Row> rows)
    {
        var text = new StringBuilder();
        text.Append("// SPDX-License-Identifier: Apache-2.0\n// Generated from gen/diagnostics/").Append(area).Append(".txt; do not edit.\n");
        text.Append("namespace BpfSharp.Compiler.Diagnostics;\n\ninternal static class ").Append(area).Append("Diagnostics\n{\n");
        foreach (var row in rows)
        {
            var severity = char.ToUpperInvariant(row.Severity[0]) + row.Severity[1..];
            text.Append("    public static readonly DiagnosticDescriptor ").Append(row.Name).Append(" = new(\"").Append(row.Id)
                .Append("\", Severity.").Append(severity).Append(", ").Append(Quote(row.Message)).Append(", ").Append(Quote(row.Hint)).Append(row.Switch).Append(");\n");
        }

        return text.Append("}\n").ToString();
    }

    private static string Quote(string text) =>
        "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";

    internal sealed record Row(string Id, string Severity, string Name, string Group, string Level, string Message, string Hint)
    {
        /// <summary>The last arguments of the descriptor.</summary>
        public string Switch => Group.Length == 0 ? "" : $", \"{Group}\"" + Level switch
        {
            "all" => ", WarningLevel.All",
            "extra" => ", WarningLevel.Extra",
            _ => "",
        };

        public static Row Parse(string line)
        {
            var columns = line.Split(" | ", 3);
            var head = columns[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var flag = head.Length > 3 ? head[3]["-W".Length..].Split(':') : [""];
            return new Row(head[0], head[1], head[2], flag[0], flag.Length > 1 ? flag[1] : "", columns[1].Trim(), columns.Length > 2 ? columns[2].Trim() : "");
        }
    }
}
