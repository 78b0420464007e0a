// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Diagnostics;

/// <summary>Finds the name a misspelt one was probably meant to be.</summary>
internal static class Spelling
{
    private const int LengthLimit = 128;

    /// <summary>The nearest candidate when it is near enough to be a slip of the fingers.</summary>
    public static string? Nearest(string name, IEnumerable<string> candidates)
    {
        var limit = Limit(name);
        string? best = null;
        foreach (var candidate in candidates)
        {
            if (candidate == name || !CanBeNear(name, candidate.Length))
            {
                continue;
            }

            var distance = Distance(name, candidate);
            if (distance <= limit && distance < candidate.Length)
            {
                best = candidate;
                limit = distance - 1;
            }
        }

        return best;
    }

    public static bool IsNear(string name, string candidate) => CanBeNear(name, candidate.Length) && Distance(name, candidate) <= Limit(name);

    /// <summary>A cheap first question, before a candidate's text is made.</summary>
    public static bool CanBeNear(string name, int candidateLength) =>
        candidateLength is > 0 and <= LengthLimit && name.Length <= LengthLimit && Math.Abs(candidateLength - name.Length) <= Limit(name);

    private static int Limit(string name) => Math.Max(1, name.Length / 4);

    /// <summary>Insertions, deletions, replacements, and exchanges of two neighbours (optimal string alignment).</summary>
    public static int Distance(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        var width = right.Length + 1;
        var before = new int[width];
        var above = new int[width];
        var row = new int[width];
        for (var j = 0; j < width; j++)
        {
            above[j] = j;
        }

        for (var i = 1; i <= left.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j < width; j++)
            {
                var isSame = left[i - 1] == right[j - 1];
                row[j] = Math.Min(above[j - 1] + (isSame ? 0 : 1), Math.Min(above[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }

            (before, above, row) = (above, row, before);
        }

        return above[right.Length];
    }
}
