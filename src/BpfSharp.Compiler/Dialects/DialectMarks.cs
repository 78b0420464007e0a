// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using BpfSharp.Compiler.Source;

namespace BpfSharp.Compiler.Dialects;

/// <summary>Tells libbpf's dialect by what only its programs write: functions put in sections, and the names of libbpf's headers.</summary>
/// <remarks>A program may leave both to headers of its own, so headers that lie in the folders given are looked through too; BCC's programs come with none.</remarks>
internal sealed partial class DialectMarks(IReadOnlyList<string> folders)
{
    private const int FileLimit = 32;

    // SEC() spelt out has either form.
    private static readonly string[] Marks = ["bpf_helpers.h", "vmlinux.h", "__section(\"", "((section(\""];

    private readonly HashSet<string> seen = new(StringComparer.Ordinal);

    /// <param name="name">The path of the text, beside which its headers lie.</param>
    public bool IsLibbpf(string text, string name)
    {
        if (MentionsSec(text) || Marks.Any(mark => text.Contains(mark, StringComparison.Ordinal)))
        {
            return true;
        }

        foreach (Match include in IncludeDirective().Matches(text))
        {
            if (Find(include.Groups[1].Value, name) is { } path && seen.Add(path) && seen.Count < FileLimit && TextFile.TryRead(path, out var header, out _) && IsLibbpf(header, path))
            {
                return true;
            }
        }

        return false;
    }

    // BCC_SEC( ends in the same letters.
    private static bool MentionsSec(string text)
    {
        for (var at = text.IndexOf("SEC(", StringComparison.Ordinal); at >= 0; at = text.IndexOf("SEC(", at + 1, StringComparison.Ordinal))
        {
            if (at == 0 || !(char.IsAsciiLetterOrDigit(text[at - 1]) || text[at - 1] == '_'))
            {
                return true;
            }
        }

        return false;
    }

    private string? Find(string header, string from) =>
        folders.Prepend(Path.GetDirectoryName(from) ?? "").Select(folder => Path.Combine(folder, header)).FirstOrDefault(File.Exists);

    [GeneratedRegex("^[ \t]*#[ \t]*include[ \t]*[<\"]([^>\"\n]+)[>\"]", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex IncludeDirective();
}
