// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace BpfSharp.Gen;

/// <summary>
/// The table of kernel macros, in groups headed by <c>[Group] headers… | source</c>; each line below is what follows <c>#define</c>, over more
/// than one line when it ends in a backslash. A definition after <c>?</c> counts only where the kernel has no enumerator of that name.
/// </summary>
internal static class MacroTables
{
    private const string Output = "src/BpfSharp.Compiler/Headers/KernelMacros.g.cs";

    public static IEnumerable<(string Path, string Text)> Generate(string root)
    {
        var groups = new List<string>();
        var macros = new StringBuilder();
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in File.ReadAllText(Path.Combine(root, "gen", "kernel-macros.txt")).Replace("\\\n", "", StringComparison.Ordinal).Split('\n'))
        {
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (line[0] == '[')
            {
                groups.Add(line[1..line.IndexOf(']', StringComparison.Ordinal)]);
                foreach (var header in line[(line.IndexOf(']', StringComparison.Ordinal) + 1)..].Split('|')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries))
                {
                    headers[header] = (headers.TryGetValue(header, out var others) ? others + " | " : "") + "MacroGroups." + groups[^1];
                }

                continue;
            }

            var definition = line.TrimStart('?');
            var name = new string(definition.TakeWhile(c => char.IsAsciiLetterOrDigit(c) || c == '_').ToArray());
            if (!names.Add(name))
            {
                throw new InvalidDataException($"macro {name} is in gen/kernel-macros.txt twice");
            }

            macros.Append("        \"").Append(name).Append("\" => new(MacroGroups.").Append(groups[^1]).Append(", ")
                .Append(line[0] == '?' ? "true" : "false").Append(", ").Append(Quote(definition)).Append("),\n");
        }

        yield return (Output, Render(groups, headers, macros, names));
    }

    private static string Render(List<string> groups, SortedDictionary<string, string> headers, StringBuilder macros, IEnumerable<string> names)
    {
        var text = new StringBuilder();
        text.Append("// SPDX-License-Identifier: Apache-2.0\n// Generated from gen/kernel-macros.txt; do not edit.\nnamespace BpfSharp.Compiler.Headers;\n\n");
        text.Append("/// <summary>Which headers bring a macro.</summary>\n[Flags]\ninternal enum MacroGroups\n{\n    None = 0,\n");
        for (var i = 0; i < groups.Count; i++)
        {
            text.Append("    ").Append(groups[i]).Append(" = 1 << ").Append(i).Append(",\n");
        }

        text.Append("}\n\ninternal static partial class KernelMacros\n{\n    private static MacroGroups FindHeader(string header) => header switch\n    {\n");
        foreach (var (header, group) in headers)
        {
            text.Append("        \"").Append(header).Append("\" => ").Append(group).Append(",\n");
        }

        text.Append("        _ => MacroGroups.None,\n    };\n\n    private static KernelMacro FindMacro(string name) => name switch\n    {\n");
        text.Append(macros).Append("        _ => default,\n    };\n\n    /// <summary>All names, made anew each time: only for messages.</summary>\n    public static string[] Names =>\n    [\n");
        return text.Append(string.Concat(names.Select(n => $"        \"{n}\",\n"))).Append("    ];\n}\n").ToString();
    }

    private static string Quote(string text) =>
        "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
}
