// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using BpfSharp.Kernel;
using BpfSharp.Kernel.Facts;
using BpfSharp.Kernel.Handles;
using BpfSharp.Kernel.Perf;
using BpfSharp.Kernel.Syscalls;
using BpfSharp.Objects;

namespace BpfSharp;

/// <summary>Reads what programs send with bpf_perf_event_output: one buffer per online CPU. For kernels without ring buffers, and BCC programs.</summary>
public sealed unsafe class PerfBufferReader : EventReader
{
    private readonly List<PerfBuffer> buffers = [];

    public PerfBufferReader(BpfMap map, EventReaderOptions? options = null)
        : base(map)
    {
        if (map.Type != MapType.PerfEventArray)
        {
            throw new ArgumentException($"map {map.Name} is of type {map.Type}, not a perf event array");
        }

        options ??= new EventReaderOptions();
        if (!System.Numerics.BitOperations.IsPow2(options.PagesPerCpu))
        {
            throw new ArgumentException($"{options.PagesPerCpu} pages per CPU is not a power of two");
        }

        try
        {
            foreach (var cpu in CpuList.Online())
            {
                if (cpu < map.MaxEntries)
                {
                    Open(cpu, options);
                }
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public override long LostCount => buffers.Sum(b => b.LostCount);

    public override bool KnowsLoss => true;

    /// <summary>Records one CPU's buffer had no room for.</summary>
    public long LostOn(int cpu) => buffers.Find(b => b.Cpu == cpu)?.LostCount ?? 0;

    public override int Consume(RecordHandler handler)
    {
        var count = 0;
        for (var i = 0; i < buffers.Count; i++)
        {
            count += ConsumeOne(i, handler);
        }

        return count;
    }

    private protected override int ConsumeOne(int tag, RecordHandler handler)
    {
        var count = buffers[tag].Consume(handler);
        ReadCount += count;
        return count;
    }

    private protected override void Release()
    {
        foreach (var buffer in buffers)
        {
            buffer.Dispose();
        }
    }

    private void Open(int cpu, EventReaderOptions options)
    {
        var attr = new PerfEventAttr
        {
            type = PerfConstants.PERF_TYPE_SOFTWARE, size = (uint)sizeof(PerfEventAttr), config = PerfConstants.PERF_COUNT_SW_BPF_OUTPUT,
            sample_type = PerfConstants.PERF_SAMPLE_RAW, sample_period = 1, wakeup_events = (uint)Math.Max(options.WakeupEvents, 1),
        };
        var result = PerfEventOpen.Open(ref attr, -1, cpu);
        if (result == -Errno.ENODEV)
        {
            // Gone offline since the list was read.
            return;
        }

        var handle = new PerfEventFd(Demand(result));
        var length = (nuint)((options.PagesPerCpu + 1) * Environment.SystemPageSize);
        var mapping = MemoryMap.Map(handle, length, MemoryMap.PROT_READ | MemoryMap.PROT_WRITE, MemoryMap.MAP_SHARED, 0, out var error);
        if (mapping is null)
        {
            handle.Dispose();
            Demand(error);
        }

        buffers.Add(new PerfBuffer(cpu, handle, mapping!));
        var fd = handle.Number;
        Map.Update(MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in cpu)), MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in fd)));
        Demand(Ioctl.Call(handle, PerfConstants.PERF_EVENT_IOC_ENABLE, 0));
        Watch(handle, buffers.Count - 1);
    }
}
