// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace BpfSharp.Gen;

/// <summary>The tables of what kernel headers declare and BTF lacks: records and inline functions as C text, and members under their second names.</summary>
internal static class DeclarationTables
{
    public static IEnumerable<(string Path, string Text)> Generate(string root)
    {
        var text = new StringBuilder();
        text.Append("// SPDX-License-Identifier: Apache-2.0\n// Generated from gen/kernel-declarations.txt and gen/kernel-members.txt; do not edit.\n#nullable enable\nnamespace BpfSharp.Compiler.Headers;\n\n");
        text.Append("internal static partial class KernelDeclarations\n{\n    private static KernelDeclaration? FindDeclaration(string name) => name switch\n    {\n");
        var order = 0;
        foreach (var (name, source, declaration) in Declarations(File.ReadLines(Path.Combine(root, "gen", "kernel-declarations.txt"))))
        {
            var isRecord = declaration.StartsWith("struct ", StringComparison.Ordinal);
            text.Append("        \"").Append(name).Append("\" => new(").Append(order++).Append(", ").Append(isRecord ? "true" : "false").Append(", \"").Append(source).Append("\", ")
                .Append(Quote(declaration)).Append("),\n");
        }

        text.Append("        _ => null,\n    };\n\n    /// <summary>The path a member's second name stands for.</summary>\n    public static string? MemberPath(string name) => name switch\n    {\n");
        foreach (var row in File.ReadLines(Path.Combine(root, "gen", "kernel-members.txt")).Where(l => l.Length > 0 && l[0] is not ('#' or '[')).Select(l => l.Split(' ')))
        {
            text.Append("        \"").Append(row[0]).Append("\" => \"").Append(row[1]).Append("\",\n");
        }

        yield return ("src/BpfSharp.Compiler/Headers/KernelDeclarations.g.cs", text.Append("        _ => null,\n    };\n}\n").ToString());
    }

    /// <summary>Each declaration begins at the margin; the lines within its braces do not.</summary>
    private static IEnumerable<(string Name, string Source, string Text)> Declarations(IEnumerable<string> lines)
    {
        var source = "";
        var text = new StringBuilder();
        foreach (var line in lines.Where(l => l.Length > 0 && l[0] != '#'))
        {
            if (line[0] == '[')
            {
                source = line.TrimStart('[').Replace("]", "", StringComparison.Ordinal);
                continue;
            }

            text.Append(line.Trim()).Append('\n');
            var isWhole = line.TrimEnd(';').EndsWith('}') && line[0] != ' ';
            if (isWhole)
            {
                yield return (NameOf(text.ToString()), source, text.ToString());
                text.Clear();
            }
        }
    }

    // "struct NAME {" or "… *NAME(".
    private static string NameOf(string text)
    {
        var head = text[..text.IndexOfAny(['{', '('])].TrimEnd();
        return head[(head.LastIndexOfAny([' ', '*']) + 1)..];
    }

    private static string Quote(string text) => "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal) + "\"";
}
