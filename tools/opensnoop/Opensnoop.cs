// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Globalization;
using BpfSharp.Tooling;
using BpfSharp.Tooling.Output;

namespace BpfSharp.Tools;

/// <summary>Prints every open() of a file as it returns: who, which descriptor or error, which path.</summary>
public sealed class Opensnoop : Tool
{
    private readonly Option<bool> timestamp = new("--timestamp", "-T") { Description = "include timestamp on output" };
    private readonly Option<bool> printUid = new("--print-uid", "-U") { Description = "print UID column" };
    private readonly Option<bool> failed = new("--failed", "-x") { Description = "only show failed opens" };
    private readonly Option<uint?> pid = new("--pid", "-p") { Description = "trace this PID only" };
    private readonly Option<uint?> tid = new("--tid", "-t") { Description = "trace this TID only" };
    private readonly Option<uint?> uid = new("--uid", "-u") { Description = "trace this UID only" };
    private readonly Option<double?> duration = new("--duration", "-d") { Description = "total duration of trace in seconds" };
    private readonly Option<string?> name = new("--name", "-n") { Description = "only print process names containing this name" };
    private readonly Option<bool> extended = new("--extended_fields", "-e") { Description = "show extended fields" };
    private readonly Option<string[]> flagFilter = new("--flag_filter", "-f") { Description = "filter on flags argument (e.g., O_WRONLY)" };
    private readonly Option<bool> fullPath = new("--full-path", "-F") { Description = "show full path for an open file with relative path" };
    private readonly Option<uint> bufferPages = new("--buffer-pages", "-b") { Description = "size of the ring buffer in pages, a power of two", DefaultValueFactory = _ => 64 };

    public override string Name => "opensnoop";
    public override string Summary => "Trace open() syscalls";
    public override IReadOnlyDictionary<string, string> Headers => ToolSource.SharedHeaders;
    public override ContainerFilter? Containers { get; } = new();
    public override CommandToTrace? Command { get; } = new();
    public override string Source => ToolSource.Read("opensnoop");

    public override IReadOnlyList<string> Examples =>
    [
        "opensnoop                        # trace all open() syscalls",
        "opensnoop -T                     # include timestamps",
        "opensnoop -x                     # only show failed opens",
        "opensnoop -p 181                 # only trace PID 181",
        "opensnoop -d 10                  # trace for 10 seconds only",
        "opensnoop -n main                # only print process names containing \"main\"",
        "opensnoop -f O_WRONLY -f O_RDWR  # only print calls for writing",
        "opensnoop -F                     # show full path for an open file with relative path",
    ];

    public override IReadOnlyList<Option> Options =>
        [timestamp, printUid, failed, pid, tid, uid, duration, name, extended, flagFilter, fullPath, bufferPages];

    public override string? Validate(ParseResult options)
    {
        if (options.GetValue(pid) is not null && Command!.Words.Count > 0)
        {
            return "-p and --exec exclude each other";
        }

        foreach (var flag in options.GetValue(flagFilter) ?? [])
        {
            if (!OpenFlags.TryGet(flag, out _))
            {
                return $"-f {flag}: no such open flag; one of {string.Join(", ", OpenFlags.Names)}";
            }
        }

        var pages = options.GetValue(bufferPages);
        return System.Numerics.BitOperations.IsPow2(pages) ? null : $"-b {pages}: the number of pages must be a power of two";
    }

    public override IEnumerable<string> Defines(ParseResult options, KernelTarget target)
    {
        foreach (var (option, setting) in new[] { (pid, "FILTER_PID"), (tid, "FILTER_TID"), (uid, "FILTER_UID") })
        {
            if (options.GetValue(option) is { } value)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{setting}={value}");
            }
        }

        var flags = (options.GetValue(flagFilter) ?? []).Aggregate(0, (all, flag) => OpenFlags.TryGet(flag, out var bit) ? all | bit : all);
        if (flags != 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"FILTER_FLAGS={flags}");
        }

        if (options.GetValue(failed))
        {
            yield return "ONLY_FAILED";
        }

        if (options.GetValue(fullPath))
        {
            yield return "FULL_PATH";
        }

        yield return string.Create(CultureInfo.InvariantCulture, $"BUFFER_PAGES={options.GetValue(bufferPages)}");
    }

    public override void Run(ToolSession session)
    {
        var options = session.Options;
        var decoder = session.Bpf.EventDecoder("events")!;
        var fields = new EventFields(decoder);
        using var stream = ConsoleOutput.OpenStream();
        var table = new EventTable(Columns(options, fields), session.Format, stream);
        var comm = fields.Find("comm");
        var wanted = System.Text.Encoding.UTF8.GetBytes(options.GetValue(name) ?? "");
        table.WriteHeader();
        session.ReadEvents("events", options.GetValue(duration) is { } seconds ? TimeSpan.FromSeconds(seconds) : null, (record, _) =>
        {
            if (EventFields.Text(comm, record).IndexOf(wanted) >= 0)
            {
                table.WriteRow(record);
            }
        }, table.Flush);
        LossCounters.Report(session, "records LOST: the buffer was full (raise --buffer-pages)");
    }

    private List<Column> Columns(ParseResult options, EventFields fields)
    {
        var columns = new List<Column>();
        if (options.GetValue(timestamp))
        {
            var source = fields.Find("ts_ns");
            long first = 0;
            columns.Add(new Column("TIME(s)", "time", -14, true, (record, output) =>
            {
                var now = fields.Read(source, record);
                first = first == 0 ? now : first;
                output.Append((now - first) / 1e9, 9);
            }, Gap: 0));
        }

        if (options.GetValue(printUid))
        {
            columns.Add(fields.Number("UID", "uid", -6, "uid", gap: 0));
        }

        columns.Add(options.GetValue(tid) is null ? fields.Number("PID", "pid", -6, "pid") : fields.Number("TID", "tid", -6, "tid"));
        columns.Add(fields.Text("COMM", "comm", -16, "comm"));
        var result = fields.Find("ret");
        columns.Add(new Column("FD", "fd", 4, true, (record, output) => output.Append(Math.Max(fields.Read(result, record), -1))));
        columns.Add(new Column("ERR", "err", 3, true, (record, output) => output.Append(Math.Max(-fields.Read(result, record), 0))));
        if (options.GetValue(extended))
        {
            AddExtended(columns, fields);
        }

        var path = new OpenPath(fields, options.GetValue(fullPath));
        columns.Add(new Column("PATH", "path", 0, false, path.Write));
        return columns;
    }

    private static void AddExtended(List<Column> columns, EventFields fields)
    {
        var flags = fields.Find("flags");
        var mode = fields.Find("mode");
        columns.Add(new Column("FLAGS", "flags", -8, false, (record, output) => output.AppendOctal((uint)fields.Read(flags, record), 8)));
        columns.Add(new Column("MODE", "mode", -4, false, (record, output) =>
        {
            // open(2) looks at the mode only when it may create a file.
            var value = (uint)fields.Read(mode, record);
            if (value == 0 && !OpenFlags.Creates((int)fields.Read(flags, record)))
            {
                output.Append("n/a"u8);
                return;
            }

            output.AppendOctal(value, 4);
        }));
    }
}
