// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Kernel.Perf;

/// <summary>Constants of include/uapi/linux/perf_event.h.</summary>
internal static class PerfConstants
{
    public const uint PERF_TYPE_SOFTWARE = 1, PERF_TYPE_TRACEPOINT = 2;
    public const ulong PERF_COUNT_SW_BPF_OUTPUT = 10;
    public const ulong PERF_SAMPLE_RAW = 1 << 10;

    /// <summary>Bit of the flags word: sample_period is a frequency.</summary>
    public const ulong FlagFrequency = 1 << 10;

    public const uint PERF_EVENT_IOC_ENABLE = 0x2400, PERF_EVENT_IOC_SET_BPF = 0x40042408;
    public const uint PERF_RECORD_LOST = 2, PERF_RECORD_SAMPLE = 9;

    /// <summary>Offsets in struct perf_event_mmap_page.</summary>
    public const int DataHeadOffset = 1024, DataTailOffset = 1032;
}
