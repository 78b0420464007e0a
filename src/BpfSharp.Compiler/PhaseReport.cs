// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;

namespace BpfSharp.Compiler;

/// <summary>Where a compilation's time and memory went, phase by phase (-ftime-report). A phase that comes several times, as passes do, is one row.</summary>
/// <remarks>For one compilation on one thread: allocations are the thread's. Tokens are made as the parser asks for them, so preprocessing and parsing are one phase.</remarks>
public sealed class PhaseReport
{
    private readonly List<Phase> phases = [];
    private readonly Dictionary<string, int> places = new(StringComparer.Ordinal);
    private long time = Stopwatch.GetTimestamp();
    private long bytes = GC.GetAllocatedBytesForCurrentThread();

    /// <param name="AllocatedBytes">On the managed heap, collected since or not.</param>
    public readonly record struct Phase(string Name, TimeSpan Time, long AllocatedBytes, int Count);

    /// <summary>In the order in which they began.</summary>
    public IReadOnlyList<Phase> Phases => phases;

    /// <summary>Ends a phase: what was spent since the one before, or since this report was made, is its.</summary>
    public void End(string name)
    {
        var spent = Stopwatch.GetElapsedTime(time);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - bytes;
        if (places.TryGetValue(name, out var place))
        {
            var known = phases[place];
            phases[place] = new Phase(name, known.Time + spent, known.AllocatedBytes + allocated, known.Count + 1);
        }
        else
        {
            places.Add(name, phases.Count);
            phases.Add(new Phase(name, spent, allocated, 1));
        }

        (time, bytes) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
    }

    public void Write(TextWriter writer)
    {
        var total = phases.Aggregate(TimeSpan.Zero, static (sum, p) => sum + p.Time);
        writer.WriteLine($"{"phase",-24} {"times",6} {"ms",10} {"share",7} {"allocated KB",14}");
        foreach (var phase in phases)
        {
            writer.WriteLine($"{phase.Name,-24} {phase.Count,6} {phase.Time.TotalMilliseconds,10:F2} {phase.Time / total,7:P0} {phase.AllocatedBytes >> 10,14}");
        }

        writer.WriteLine($"{"total",-24} {"",6} {total.TotalMilliseconds,10:F2} {"",7} {phases.Sum(static p => p.AllocatedBytes) >> 10,14}");
        writer.WriteLine($"live heap {GC.GetTotalMemory(false) >> 10} KB, collections {GC.CollectionCount(0)}/{GC.CollectionCount(1)}/{GC.CollectionCount(2)}");
    }
}
