// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace BpfSharp.Fuzz.Judging;

/// <summary>What this thread and this process used, as the kernel counts it: other programs on the machine do not change it.</summary>
internal static class Meter
{
    private const long BigMb = 200;

    /// <summary>Processor time of the calling thread.</summary>
    public static long CpuMs() => long.Parse(File.ReadAllText("/proc/thread-self/schedstat").Split(' ')[0], CultureInfo.InvariantCulture) / 1_000_000;

    /// <summary>Forgets the peak so far. What earlier inputs left on the heap goes first, so that it is not counted for this one.</summary>
    public static void ResetPeak()
    {
        if (Megabytes("VmRSS:") > BigMb)
        {
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }

        File.WriteAllText("/proc/self/clear_refs", "5");
    }

    public static long PeakMb() => Megabytes("VmHWM:");

    private static long Megabytes(string key)
    {
        foreach (var line in File.ReadLines("/proc/self/status"))
        {
            if (line.StartsWith(key, StringComparison.Ordinal))
            {
                return long.Parse(line.AsSpan(key.Length).Trim()[..^3], CultureInfo.InvariantCulture) >> 10;
            }
        }

        return 0;
    }
}
