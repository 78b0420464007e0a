// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.RunTime;

/// <summary>One loaded object and the best time its programs took together, per run.</summary>
internal sealed class Measured : IDisposable
{
    private readonly BpfObject loaded;

    public Measured(BpfObject loaded)
    {
        this.loaded = loaded;
        loaded.Load();
    }

    /// <summary>Null while none of the programs ran.</summary>
    public double? Best { get; private set; }
    public ulong Runs { get; private set; }

    public void Measure(Workload work)
    {
        var (time, runs) = work.Packet is { } packet ? RunByHand(packet, work.Repeat) : RunAttached(work.Act);
        Runs += runs;
        if (runs > 0)
        {
            Best = Math.Min(Best ?? double.MaxValue, time / runs);
        }
    }

    public void Dispose() => loaded.Dispose();

    private (double Time, ulong Runs) RunByHand(byte[] packet, int repeat)
    {
        var result = loaded.Programs[0].TestRun(packet, repeat: repeat);
        return (result.DurationNs * (double)repeat, (ulong)repeat);
    }

    /// <summary>What the kernel counted while the programs were attached and something happened.</summary>
    private (double Time, ulong Runs) RunAttached(Action act)
    {
        var (timeBefore, runsBefore) = Counted();
        var links = Workloads.Attach(loaded);
        try
        {
            act();
        }
        finally
        {
            foreach (var link in links)
            {
                link.Dispose();
            }
        }

        var (time, runs) = Counted();
        return (time - timeBefore, runs - runsBefore);
    }

    private (double Time, ulong Runs) Counted()
    {
        var (time, runs) = (0.0, 0UL);
        foreach (var program in loaded.Programs)
        {
            var info = program.GetInfo();
            (time, runs) = (time + info.RunTimeNs, runs + info.RunCount);
        }

        return (time, runs);
    }
}
