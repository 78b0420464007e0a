// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace BpfSharp;

/// <summary>One line of the trace pipe.</summary>
/// <param name="TimestampSeconds">Since boot.</param>
/// <param name="Raw">The whole line as the kernel wrote it; the other fields are empty when it has an unknown shape.</param>
public sealed record TraceLine(string Task, int Pid, int Cpu, string Flags, double TimestampSeconds, string Message, string Raw)
{
    private const string Marker = "bpf_trace_printk: ";

    /// <summary>Reads "            bash-1234    [001] d..21  5678.901234: bpf_trace_printk: text".</summary>
    public static TraceLine Parse(string raw)
    {
        var unknown = new TraceLine("", 0, -1, "", 0, raw.Trim(), raw);
        var open = FindCpu(raw, out var cpu);
        if (open < 0)
        {
            return unknown;
        }

        // The task's name may hold blanks and dashes: the process id follows the last dash before the CPU.
        var task = raw.AsSpan(0, open).Trim();
        var dash = task.LastIndexOf('-');
        var rest = raw.AsSpan(raw.IndexOf(']', open) + 1).Trim();
        var blank = rest.IndexOf(' ');
        var colon = rest.IndexOf(": ");
        if (dash < 0 || blank < 0 || colon < blank
            || !int.TryParse(FirstWord(task[(dash + 1)..]), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
            || !double.TryParse(rest[blank..colon].Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds))
        {
            return unknown;
        }

        var message = rest[(colon + 2)..];
        message = message.StartsWith(Marker, StringComparison.Ordinal) ? message[Marker.Length..] : message;
        return new TraceLine(task[..dash].Trim().ToString(), pid, cpu, rest[..blank].ToString(), seconds, message.ToString(), raw);
    }

    /// <summary>Position of the "[001]" before the time stamp; names of tasks may hold brackets too, but not with digits only.</summary>
    private static int FindCpu(string raw, out int cpu)
    {
        cpu = -1;
        for (var open = raw.IndexOf('[', StringComparison.Ordinal); open >= 0; open = raw.IndexOf('[', open + 1))
        {
            var close = raw.IndexOf(']', open);
            if (close > 0 && int.TryParse(raw.AsSpan(open + 1, close - open - 1), NumberStyles.None, CultureInfo.InvariantCulture, out cpu))
            {
                return open;
            }
        }

        return -1;
    }

    private static ReadOnlySpan<char> FirstWord(ReadOnlySpan<char> text)
    {
        var blank = text.IndexOf(' ');
        return blank < 0 ? text : text[..blank];
    }
}
