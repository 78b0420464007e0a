// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace BpfSharp.Kernel.Facts;

/// <summary>CPU lists as sysfs writes them: "0-3,8".</summary>
internal static class CpuList
{
    public static int[] Possible { get; } = Read("possible");

    /// <summary>Asked anew each time: CPUs come and go.</summary>
    public static int[] Online() => Read("online");

    /// <summary>Empty when the text is not a list.</summary>
    public static int[] Parse(string text)
    {
        var cpus = new List<int>();
        foreach (var part in text.Trim().Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var dash = part.IndexOf('-', StringComparison.Ordinal);
            if (!TryNumber(dash < 0 ? part : part[..dash], out var first) || !TryNumber(dash < 0 ? part : part[(dash + 1)..], out var last))
            {
                return [];
            }

            for (var cpu = first; cpu <= last; cpu++)
            {
                cpus.Add(cpu);
            }
        }

        return [.. cpus];
    }

    private static bool TryNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static int[] Read(string name)
    {
        var cpus = Parse(ProcFile.TryReadText("/sys/devices/system/cpu/" + name) ?? "");
        return cpus.Length > 0 ? cpus : [.. Enumerable.Range(0, Environment.ProcessorCount)];
    }
}
