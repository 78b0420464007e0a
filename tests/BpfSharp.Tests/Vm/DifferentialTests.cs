// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using BpfSharp.Differential.Generation;
using BpfSharp.Differential.Running;
using BpfSharp.Tests.Support;

namespace BpfSharp.Tests.Vm;

/// <summary>A few hundred random programs of eng/differential, other ones each day, or as many as time allows; and those that once failed.</summary>
/// <remarks>What of the random ones the verifier refuses while a clang passes is for eng/differential to count: how far it follows depends on the kernel.</remarks>
[Collection("kernel objects")]
public sealed class DifferentialTests : IDisposable
{
    private const int Programs = 300, BatchSize = 20, SeedsPerDay = 1000;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(25);
    private static readonly Peer[] Peers = [.. new[] { new Peer("clang") }.Where(p => p.Version > 0)];
    private readonly string folder = Directory.CreateTempSubdirectory("differential-").FullName;

    public static TheoryData<string> Cases => Golden.Cases("differential");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [SkippableFact]
    public void Random_programs_give_one_result_however_they_are_run()
    {
        Machine.RequireProgram("gcc");
        var comparison = new Comparison(folder, Peers, new Tally());
        var watch = Stopwatch.StartNew();
        var first = FirstSeed();
        for (var seed = first; seed < first + Programs && watch.Elapsed < Limit; seed += BatchSize)
        {
            var findings = comparison.Check([.. Enumerable.Range(seed, BatchSize).Select(ProgramGenerator.Generate)])
                .Where(f => f.Sort is FindingSort.Mismatch or FindingSort.Crash).Take(1).ToList();
            Assert.True(findings.Count == 0, findings.Count == 0 ? "" : $"eng/differential --seeds 1 --start {findings[0].Program.Seed}: {findings[0].Kind}: {findings[0].Detail}");
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void What_failed_once_passes(string file)
    {
        Machine.RequireProgram("gcc");
        var text = File.ReadAllText(Repository.PathOf("tests", "golden", "differential", file)).Replace(" entry(", " @entry(", StringComparison.Ordinal);
        var program = new TestProgram(0, Node.Text(text), lowestLevel: 1, clangLevel: 1);
        Assert.Empty(new Comparison(folder, Peers, new Tally()).Check([program]).Select(f => $"{f.Kind}: {f.Detail}"));
    }

    // BPFSHARP_SEED repeats a run.
    private static int FirstSeed() => int.TryParse(Environment.GetEnvironmentVariable("BPFSHARP_SEED"), CultureInfo.InvariantCulture, out var seed)
        ? seed : (int)(DateTime.UtcNow - DateTime.UnixEpoch).TotalDays * SeedsPerDay;

    [Fact]
    public void A_seed_is_a_program() => Assert.Equal(ProgramGenerator.Generate(7).ForBpf(), ProgramGenerator.Generate(7).ForBpf());

    /// <summary>Its globals are arrays of records with arrays, and little else: indices are read at indices without end.</summary>
    [Fact]
    public void Every_seed_has_an_end() => Assert.InRange(ProgramGenerator.Generate(60007574).ForBpf().Length, 1, 100_000);

    [Fact]
    public void Shrinking_leaves_what_the_failure_needs()
    {
        // Any program with a division "fails".
        var program = Enumerable.Range(0, 100).Select(ProgramGenerator.Generate).First(p => p.ForBpf().Contains('/', StringComparison.Ordinal));
        var before = program.ForBpf().Length;
        new Shrinker(program, p => p.ForBpf().Contains('/', StringComparison.Ordinal), TimeSpan.FromSeconds(20)).Run();
        Assert.Contains('/', program.ForBpf());
        Assert.True(program.ForBpf().Length < before / 3);
    }
}
