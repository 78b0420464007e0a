// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler;

namespace BpfSharp.Tests.Compiler.Codegen;

public class PressureReliefTests
{
    private const long LimitMb = 400;

    [Fact]
    public void Many_values_alive_at_once_end_soon()
    {
        const int Count = 1500;
        var numbers = Enumerable.Range(0, Count).ToList();
        var text = $"long f(long *ctx) {{ long a = ctx[0];\n{string.Concat(numbers.Select(i => $"long v{i} = ctx[{i}] + a;\n"))}asm volatile(\"\" ::: \"memory\");\nreturn a{string.Concat(numbers.Select(i => $" + v{i}"))}; }}";
        var before = GC.GetAllocatedBytesForCurrentThread();

        var result = CCompiler.Compile(text, "test.c", new CompileOptions(), new TargetDescription());

        Assert.Equal("BS0500", Assert.Single(result.Diagnostics).Descriptor.Id);
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) >> 20, 0, LimitMb);
    }

    [Fact]
    public void Constants_are_made_anew_instead()
    {
        // More constants alive through the loop than places to keep them.
        var numbers = Enumerable.Range(1, 120).ToList();
        var text = $"long f(long *ctx) {{ long s = 0; for (int i = 0; i < 4; i++) {{ {string.Concat(numbers.Select(i => $"s ^= ctx[i] * 0x{i:x}00000000ULL; s += 0x{i:x}00000000ULL;\n"))} }} return s; }}";

        var result = CCompiler.Compile(text, "test.c", new CompileOptions(), new TargetDescription());

        Assert.Empty(result.Diagnostics);
        Assert.NotNull(result.Object);
    }
}
