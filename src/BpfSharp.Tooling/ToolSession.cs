// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Diagnostics;
using BpfSharp.Tooling.Output;

namespace BpfSharp.Tooling;

/// <summary>A tool's run: its object in the kernel, its options, and when to stop.</summary>
public sealed class ToolSession(BpfObject bpf, ParseResult options, TextWriter output, CancellationToken cancellation)
{
    private readonly Stopwatch clock = Stopwatch.StartNew();

    public BpfObject Bpf { get; } = bpf;
    public ParseResult Options { get; } = options;
    public TextWriter Output { get; } = output;
    public CancellationToken Cancellation { get; } = cancellation;
    public OutputFormat Format { get; } = CommonOptions.Format(options);
    public TimeSpan Elapsed => clock.Elapsed;

    /// <summary>What was seen and what was lost, for the line at the end.</summary>
    public Completeness Completeness { get; } = new();

    /// <summary>Sleeps for an interval; false when the user or the deadline ended it.</summary>
    /// <param name="interval">Anything beyond some weeks means "until stopped".</param>
    public bool Wait(TimeSpan interval) =>
        !Cancellation.WaitHandle.WaitOne(interval.TotalMilliseconds > int.MaxValue ? Timeout.InfiniteTimeSpan : interval < TimeSpan.Zero ? TimeSpan.Zero : interval);

    /// <summary>Hands over every record of an event map until cancelled or <paramref name="duration"/> is over; counts records and losses.</summary>
    /// <param name="afterBatch">Called when a batch of records is through: flush there.</param>
    public void ReadEvents(string map, TimeSpan? duration, RecordHandler handler, Action afterBatch, EventReaderOptions? readerOptions = null)
    {
        using var reader = Bpf.OpenEvents(map, readerOptions);
        using var wake = Cancellation.Register(reader.Wake);
        while (!Cancellation.IsCancellationRequested)
        {
            var left = duration is { } limit ? limit - clock.Elapsed : TimeSpan.MaxValue;
            if (left <= TimeSpan.Zero)
            {
                break;
            }

            reader.Poll((int)Math.Min(left.TotalMilliseconds + 1, 1000), handler);
            afterBatch();
        }

        reader.Consume(handler);
        afterBatch();
        Completeness.Records += reader.ReadCount;
        Completeness.Lost += reader.LostCount;
    }
}
