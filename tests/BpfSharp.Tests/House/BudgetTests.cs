// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Tests.Support;

namespace BpfSharp.Tests.House;

/// <summary>What the executable may cost; times are in <c>eng/bench</c>, as ratios.</summary>
public class BudgetTests
{
    private const int LargestMegabytes = 15;

    [SkippableFact]
    public void The_native_executable_stays_small()
    {
        Skip.IfNot(IsNative(Cli.Executable), "artifacts/bpfsharp is a launcher of the JIT build: eng/build-native says why");
        var size = new FileInfo(Cli.Executable).Length;
        Assert.True(size <= LargestMegabytes * 1_000_000, $"the executable has {size / 1e6:0.0} MB, {LargestMegabytes} are allowed");
    }

    private static bool IsNative(string file)
    {
        using var stream = File.OpenRead(file);
        return stream.ReadByte() == 0x7f && stream.ReadByte() == 'E';
    }
}
