// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace BpfSharp.Tooling.Histograms;

/// <summary>Draws power-of-two histograms as BCC draws them: slot n counts values from 2^(n-1) to 2^n - 1, slot 1 also 0.</summary>
public static class Log2Histogram
{
    private const int WideSlot = 32;

    /// <param name="counts">By slot; slot 0 is unused.</param>
    /// <param name="valueName">Heads the range column: "usecs".</param>
    public static void Write(TextWriter output, ReadOnlySpan<long> counts, string valueName)
    {
        var last = counts.Length - 1;
        while (last >= 0 && counts[last] == 0)
        {
            last--;
        }

        if (last <= 0)
        {
            return;
        }

        // Ranges past 2^32 need wider columns; the bars pay for them.
        var isWide = last > WideSlot;
        var numberWidth = isWide ? 20 : 10;
        var stars = isWide ? 20 : 40;
        var maximum = MaxOf(counts[..(last + 1)]);
        output.Write(isWide ? "               " : "     ");
        output.WriteLine(valueName.PadRight(isWide ? 29 : 19) + " : count     distribution");
        for (var slot = 1; slot <= last; slot++)
        {
            var (low, high) = Range(slot);
            output.Write(low.ToString(CultureInfo.InvariantCulture).PadLeft(numberWidth));
            output.Write(" -> ");
            output.Write(high.ToString(CultureInfo.InvariantCulture).PadRight(numberWidth));
            output.Write(" : ");
            output.Write(counts[slot].ToString(CultureInfo.InvariantCulture).PadRight(8));
            output.Write(" |");
            output.Write(Bar(counts[slot], maximum, stars));
            output.WriteLine("|");
        }
    }

    /// <summary>The values a slot counts, both ends included.</summary>
    public static (ulong Low, ulong High) Range(int slot) =>
        (slot <= 1 ? 0 : 1UL << (slot - 1), slot >= 64 ? ulong.MaxValue : (1UL << slot) - 1);

    /// <summary>A bar of <paramref name="width"/> characters, full for the largest count.</summary>
    public static string Bar(long count, long maximum, int width) =>
        new string('*', maximum == 0 ? 0 : (int)Int128.Min(width, (Int128)width * count / maximum)).PadRight(width);

    private static long MaxOf(ReadOnlySpan<long> counts)
    {
        var maximum = 0L;
        foreach (var count in counts)
        {
            maximum = Math.Max(maximum, count);
        }

        return maximum;
    }
}
