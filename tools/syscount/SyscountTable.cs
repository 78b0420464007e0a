// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using BpfSharp.Tooling;
using BpfSharp.Tooling.Names;
using BpfSharp.Tooling.Output;

namespace BpfSharp.Tools;

/// <summary>Reads syscount's counters and prints the largest. Counters in the kernel are never cleared, which would lose what is counted meanwhile:
/// each table is the difference to the one before.</summary>
internal sealed class SyscountTable(ToolSession session, bool byProcess, bool latency, bool milliseconds, int top)
{
    private readonly Dictionary<uint, Row> before = [];

    public void WriteAndReset()
    {
        var now = byProcess ? ReadProcesses() : ReadCalls();
        var rows = new List<(uint Key, Row Row)>();
        foreach (var (key, row) in now)
        {
            var earlier = before.GetValueOrDefault(key);
            var delta = row with { Count = row.Count - earlier.Count, TotalNs = row.TotalNs - earlier.TotalNs };
            if (delta.Count > 0)
            {
                rows.Add((key, delta));
            }

            before[key] = row;
        }

        rows.Sort((a, b) => latency ? b.Row.TotalNs.CompareTo(a.Row.TotalNs) : b.Row.Count.CompareTo(a.Row.Count));
        Write(rows.Take(top));
    }

    private void Write(IEnumerable<(uint Key, Row Row)> rows)
    {
        var output = session.Output;
        var time = DateTime.Now.ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        if (session.Format == OutputFormat.Text)
        {
            output.WriteLine($"[{time}]");
            var heading = (byProcess ? "PID    COMM" : "SYSCALL").PadRight(22) + " " + "COUNT".PadLeft(8);
            output.WriteLine(latency ? heading + " " + (milliseconds ? "TIME (ms)" : "TIME (us)").PadLeft(16) : heading);
        }

        foreach (var (key, row) in rows)
        {
            output.WriteLine(session.Format switch
            {
                OutputFormat.Json => Json(time, key, row),
                OutputFormat.Csv => Csv(time, key, row),
                _ => Text(key, row),
            });
        }

        if (session.Format == OutputFormat.Text)
        {
            output.WriteLine();
        }

        output.Flush();
    }

    private string Text(uint key, Row row)
    {
        var label = byProcess ? $"{key.ToString(CultureInfo.InvariantCulture),-6} {row.Comm}" : CallName(key);
        var text = label.PadRight(22) + " " + row.Count.ToString(CultureInfo.InvariantCulture).PadLeft(8);
        return latency ? text + " " + Time(row).PadLeft(16) : text;
    }

    private string Json(string time, uint key, Row row)
    {
        var label = byProcess
            ? string.Create(CultureInfo.InvariantCulture, $"\"pid\":{key},\"comm\":\"{System.Text.Json.JsonEncodedText.Encode(row.Comm)}\"")
            : $"\"syscall\":\"{CallName(key)}\"";
        var ns = latency ? string.Create(CultureInfo.InvariantCulture, $",\"time_ns\":{row.TotalNs}") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{{\"time\":\"{time}\",{label},\"count\":{row.Count}{ns}}}");
    }

    private string Csv(string time, uint key, Row row)
    {
        var label = byProcess ? string.Create(CultureInfo.InvariantCulture, $"{key},{row.Comm}") : CallName(key);
        return string.Create(CultureInfo.InvariantCulture, $"{time},{label},{row.Count}{(latency ? "," + Time(row) : "")}");
    }

    private string Time(Row row) => milliseconds
        ? (row.TotalNs / 1e6).ToString("F6", CultureInfo.InvariantCulture)
        : (row.TotalNs / 1e3).ToString("F3", CultureInfo.InvariantCulture);

    private static string CallName(uint number) => SyscallNames.Find(number) ?? string.Create(CultureInfo.InvariantCulture, $"[unknown: {number}]");

    private Dictionary<uint, Row> ReadCalls()
    {
        var totals = session.Bpf.Map("totals").AsPerCpuArray<Total>();
        var rows = new Dictionary<uint, Row>();
        for (var call = 0; call < totals.Length; call++)
        {
            var row = new Row("", 0, 0);
            foreach (var cpu in totals[call])
            {
                row = row with { Count = row.Count + cpu.Count, TotalNs = row.TotalNs + cpu.TotalNs };
            }

            if (row.Count > 0)
            {
                rows.Add((uint)call, row);
            }
        }

        return rows;
    }

    private Dictionary<uint, Row> ReadProcesses()
    {
        var rows = new Dictionary<uint, Row>();
        foreach (var (pid, perCpu) in session.Bpf.Map("processes").AsPerCpuHash<uint, ProcessTotal>().Items())
        {
            var row = new Row("", 0, 0);
            foreach (var cpu in perCpu)
            {
                if (cpu.Count > 0)
                {
                    var comm = cpu.Comm;
                    row = new Row(Comm(comm), row.Count + cpu.Count, row.TotalNs + cpu.TotalNs);
                }
            }

            rows.Add(pid, row);
        }

        return rows;
    }

    private static string Comm(ReadOnlySpan<byte> comm)
    {
        var end = comm.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? comm : comm[..end]);
    }

    private readonly record struct Row(string Comm, ulong Count, ulong TotalNs);

    /// <summary>struct total_t of the C program.</summary>
    private readonly record struct Total(ulong Count, ulong TotalNs);

    /// <summary>struct process_t of the C program.</summary>
    private readonly record struct ProcessTotal(ulong Count, ulong TotalNs, CommBuffer Comm);

    [System.Runtime.CompilerServices.InlineArray(16)]
    private struct CommBuffer
    {
        private byte first;
    }
}
