// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using BpfSharp.Differential.Generation;
using BpfSharp.Differential.Running;

namespace BpfSharp.Differential;

/// <summary>One run over many seeds: while our code for one batch is compiled and run, the other compilers are at the next.</summary>
internal sealed class Sweep(Options options, string work)
{
    private const int BatchSize = 50;
    private static readonly TimeSpan ShrinkLimit = TimeSpan.FromSeconds(60);

    private readonly Tally tally = new();
    private readonly Dictionary<string, int> kinds = [];
    private readonly IReadOnlyList<Peer> peers = [.. options.Peers.Select(c => new Peer(c)).Where(p => p.Version > 0)];

    /// <summary>The number of programs that failed.</summary>
    public int Run()
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
        return kinds.Values.Sum();

        Task<IReadOnlyList<Prepared>> Prepare(int first) => Task.Run(
            () => comparison.Prepare([.. Enumerable.Range(first, Math.Clamp(end - first, 0, BatchSize)).Select(ProgramGenerator.Generate)]));
    }

    private IReadOnlyList<Finding> Check(Comparison comparison, IReadOnlyList<Prepared> batch)
    {
        var findings = new Finding?[batch.Count];
        Parallel.For(0, batch.Count, new ParallelOptions { MaxDegreeOfParallelism = options.Jobs }, i => findings[i] = comparison.CheckOne(batch[i]));
        return [.. findings.OfType<Finding>()];
    }

    private void Report(IReadOnlyList<Finding> findings)
    {
        foreach (var finding in findings)
        {
            var count = kinds[finding.Kind] = kinds.GetValueOrDefault(finding.Kind) + 1;
            Console.WriteLine($"seed {finding.Program.Seed}: {finding.Kind}: {finding.Detail.Split('\n')[0]}");

            // One small example of a kind is enough to find its cause.
            if (options.Shrink && count == 1)
            {
                var comparison = new Comparison(work, peers, new Tally());
                new Shrinker(finding.Program, p => comparison.Check([p]).Any(f => f.Kind == finding.Kind), ShrinkLimit).Run();
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

        Console.WriteLine($"time: {Timings.Summary()}");
    }
}
