// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Bench;
using BpfSharp.Compiler;
using BpfSharp.Tests.Support;

namespace BpfSharp.Tests.Compiler;

/// <summary>Twice the program takes twice the memory and time. Memory is the sharper witness: it is the same in each run.</summary>
public class ThroughputTests
{
    [SkippableFact]
    [HostOnly]
    public void Compiling_is_linear_in_the_length_of_the_program()
    {
        Skip.IfNot(File.Exists("/sys/kernel/btf/vmlinux"), "the program reads kernel types, and this kernel has no BTF");
        using var kernel = KernelTarget.Running();
        var (once, twice) = (BigProgram.Make(5_000), BigProgram.Make(10_000));
        Measure(once, kernel.Description); // the runtime's own work
        var (time, bytes) = Measure(once, kernel.Description);
        var (timeOfTwice, bytesOfTwice) = Measure(twice, kernel.Description);
        Assert.InRange((double)bytesOfTwice / bytes, 1.5, 2.3);
        Assert.InRange(timeOfTwice / time, 0, 2.5);
    }

    // Processor time of this thread: what else the machine does is not counted.
    private static (double Ms, long Bytes) Measure(string text, TargetDescription target)
    {
        var best = double.MaxValue;
        var bytes = 0L;
        for (var round = 0; round < 2; round++)
        {
            var (cpu, before) = (BpfSharp.Fuzz.Judging.Meter.CpuMs(), GC.GetAllocatedBytesForCurrentThread());
            Assert.NotNull(CCompiler.Compile(text, "big.bpf.c", new CompileOptions(), target).Object);
            (best, bytes) = (Math.Min(best, BpfSharp.Fuzz.Judging.Meter.CpuMs() - cpu), GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return (best, bytes);
    }
}
