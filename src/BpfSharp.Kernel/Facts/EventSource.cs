// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace BpfSharp.Kernel.Facts;

/// <summary>A dynamic perf event source (PMU) that makes probes.</summary>
/// <param name="Type">Number for perf_event_open.</param>
/// <param name="ReturnBit">Bit of config that asks for a return probe.</param>
internal sealed record EventSource(uint Type, int ReturnBit)
{
    private const string Directory = "/sys/bus/event_source/devices/";

    /// <summary>Null when this kernel has no such source.</summary>
    public static EventSource? Find(string name)
    {
        if (ProcFile.TryReadInteger(Directory + name + "/type") is not { } type)
        {
            return null;
        }

        // The format file says "config:0".
        var format = ProcFile.TryReadText(Directory + name + "/format/retprobe") ?? "";
        var colon = format.IndexOf(':', StringComparison.Ordinal);
        var bit = int.TryParse(format.AsSpan(colon + 1).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        return new EventSource((uint)type, bit);
    }

    public ulong Config(bool isReturn) => isReturn ? 1UL << ReturnBit : 0;
}
