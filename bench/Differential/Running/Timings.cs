// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace BpfSharp.Differential.Running;

/// <summary>Where the time of a run goes, by stage; stages that run at once are each counted in full.</summary>
internal static class Timings
{
    private static readonly ConcurrentDictionary<string, long> Ticks = new();

    public static T Of<T>(string stage, Func<T> work)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            return work();
        }
        finally
        {
            var spent = Stopwatch.GetTimestamp() - start;
            Ticks.AddOrUpdate(stage, spent, (_, old) => old + spent);
        }
    }

    public static string Summary() => string.Join(
        ", ",
        Ticks.OrderByDescending(t => t.Value).Select(t => string.Create(CultureInfo.InvariantCulture, $"{t.Key} {t.Value / (double)Stopwatch.Frequency:0.0} s")));
}
