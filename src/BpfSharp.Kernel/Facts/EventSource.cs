// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace BpfSharp.Kernel.Facts;

/// <summary>A dynamic perf event source (PMU) that makes probes.</summary>
/// <param name="Type">Number for perf_event_open.</param>
/// <param name="ReturnBit">Bit of config that asks for a return probe.</param>
/// <param name="CounterBit">First bit of config that holds the file offset of a counter to raise while the probe is on; null before Linux 4.20.</param>
internal sealed record EventSource(uint Type, int ReturnBit, int? CounterBit)
{
    private const string Directory = "/sys/bus/event_source/devices/";

    /// <summary>Null when this kernel has no such source.</summary>
    public static EventSource? Find(string name)
    {
        if (ProcFile.TryReadInteger(Directory + name + "/type") is not { } type)
        {
            return null;
        }

        return new EventSource((uint)type, FirstBit(name, "retprobe") ?? 0, FirstBit(name, "ref_ctr_offset"));
    }

    /// <param name="counter">File offset of a counter to raise meanwhile; 0 for none.</param>
    public ulong Config(bool isReturn, ulong counter = 0) => (isReturn ? 1UL << ReturnBit : 0) | (CounterBit is { } bit ? counter << bit : 0);

    /// <summary>Format files say "config:0" or "config:32-63".</summary>
    private static int? FirstBit(string source, string field)
    {
        var format = ProcFile.TryReadText($"{Directory}{source}/format/{field}") ?? "";
        var colon = format.IndexOf(':', StringComparison.Ordinal);
        return int.TryParse(format.AsSpan(colon + 1).Trim().ToString().Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
