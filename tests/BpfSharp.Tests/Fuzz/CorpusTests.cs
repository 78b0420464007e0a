// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Fuzz;
using BpfSharp.Fuzz.Judging;
using BpfSharp.Fuzz.Making;
using BpfSharp.Tests.Support;

namespace BpfSharp.Tests.Fuzz;

/// <summary>What fuzzing found once stays found: each file of fuzz/corpus, within the fuzzer's limits of time and memory.</summary>
public class CorpusTests
{
    public static TheoryData<string> Files() => [.. Directory.GetFiles(Repository.PathOf("fuzz/corpus"), "*.c").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Input_that_did_harm_does_none(string file)
    {
        using var subject = new Subject();
        var text = File.ReadAllText(Repository.PathOf("fuzz/corpus/" + file));
        var verdict = subject.Try(text);
        // The first run pays for the runtime's own work.
        verdict = verdict.Kind is "slow" or "memory" ? subject.Try(text) : verdict;
        Assert.True(verdict.Fault is null, $"{verdict.Fault} ({verdict.CpuMs} ms, {verdict.PeakMb} MB)");
    }

    [Theory]
    [InlineData(27, 3000)]
    [InlineData(13, 60)]
    [InlineData(0, 100_000)]
    [InlineData(17, 2000)]
    public void What_goes_beyond_reason_ends_in_time(int shape, int n)
    {
        using var subject = new Subject();
        var verdict = subject.Try(Extremes.Make(shape, n));
        Assert.True(verdict.Fault is null, $"{verdict.Fault} ({verdict.CpuMs} ms, {verdict.PeakMb} MB)");
    }

    [Fact]
    public void The_process_that_hosts_the_compiler_may_die()
    {
        using var subject = new Subject();
        Assert.StartsWith("death", subject.Try(Server.Die).Fault, StringComparison.Ordinal);
        Assert.Null(subject.Try("int f(void *ctx) { return 0; }").Fault);
    }

    [Fact]
    public void Shrinking_leaves_what_the_fault_needs() =>
        Assert.Equal("bad", new Shrinker(static t => t.Contains("bad", StringComparison.Ordinal), TimeSpan.FromSeconds(30)).Shrink("int a;\nint b = bad + 1;\nreturn 7;\n"));

    [Fact]
    public void A_seed_and_a_number_are_an_input()
    {
        var kernel = KernelNames.Load();
        List<string> seeds = ["int f(void *ctx) { return 0; }"];
        Assert.Equal(new InputMaker(seeds, kernel, 3).Make(5), new InputMaker(seeds, kernel, 3).Make(5));
    }

    [Fact]
    public void A_mode_reads_as_it_writes()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var mode = Mode.Any(new Random(seed));
            Assert.Equal(mode, Mode.Of(mode + "int x;"));
        }
    }
}
