// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace BpfSharp.Tooling.Histograms;

/// <summary>A histogram as one JSON object: {"pid":7,"unit":"usecs","slots":[{"low":0,"high":1,"count":3},…]}.</summary>
public static class HistogramJson
{
    /// <param name="keyName">What <paramref name="id"/> is; null for the one histogram of everything.</param>
    public static string Write(string? keyName, uint id, string unit, ReadOnlySpan<long> counts)
    {
        var text = new StringBuilder("{");
        if (keyName is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"\"{keyName}\":{id},");
        }

        text.Append(CultureInfo.InvariantCulture, $"\"unit\":\"{unit}\",\"slots\":[");
        var separator = "";
        for (var slot = 0; slot < counts.Length; slot++)
        {
            if (counts[slot] != 0)
            {
                var (low, high) = Log2Histogram.Range(slot);
                text.Append(CultureInfo.InvariantCulture, $"{separator}{{\"low\":{low},\"high\":{high},\"count\":{counts[slot]}}}");
                separator = ",";
            }
        }

        return text.Append("]}").ToString();
    }
}
