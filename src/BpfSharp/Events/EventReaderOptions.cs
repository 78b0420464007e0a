// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp;

public sealed class EventReaderOptions
{
    /// <summary>Pages of each CPU's perf buffer, a power of two; ring buffers have the size of their map.</summary>
    public int PagesPerCpu { get; init; } = 64;

    /// <summary>Records a CPU's perf buffer collects before it wakes the reader.</summary>
    public int WakeupEvents { get; init; } = 1;
}
