// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.RegularExpressions;

namespace BpfSharp.Compiler.Codegen;

/// <summary>Gives names to the numeric labels of assemblers: "1:", which may stand repeatedly, and "1b" and "1f" for the nearest before and after, in jumps and in directives.</summary>
internal static partial class AsmLabels
{
    public static string NameNumbers(string text)
    {
        if (!Definition().IsMatch(text))
        {
            return text;
        }

        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        return string.Join('\n', text.Split('\n').Select(line => NameLine(line, seen)));
    }

    private static string NameLine(string line, Dictionary<string, int> seen)
    {
        var definition = Definition().Match(line);
        if (definition.Success)
        {
            var number = definition.Groups[1].Value;
            seen[number] = seen.GetValueOrDefault(number) + 1;
            line = Name(number, seen[number]) + ":" + line[definition.Length..];
        }

        var isDirective = line.AsSpan(line.IndexOf(':', StringComparison.Ordinal) + 1).TrimStart().StartsWith('.');
        return (isDirective ? Mention() : Jump()).Replace(line, match =>
        {
            var number = match.Groups[1].Value;
            return Name(number, seen.GetValueOrDefault(number) + (match.Groups[2].Value == "f" ? 1 : 0));
        });
    }

    private static string Name(string number, int occurrence) => string.Create(CultureInfo.InvariantCulture, $".label{number}.{occurrence}");

    [GeneratedRegex(@"^[ \t]*([0-9]+):", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Definition();

    [GeneratedRegex(@"(?<=\b(?:goto|gotol|may_goto|call)[ \t]+)([0-9]+)([bf])\b", RegexOptions.CultureInvariant)]
    private static partial Regex Jump();

    [GeneratedRegex(@"(?<![\w.])([0-9]+)([bf])\b", RegexOptions.CultureInvariant)]
    private static partial Regex Mention();
}
