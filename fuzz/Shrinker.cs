// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace BpfSharp.Fuzz;

/// <summary>Makes a text smaller while it stays bad: drops runs of lines, then of tokens, in halves down to single ones (delta debugging).</summary>
internal sealed partial class Shrinker(Func<string, bool> isBad, TimeSpan patience)
{
    private readonly Stopwatch clock = Stopwatch.StartNew();

    public string Shrink(string text)
    {
        for (var before = -1; before != text.Length && clock.Elapsed < patience;)
        {
            before = text.Length;
            text = Reduce([.. text.Split('\n').Select(static l => l + "\n")]);
            text = Reduce([.. Tokens().Matches(text).Select(static m => m.Value)]);
        }

        return text;
    }

    private string Reduce(List<string> parts)
    {
        for (var size = Math.Max(parts.Count / 2, 1); size > 0; size /= 2)
        {
            for (var at = parts.Count - size; at > -size && clock.Elapsed < patience; at -= size)
            {
                var from = Math.Max(at, 0);
                List<string> fewer = [.. parts[..from], .. parts[Math.Min(from + size, parts.Count)..]];
                if (fewer.Count < parts.Count && isBad(string.Concat(fewer)))
                {
                    parts = fewer;
                }
            }
        }

        return string.Concat(parts);
    }

    [GeneratedRegex(@"\w+|\s+|""[^""\n]*""|.", RegexOptions.Singleline)]
    private static partial Regex Tokens();
}
