// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace BpfSharp.Gen;

/// <summary>The pages of the diagnostics, one an area, and their index. The compiler carries the pages, for "bpfsharp explain".</summary>
internal static partial class DiagnosticPages
{
    private const string Generated = "Generated from gen/diagnostics; do not edit.\n";

    public static string PathOf(string area) => $"docs/diagnostics/{FileName(area)}";

    public static string Index(List<(string Area, List<DiagnosticTables.Row> Rows)> areas)
    {
        var page = new StringBuilder($"# Diagnostics\n\n{Generated}\nEach has a page that says what it means, with an example and the way out; `bpfsharp explain BS0500` prints it.\n");
        foreach (var (area, rows) in areas)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {area}\n\n| id | severity | flag | message |\n| --- | --- | --- | --- |\n");
            foreach (var row in rows)
            {
                var flag = row.Group.Length > 0 ? $"`-W{row.Group}`" : "";
                page.Append(CultureInfo.InvariantCulture, $"| [{row.Id}](diagnostics/{FileName(area)}#{row.Id.ToLowerInvariant()}) | {row.Severity} | {flag} | {Cell(row.Message)} |\n");
            }
        }

        return page.ToString();
    }

    public static string Page(string area, List<DiagnosticTables.Row> rows, List<DiagnosticExplanation> explanations)
    {
        var known = explanations.ToDictionary(static e => e.Id, StringComparer.Ordinal);
        if (known.Keys.Except(rows.Select(static r => r.Id)).FirstOrDefault() is { } stray)
        {
            throw new InvalidDataException($"{area}.md explains {stray}, which {area}.txt does not have");
        }

        var page = new StringBuilder($"# {area}\n\n{Generated}");
        foreach (var row in rows.OrderBy(static r => r.Id, StringComparer.Ordinal))
        {
            var explanation = known.GetValueOrDefault(row.Id) ?? throw new InvalidDataException($"{area}.md does not explain {row.Id}");
            page.Append(CultureInfo.InvariantCulture, $"\n## {row.Id}\n\n**{row.Severity}:** {Hole().Replace(row.Message, "…")}\n");
            if (Switching(row) is { Length: > 0 } switching)
            {
                page.Append(CultureInfo.InvariantCulture, $"\n{switching}\n");
            }

            AppendParts(page, explanation);
        }

        return page.ToString();
    }

    private static void AppendParts(StringBuilder page, DiagnosticExplanation explanation)
    {
        var conditions = string.Join(", ", explanation.Options.Select(Condition).Where(static c => c.Length > 0));
        foreach (var (isCode, text) in explanation.Parts)
        {
            page.Append(isCode && conditions.Length > 0 ? $"\n{conditions}:\n" : "").Append(isCode ? $"\n```c\n{text}```\n" : $"\n{text}\n");
            conditions = isCode ? "" : conditions;
        }
    }

    /// <summary>How the example must be compiled.</summary>
    private static string Condition(string option) => option.Split('=', 2) switch
    {
        ["isa", var level] => $"With `-mcpu=v{level}`",
        ["version", var version] => $"For Linux {version}",
        ["usdt", var operands] => $"With `--usdt f='{operands}'`",
        [['-', ..], ..] => $"With `{option}`",
        _ => "",
    };

    private static string Switching(DiagnosticTables.Row row) => (row.Group, row.Severity, row.Level) switch
    {
        ("", _, _) => "",
        (var group, "error", _) => $"`-Wno-error={group}` makes it a warning.",
        (var group, _, "all") => $"Off unless `-W{group}` or `-Wall` is given.",
        (var group, _, "extra") => $"Off unless `-W{group}` or `-Wextra` is given.",
        var (group, _, _) => $"`-Wno-{group}` switches it off, `-Werror={group}` makes it an error.",
    };

    private static string FileName(string area) => area.ToLowerInvariant() + ".md";

    private static string Cell(string text) => Hole().Replace(text, "…").Replace("|", "\\|", StringComparison.Ordinal);

    [GeneratedRegex(@"\{[0-9]\}")]
    private static partial Regex Hole();
}
