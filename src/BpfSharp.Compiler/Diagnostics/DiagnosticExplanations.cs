// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace BpfSharp.Compiler.Diagnostics;

/// <summary>What each diagnostic means, why, an example and the way out: the pages of docs/diagnostics, which the library carries.</summary>
public static class DiagnosticExplanations
{
    private const string Heading = "## ";
    private const string Fence = "```";
    private const string Indent = "    ";

    /// <summary>The text on one diagnostic, code indented by four; null when there is none of this id. Paragraphs are one line each.</summary>
    /// <param name="id">As diagnostics show it, "BS0500"; in any case.</param>
    public static string? Find(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        var assembly = typeof(DiagnosticExplanations).Assembly;
        foreach (var name in assembly.GetManifestResourceNames())
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            while (reader.ReadLine() is { } line)
            {
                if (line.StartsWith(Heading, StringComparison.Ordinal) && line.AsSpan(Heading.Length).Equals(id, StringComparison.OrdinalIgnoreCase))
                {
                    return line[Heading.Length..] + "\n" + Read(reader);
                }
            }
        }

        return null;
    }

    private static string Read(StreamReader reader)
    {
        var text = new StringBuilder();
        var isCode = false;
        while (reader.ReadLine() is { } line && !line.StartsWith(Heading, StringComparison.Ordinal))
        {
            if (line.StartsWith(Fence, StringComparison.Ordinal))
            {
                isCode = !isCode;
            }
            else if (text.Length > 0 || line.Length > 0)
            {
                text.Append(isCode && line.Length > 0 ? Indent : "").Append(isCode ? line : line.Replace("**", "", StringComparison.Ordinal)).Append('\n');
            }
        }

        return text.ToString().TrimEnd() + "\n";
    }
}
