// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace BpfSharp.Gen;

/// <summary>The table of program section names, headed by <c># @sections namespace output</c>.</summary>
internal static class SectionTables
{
    public static IEnumerable<(string Path, string Text)> Generate(string root)
    {
        var lines = File.ReadAllLines(Path.Combine(root, "gen", "section-names.txt"));
        var head = lines[0].Split(' ');
        var programs = EnumeratorNames(root, "program-types.txt");
        var attaches = EnumeratorNames(root, "attach-types.txt");
        var text = new StringBuilder("// SPDX-License-Identifier: Apache-2.0\n// Generated from gen/section-names.txt; do not edit.\nnamespace ");
        text.Append(head[2]).Append(";\n\n/// <summary>Program section names in matching order. Source: libbpf 1.8, src/libbpf.c, section_defs.</summary>\n");
        text.Append("internal static class SectionNames\n{\n    public static readonly SectionRow[] Rows =\n    [\n");
        foreach (var columns in lines.Where(l => l.Length > 0 && l[0] != '#').Select(l => l.Split(" | ")))
        {
            var attach = columns[2] == "-" ? "default" : "AttachType." + attaches["BPF_" + columns[2]];
            text.Append("        new(\"").Append(columns[0].TrimEnd('+')).Append("\", ").Append(columns[0].EndsWith('+') ? "true" : "false")
                .Append(", ProgramType.").Append(programs["BPF_PROG_TYPE_" + columns[1]]).Append(", ").Append(attach)
                .Append(", ").Append(Flags(columns[3])).Append(", SectionAttach.").Append(columns[4] == "-" ? "None" : Pascal(columns[4])).Append("),\n");
        }

        yield return (head[3], text.Append("    ];\n}\n").ToString());
    }

    private static Dictionary<string, string> EnumeratorNames(string root, string table) =>
        File.ReadLines(Path.Combine(root, "gen", table)).Where(l => l.Length > 0 && l[0] != '#').Select(l => l.Split(' '))
            .ToDictionary(f => f[1], f => f[0], StringComparer.Ordinal);

    private static string Flags(string column) => column == "-"
        ? "SectionFlags.None"
        : string.Join(" | ", column.Split(' ').Select(f => "SectionFlags." + f switch
        {
            "eat" => "NeedsAttachType",
            "eat-optional" => "PrefersAttachType",
            "btf" => "TargetIsBtfId",
            "frags" => "MultiBuffer",
            _ => Pascal(f),
        }));

    private static string Pascal(string name) => string.Concat(name.Split('_').Select(w => char.ToUpperInvariant(w[0]) + w[1..]));
}
