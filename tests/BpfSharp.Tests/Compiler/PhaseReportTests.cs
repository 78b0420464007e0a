// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler;

namespace BpfSharp.Tests.Compiler;

public class PhaseReportTests
{
    private const string Program = "int kprobe__f(struct pt_regs *ctx) { int sum = 0; for (int i = 0; i < 9; i++) sum += i; return sum; }";

    private static readonly string[] Stages = ["preprocess and parse", "bind", "lowering", "mem2reg", "select instructions", "allocate registers", "maps and BTF"];

    [Fact]
    public void Every_stage_and_pass_is_a_row_once()
    {
        var phases = new PhaseReport();
        Assert.NotNull(CCompiler.Compile(Program, "test.c", new CompileOptions { Phases = phases }, new TargetDescription()).Object);
        var names = phases.Phases.Select(p => p.Name).ToList();
        Assert.Equal(names.Distinct(), names);
        Assert.Empty(Stages.Except(names));
        Assert.True(phases.Phases.Single(p => p.Name == "mem2reg").Count > 1);
        Assert.All(phases.Phases, p => Assert.True(p.AllocatedBytes >= 0 && p.Time >= TimeSpan.Zero));
    }
}
