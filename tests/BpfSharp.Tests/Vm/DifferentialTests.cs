// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using BpfSharp.Differential.Generation;
using BpfSharp.Differential.Running;

namespace BpfSharp.Tests.Vm;

/// <summary>The first few hundred programs of eng/differential, or as many as time allows.</summary>
[Collection("kernel objects")]
public class DifferentialTests
{
    private const int Programs = 300, BatchSize = 20;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [SkippableFact]
    public void Random_programs_give_one_result_however_they_are_run()
    {
        BpfSharp.Tests.Support.Machine.RequireProgram("gcc");
        var folder = Directory.CreateTempSubdirectory("differential-").FullName;
        try
        {
            var comparison = new Comparison(folder);
            var watch = Stopwatch.StartNew();
            for (var seed = 0; seed < Programs && watch.Elapsed < Limit; seed += BatchSize)
            {
                var findings = comparison.Check([.. Enumerable.Range(seed, BatchSize).Select(ProgramGenerator.Generate)]).Take(1).ToList();
                Assert.True(findings.Count == 0, findings.Count == 0 ? "" : $"seed {findings[0].Program.Seed}: {findings[0].Kind}: {findings[0].Detail}");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_seed_is_a_program() => Assert.Equal(ProgramGenerator.Generate(7).ForBpf(), ProgramGenerator.Generate(7).ForBpf());

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
