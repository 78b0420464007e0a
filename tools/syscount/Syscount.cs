// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Globalization;
using BpfSharp.Errors;
using BpfSharp.Tooling;
using BpfSharp.Tooling.Names;

namespace BpfSharp.Tools;

/// <summary>Counts system calls, by call or by process, with their latency when asked.</summary>
public sealed class Syscount : Tool
{
    private readonly Option<uint?> pid = new("--pid", "-p") { Description = "trace only this pid" };
    private readonly Option<uint?> tid = new("--tid", "-t") { Description = "trace only this tid" };
    private readonly Option<uint?> ppid = new("--ppid", "-c") { Description = "trace only children of this pid" };
    private readonly Option<double?> interval = new("--interval", "-i") { Description = "print summary at this interval (seconds)" };
    private readonly Option<double?> duration = new("--duration", "-d") { Description = "total duration of trace, in seconds" };
    private readonly Option<int> top = new("--top", "-T") { Description = "print only the top syscalls by count or latency", DefaultValueFactory = _ => 10 };
    private readonly Option<bool> failures = new("--failures", "-x") { Description = "trace only failed syscalls (return < 0)" };
    private readonly Option<string?> errno = new("--errno", "-e") { Description = "trace only syscalls that return this error (numeric or EPERM, etc.)" };
    private readonly Option<bool> latency = new("--latency", "-L") { Description = "collect syscall latency" };
    private readonly Option<bool> milliseconds = new("--milliseconds", "-m") { Description = "display latency in milliseconds (default: microseconds)" };
    private readonly Option<bool> byProcess = new("--process", "-P") { Description = "count by process and not by syscall" };
    private readonly Option<bool> list = new("--list", "-l") { Description = "print list of recognized syscalls and exit" };
    private readonly Option<string?> syscall = new("--syscall") { Description = "trace this syscall only (use option -l to get all recognized syscalls)" };

    public override string Name => "syscount";
    public override string Summary => "Summarize syscall counts and latencies";
    public override CommandToTrace? Command { get; } = new();
    public override string Source => ToolSource.Read("syscount");

    public override IReadOnlyList<string> Examples =>
    [
        "syscount                 # print top 10 syscalls by count",
        "syscount -p 181 -i 5     # one process, every 5 seconds",
        "syscount -L -m           # with latency in milliseconds",
        "syscount -P -x           # which processes see failing calls",
        "syscount --syscall read  # only read()",
    ];

    public override IReadOnlyList<Option> Options =>
        [pid, tid, ppid, interval, duration, top, failures, errno, latency, milliseconds, byProcess, list, syscall];

    public override bool TryAnswerOffline(ParseResult options, TextWriter output)
    {
        if (!options.GetValue(list))
        {
            return false;
        }

        foreach (var row in SyscallNames.All.Order(StringComparer.Ordinal).Chunk(4))
        {
            output.WriteLine(string.Join("   ", row.Select(name => name.PadRight(22))).TrimEnd());
        }

        return true;
    }

    public override string? Validate(ParseResult options)
    {
        if (options.GetValue(pid) is not null && Command!.Words.Count > 0)
        {
            return "-p and --exec exclude each other";
        }

        if (options.GetValue(errno) is { } error && !TryParseErrno(error, out _))
        {
            return $"-e {error}: neither an error number nor a name such as EPERM";
        }

        return options.GetValue(syscall) is { } name && !SyscallNames.TryGetNumber(name, out _)
            ? $"--syscall {name}: no such system call on this architecture (-l lists them)" : null;
    }

    public override IEnumerable<string> Defines(ParseResult options, KernelTarget target)
    {
        foreach (var (option, setting) in new[] { (pid, "FILTER_PID"), (tid, "FILTER_TID"), (ppid, "FILTER_PPID") })
        {
            if (options.GetValue(option) is { } value)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{setting}={value}");
            }
        }

        if (options.GetValue(syscall) is { } name && SyscallNames.TryGetNumber(name, out var number))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"FILTER_SYSCALL={number}");
        }

        if (options.GetValue(errno) is { } error && TryParseErrno(error, out var code))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"FILTER_ERRNO={code}");
        }

        foreach (var (option, setting) in new[] { (failures, "FILTER_FAILED"), (latency, "LATENCY"), (byProcess, "BY_PROCESS") })
        {
            if (options.GetValue(option))
            {
                yield return setting;
            }
        }
    }

    public override void Run(ToolSession session)
    {
        var options = session.Options;
        var table = new SyscountTable(session, options.GetValue(byProcess), options.GetValue(latency), options.GetValue(milliseconds), options.GetValue(top));
        if (session.Format == Tooling.Output.OutputFormat.Text)
        {
            var failed = options.GetValue(failures) ? "failed " : "";
            session.Output.WriteLine(options.GetValue(syscall) is { } name
                ? $"Tracing {failed}syscall '{name}'... Ctrl+C to quit."
                : $"Tracing {failed}syscalls, printing top {options.GetValue(top)}... Ctrl+C to quit.");
            session.Output.Flush();
        }

        var end = options.GetValue(duration) is { } seconds ? TimeSpan.FromSeconds(seconds) : TimeSpan.MaxValue;
        var step = options.GetValue(interval) is { } every ? TimeSpan.FromSeconds(every) : TimeSpan.MaxValue;
        bool goesOn;
        do
        {
            var left = end - session.Elapsed;
            var wait = left < step ? left : step;
            goesOn = session.Wait(wait) && session.Elapsed < end;
            table.WriteAndReset();
        }
        while (goesOn);
        if (session.Format == Tooling.Output.OutputFormat.Text)
        {
            session.Output.WriteLine("Detaching...");
        }

        LossCounters.Report(session, "calls NOT TIMED: too many at once", "calls NOT COUNTED: too many processes");
    }

    private static bool TryParseErrno(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) || ErrnoNames.TryGetNumber(text.ToUpperInvariant(), out number);
}
