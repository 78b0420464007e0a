// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp;

/// <summary>A perf event that runs a program: which counter and how often, on every online CPU or one.</summary>
public sealed record PerfEventSource
{
    /// <summary>PERF_TYPE_*: 0 hardware, 1 software, 4 raw …</summary>
    public required uint Type { get; init; }
    public required ulong Config { get; init; }

    /// <summary>Samples per second; 0 to use <see cref="SamplePeriod"/>.</summary>
    public ulong SampleFrequencyHz { get; init; }

    /// <summary>Events between two samples (nanoseconds for clocks).</summary>
    public ulong SamplePeriod { get; init; }

    /// <summary>-1 for every process.</summary>
    public int Pid { get; init; } = -1;

    /// <summary>-1 for every online CPU.</summary>
    public int Cpu { get; init; } = -1;

    /// <summary>PERF_COUNT_SW_CPU_CLOCK at a frequency: works in every virtual machine.</summary>
    public static PerfEventSource CpuClock(ulong frequencyHz) => new() { Type = 1, Config = 0, SampleFrequencyHz = frequencyHz };
}
