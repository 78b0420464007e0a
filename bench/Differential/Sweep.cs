// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using BpfSharp.Differential.Generation;
using BpfSharp.Differential.Running;

namespace BpfSharp.Differential;

/// <summary>One run over many seeds: while our code for one batch is compiled and run, the other compilers are at the next.</summary>
internal sealed class Sweep(Options options, string work)
{
    private const int BatchSize = 50;
    private static readonly TimeSpan ShrinkLimit = TimeSpan.FromSeconds(60), SlowLimit = TimeSpan.FromSeconds(10);

    private readonly Tally tally = new();
    private readonly Dictionary<string, int> kinds = [];
    private readonly ConcurrentDictionary<int, TimeSpan> slow = new();
    private readonly Dictionary<FindingSort, List<int>> seeds = Enum.GetValues<FindingSort>().ToDictionary(s => s, _ => new List<int>());
    private readonly IReadOnlyList<Peer> peers = [.. options.Peers.Select(c => new Peer(c)).Where(p => p.Version > 0)];

    /// <summary>True when nothing was found that our code is to blame for.</summary>
    public bool Run()
    {
        var start = DateTime.UtcNow;
        var end = options.Start + options.Seeds;
        var comparison = new Comparison(work, peers, tally);
        var next = Prepare(options.Start);
        for (var at = options.Start; at < end; at += BatchSize)
        {
            var batch = next.Result;
            next = Prepare(at + BatchSize);
            Report(Check(comparison, batch));
            var done = Math.Min(at + BatchSize, end) - options.Start;
            Console.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{done} programs, {kinds.Values.Sum()} failures, {done / (DateTime.UtcNow - start).TotalSeconds:0.0} programs a second"));
        }

        Summarise();
        return seeds.All(s => s.Key == FindingSort.NoReference || s.Value.Count == 0);

        Task<IReadOnlyList<Prepared>> Prepare(int first) => Task.Run(
            () => comparison.Prepare([.. Enumerable.Range(first, Math.Clamp(end - first, 0, BatchSize)).Select(ProgramGenerator.Generate)]));
    }

    private IReadOnlyList<Finding> Check(Comparison comparison, IReadOnlyList<Prepared> batch)
    {
        var findings = new Finding?[batch.Count];
        Parallel.For(0, batch.Count, new ParallelOptions { MaxDegreeOfParallelism = options.Jobs }, i => findings[i] = CheckOne(comparison, batch[i]));
        return [.. findings.OfType<Finding>()];
    }

    /// <summary>A breakdown of loader or Vm is a finding and no reason to end a long run.</summary>
    private Finding? CheckOne(Comparison comparison, Prepared prepared)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            return comparison.CheckOne(prepared);
        }
        catch (Exception e)
        {
            return new Finding(prepared.Program, FindingSort.Crash, e.GetType().Name, e.ToString());
        }
        finally
        {
            if (watch.Elapsed > SlowLimit)
            {
                slow[prepared.Program.Seed] = watch.Elapsed;
            }
        }
    }

    private void Report(IReadOnlyList<Finding> findings)
    {
        foreach (var finding in findings)
        {
            seeds[finding.Sort].Add(finding.Program.Seed);
            var count = kinds[finding.Kind] = kinds.GetValueOrDefault(finding.Kind) + 1;
            Console.WriteLine($"seed {finding.Program.Seed}: {finding.Kind}: {finding.Detail.Split('\n')[0]}");

            // One small example of a kind is enough to find its cause.
            if (options.Shrink && count == 1)
            {
                var comparison = new Comparison(work, peers, new Tally());
                new Shrinker(finding.Program, p => comparison.IsAlike(p, finding), ShrinkLimit).Run();
            }

            File.WriteAllText(
                Path.Combine(options.Output, $"{finding.Program.Seed}.c"),
                $"// {finding.Kind}\n// {finding.Detail.Replace("\n", "\n// ", StringComparison.Ordinal)}\n{finding.Program.ForBpf()}");
        }
    }

    private void Summarise()
    {
        foreach (var (kind, count) in kinds.OrderByDescending(k => k.Value))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count,8}  {kind}"));
        }

        Console.WriteLine($"peers: {string.Join(", ", peers.Select(p => p.Name).DefaultIfEmpty("none"))}");
        foreach (var line in tally.Lines())
        {
            Console.WriteLine(line);
        }

        foreach (var (seed, time) in slow.OrderBy(s => s.Key))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"slow: seed {seed} took {time.TotalSeconds:0} s"));
        }

        foreach (var peer in peers.Where(p => p.TooSlow.Any()))
        {
            Console.WriteLine($"slow: {peer.Name} found no end with {string.Join(", ", peer.TooSlow)}");
        }

        Console.WriteLine($"time: {Timings.Summary()}");
        var range = string.Create(CultureInfo.InvariantCulture, $"{options.Seeds} programs, seeds {options.Start} to {options.Start + options.Seeds - 1}");
        Console.WriteLine(
            $"{range}: {Counted(FindingSort.Mismatch, "mismatches")}, {Counted(FindingSort.Refusal, "refusals")}, {Counted(FindingSort.Crash, "crashes")}; {Counted(FindingSort.NoReference, "without a result of gcc's")}");
    }

    private string Counted(FindingSort sort, string name)
    {
        var found = seeds[sort];
        return string.Create(CultureInfo.InvariantCulture, $"{found.Count} {name}{(found.Count > 0 ? $" ({string.Join(", ", found)})" : "")}");
    }
}
