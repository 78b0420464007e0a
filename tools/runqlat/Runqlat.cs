// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using BpfSharp.Tooling;
using BpfSharp.Tooling.Histograms;
using BpfSharp.Tooling.Output;

namespace BpfSharp.Tools;

/// <summary>Draws how long tasks wait for a CPU once they could run.</summary>
public sealed class Runqlat : Tool
{
    private const int Slots = 64;

    private readonly Option<bool> timestamp = new("--timestamp", "-T") { Description = "include timestamp on output" };
    private readonly Option<bool> milliseconds = new("--milliseconds", "-m") { Description = "millisecond histogram" };
    private readonly Option<bool> byPid = new("--pids", "-P") { Description = "print a histogram per process ID" };
    private readonly Option<bool> byPidns = new("--pidnss") { Description = "print a histogram per PID namespace" };
    private readonly Option<bool> byTid = new("--tids", "-L") { Description = "print a histogram per thread ID" };
    private readonly Option<uint?> pid = new("--pid", "-p") { Description = "trace this PID only" };
    private readonly Argument<double?> interval = new("interval") { Description = "output interval, in seconds", Arity = ArgumentArity.ZeroOrOne };
    private readonly Argument<int?> count = new("count") { Description = "number of outputs", Arity = ArgumentArity.ZeroOrOne };

    // Histograms so far: those of the kernel only grow, each output shows the difference.
    private readonly Dictionary<uint, long[]> before = [];

    public override string Name => "runqlat";
    public override string Summary => "Summarize run queue (scheduler) latency as a histogram";
    public override string Source => ToolSource.Read("runqlat");

    public override IReadOnlyList<string> Examples =>
    [
        "runqlat            # summarize run queue latency as a histogram",
        "runqlat 1 10       # print 1 second summaries, 10 times",
        "runqlat -mT 1      # 1s summaries, milliseconds, and timestamps",
        "runqlat -P         # show each PID separately",
        "runqlat -p 185     # trace PID 185 only",
    ];

    public override IReadOnlyList<Option> Options => [timestamp, milliseconds, byPid, byPidns, byTid, pid];
    public override IReadOnlyList<Argument> Arguments => [interval, count];

    public override string? Validate(ParseResult options) =>
        new[] { byPid, byTid, byPidns }.Count(options.GetValue) > 1 ? "--pids, --tids and --pidnss exclude each other" : null;

    public override IEnumerable<string> Defines(ParseResult options, KernelTarget target)
    {
        if (options.GetValue(pid) is { } only)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"FILTER_PID={only}");
        }

        foreach (var (option, setting) in new[] { (milliseconds, "MILLISECONDS"), (byPid, "BY_PID"), (byTid, "BY_TID"), (byPidns, "BY_PIDNS") })
        {
            if (options.GetValue(option))
            {
                yield return setting;
            }
        }

        // Renamed in 5.14.
        yield return "TASK_STATE=" + (target.HasField("task_struct", "state") ? "state" : "__state");
    }

    public override void Run(ToolSession session)
    {
        var options = session.Options;
        if (session.Format == OutputFormat.Text)
        {
            session.Output.WriteLine("Tracing run queue latency... Hit Ctrl-C to end.");
            session.Output.Flush();
        }

        var step = options.GetValue(interval) is { } seconds ? TimeSpan.FromSeconds(seconds) : TimeSpan.MaxValue;
        var outputs = options.GetValue(count) ?? int.MaxValue;
        for (var goesOn = true; goesOn && outputs > 0; outputs--)
        {
            goesOn = session.Wait(step);
            WriteHistograms(session);
        }

        LossCounters.Report(session, "wake-ups NOT TIMED: too many tasks", "delays NOT COUNTED: too many histograms");
    }

    private void WriteHistograms(ToolSession session)
    {
        var output = session.Output;
        var options = session.Options;
        if (session.Format == OutputFormat.Text)
        {
            output.WriteLine();
            if (options.GetValue(timestamp))
            {
                output.WriteLine(DateTime.Now.ToString("HH:mm:ss", CultureInfo.InvariantCulture) + "\n");
            }
        }

        var unit = options.GetValue(milliseconds) ? "msecs" : "usecs";
        var key = options.GetValue(byPid) ? "pid" : options.GetValue(byTid) ? "tid" : options.GetValue(byPidns) ? "pidns" : null;
        foreach (var (id, counts) in Read(session, key is not null).OrderBy(h => h.Key))
        {
            var delta = Difference(id, counts);
            if (delta.AsSpan().ContainsAnyExcept(0))
            {
                WriteHistogram(session, key, id, delta, unit);
            }
        }

        output.Flush();
    }

    private static void WriteHistogram(ToolSession session, string? key, uint id, long[] counts, string unit)
    {
        if (session.Format != OutputFormat.Text)
        {
            session.Output.WriteLine(HistogramJson.Write(key, id, unit, counts));
            return;
        }

        if (key is not null)
        {
            session.Output.WriteLine($"\n{key} = {id}");
        }

        Log2Histogram.Write(session.Output, counts, unit);
    }

    private long[] Difference(uint id, long[] now)
    {
        var delta = (long[])now.Clone();
        if (before.TryGetValue(id, out var earlier))
        {
            for (var slot = 0; slot < delta.Length; slot++)
            {
                delta[slot] -= earlier[slot];
            }
        }

        before[id] = now;
        return delta;
    }

    private static Dictionary<uint, long[]> Read(ToolSession session, bool isKeyed)
    {
        var histograms = new Dictionary<uint, long[]>();
        if (!isKeyed)
        {
            var counters = session.Bpf.Map("dist").AsPerCpuArray<ulong>();
            var counts = new long[Slots];
            for (var slot = 0; slot < Slots; slot++)
            {
                counts[slot] = Sum(counters[slot]);
            }

            histograms.Add(0, counts);
            return histograms;
        }

        foreach (var (key, perCpu) in session.Bpf.Map("dist").AsPerCpuHash<SlotKey, ulong>().Items())
        {
            ref var counts = ref CollectionsMarshal.GetValueRefOrAddDefault(histograms, key.Id, out _);
            counts ??= new long[Slots];
            counts[key.Slot] += Sum(perCpu);
        }

        return histograms;
    }

    private static long Sum(ulong[] perCpu)
    {
        var sum = 0UL;
        foreach (var value in perCpu)
        {
            sum += value;
        }

        return (long)sum;
    }

    /// <summary>struct slot_t of the C program.</summary>
    private readonly record struct SlotKey(uint Id, uint Slot);
}
