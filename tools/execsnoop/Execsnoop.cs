// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using BpfSharp.Tooling;
using BpfSharp.Tooling.Output;

namespace BpfSharp.Tools;

/// <summary>Prints every exec() with its arguments and outcome.</summary>
public sealed class Execsnoop : Tool
{
    private readonly Option<bool> time = new("--time", "-T") { Description = "include time column on output (HH:MM:SS)" };
    private readonly Option<bool> timestamp = new("--timestamp", "-t") { Description = "include timestamp on output" };
    private readonly Option<bool> fails = new("--fails", "-x") { Description = "include failed exec()s" };
    private readonly Option<string?> uid = new("--uid", "-u") { Description = "trace this UID (or user name) only" };
    private readonly Option<bool> quote = new("--quote", "-q") { Description = "add quotemarks (\") around arguments" };
    private readonly Option<string?> name = new("--name", "-n") { Description = "only print commands matching this name (regex), any arg" };
    private readonly Option<string?> line = new("--line", "-l") { Description = "only print commands where arg contains this line (regex)" };
    private readonly Option<bool> printUid = new("--print-uid", "-U") { Description = "print UID column" };
    private readonly Option<bool> printCpu = new("--print-cpu", "-C") { Description = "print CPU column" };
    private readonly Option<bool> printParent = new("--print-pcomm", "-M") { Description = "print parent command column" };
    private readonly Option<int> maxArgs = new("--max-args") { Description = "maximum number of arguments parsed and displayed", DefaultValueFactory = _ => 20 };
    private readonly Option<uint?> ppid = new("--ppid", "-P") { Description = "trace this parent PID only" };
    private readonly Option<double?> duration = new("--duration", "-d") { Description = "total duration of trace in seconds" };
    private readonly Option<uint> bufferPages = new("--buffer-pages", "-b") { Description = "size of the ring buffer in pages, a power of two", DefaultValueFactory = _ => 256 };

    public override string Name => "execsnoop";
    public override string Summary => "Trace exec() syscalls";
    public override IReadOnlyDictionary<string, string> Headers => ToolSource.SharedHeaders;
    public override ContainerFilter? Containers { get; } = new();
    public override string Source => ToolSource.Read("execsnoop");

    public override IReadOnlyList<string> Examples =>
    [
        "execsnoop            # trace all exec() syscalls",
        "execsnoop -x         # include failed exec()s",
        "execsnoop -T         # include time (HH:MM:SS)",
        "execsnoop -u www     # only the processes of one user",
        "execsnoop -n main    # only print command lines containing \"main\"",
        "execsnoop -l tpkg    # only print command where arguments contains \"tpkg\"",
        "execsnoop -P 181     # only children of PID 181",
    ];

    public override IReadOnlyList<Option> Options =>
        [time, timestamp, fails, uid, quote, name, line, printUid, printCpu, printParent, maxArgs, ppid, duration, bufferPages];

    public override string? Validate(ParseResult options)
    {
        if (options.GetValue(uid) is { } user && !UserNames.TryGetId(user, out _))
        {
            return $"-u {user}: no such user";
        }

        foreach (var pattern in new[] { options.GetValue(name), options.GetValue(line) })
        {
            try
            {
                _ = pattern is null ? null : new Regex(pattern);
            }
            catch (ArgumentException wrong)
            {
                return $"{wrong.Message}";
            }
        }

        if (options.GetValue(maxArgs) is < 1 or > 128)
        {
            return "--max-args: between 1 and 128";
        }

        var pages = options.GetValue(bufferPages);
        return System.Numerics.BitOperations.IsPow2(pages) ? null : $"-b {pages}: the number of pages must be a power of two";
    }

    public override IEnumerable<string> Defines(ParseResult options, KernelTarget target)
    {
        if (options.GetValue(uid) is { } user && UserNames.TryGetId(user, out var id))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"FILTER_UID={id}");
        }

        if (options.GetValue(ppid) is { } parent)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"FILTER_PPID={parent}");
        }

        yield return string.Create(CultureInfo.InvariantCulture, $"MAX_ARGS={options.GetValue(maxArgs)}");
        yield return string.Create(CultureInfo.InvariantCulture, $"BUFFER_PAGES={options.GetValue(bufferPages)}");
    }

    public override void Run(ToolSession session)
    {
        var options = session.Options;
        var fields = new EventFields(session.Bpf.EventDecoder("events")!);
        var pending = new PendingExecs(fields, options.GetValue(quote));
        using var stream = ConsoleOutput.OpenStream();
        var table = new EventTable(Columns(options, fields, pending), session.Format, stream);
        var result = fields.Find("ret");
        var comm = fields.Find("comm");
        var wantedName = options.GetValue(name) is { } n ? new Regex(n) : null;
        var wantedLine = options.GetValue(line) is { } l ? new Regex(l) : null;
        table.WriteHeader();
        session.ReadEvents("events", options.GetValue(duration) is { } seconds ? TimeSpan.FromSeconds(seconds) : null, (record, _) =>
        {
            if (!pending.TryComplete(record)
                || (!options.GetValue(fails) && fields.Read(result, record) < 0)
                || (wantedName is not null && !wantedName.IsMatch(Encoding.UTF8.GetString(EventFields.Text(comm, record))))
                || (wantedLine is not null && !wantedLine.IsMatch(Encoding.UTF8.GetString(pending.Arguments))))
            {
                return;
            }

            table.WriteRow(record);
        }, table.Flush);
        LossCounters.Report(session, "records LOST: the buffer was full (raise --buffer-pages)");
    }

    private List<Column> Columns(ParseResult options, EventFields fields, PendingExecs pending)
    {
        var columns = new List<Column>();
        if (options.GetValue(time))
        {
            columns.Add(new Column("TIME", "clock", -9, false, (_, output) => output.Append(DateTime.Now.ToString("HH:mm:ss", CultureInfo.InvariantCulture)), Gap: 0));
        }

        if (options.GetValue(timestamp))
        {
            var source = fields.Find("ts_ns");
            long first = 0;
            columns.Add(new Column("TIME(s)", "time", -8, true, (record, output) =>
            {
                var now = fields.Read(source, record);
                first = first == 0 ? now : first;
                output.Append((now - first) / 1e9, 3);
            }, Gap: 0));
        }

        if (options.GetValue(printUid))
        {
            columns.Add(fields.Number("UID", "uid", -6, "uid", gap: 0));
        }

        columns.Add(fields.Text("COMM", "comm", -16, "comm"));
        columns.Add(fields.Number("PID", "pid", -7, "pid"));
        if (options.GetValue(printParent))
        {
            columns.Add(fields.Text("PCOMM", "pcomm", -16, "pcomm"));
        }

        columns.Add(fields.Number("PPID", "ppid", -7, "ppid"));
        if (options.GetValue(printCpu))
        {
            columns.Add(fields.Number("CPU", "cpu", -4, "cpu"));
        }

        columns.Add(fields.Number("RET", "ret", 3, "ret"));
        columns.Add(new Column("ARGS", "args", 0, false, (_, output) => output.AppendVisible(pending.Arguments)));
        return columns;
    }
}
