// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using BpfSharp.Kernel.Handles;
using BpfSharp.Kernel.Perf;

namespace BpfSharp;

/// <summary>One CPU's perf buffer.</summary>
/// <remarks>
/// A control page, then data used as a ring. A record starts with u32 type, u16 flags, u16 size; a sample goes on with a u32 length and its bytes, a loss
/// note with u64 id and u64 count. Records may wrap around the end; those are put together in a buffer kept for it.
/// Source: include/uapi/linux/perf_event.h, struct perf_event_mmap_page and enum perf_event_type.
/// </remarks>
internal sealed unsafe class PerfBuffer : IDisposable
{
    private const int HeaderBytes = 8, RawLengthBytes = 4, LostCountAt = 16;
    private readonly PerfEventFd handle;
    private readonly Mapping mapping;
    private readonly byte* data;
    private readonly ulong size;
    private byte[] joined = new byte[256];

    public PerfBuffer(int cpu, PerfEventFd handle, Mapping mapping)
    {
        Cpu = cpu;
        this.handle = handle;
        this.mapping = mapping;
        data = mapping.Address + Environment.SystemPageSize;
        size = mapping.Length - (nuint)Environment.SystemPageSize;
    }

    public int Cpu { get; }

    public long LostCount { get; private set; }

    public int Consume(RecordHandler handler)
    {
        ObjectDisposedException.ThrowIf(mapping.IsClosed, this);
        ref var head = ref *(ulong*)(mapping.Address + PerfConstants.DataHeadOffset);
        ref var tail = ref *(ulong*)(mapping.Address + PerfConstants.DataTailOffset);
        var count = 0;
        var position = tail;
        // SAFETY: the kernel does not write between tail and head; the head is read with acquire order before the bytes it covers.
        var end = Volatile.Read(ref head);
        while (position < end)
        {
            var record = Record(position);
            position += (ulong)record.Length;
            count += HandOver(record, handler) ? 1 : 0;
            Volatile.Write(ref tail, position);
        }

        return count;
    }

    public void Dispose()
    {
        mapping.Dispose();
        handle.Dispose();
    }

    /// <summary>True for samples.</summary>
    private bool HandOver(ReadOnlySpan<byte> record, RecordHandler handler)
    {
        switch (MemoryMarshal.Read<uint>(record))
        {
            case PerfConstants.PERF_RECORD_SAMPLE:
                var length = MemoryMarshal.Read<int>(record[HeaderBytes..]);
                handler(record.Slice(HeaderBytes + RawLengthBytes, length), Cpu);
                return true;
            case PerfConstants.PERF_RECORD_LOST:
                LostCount += MemoryMarshal.Read<long>(record[LostCountAt..]);
                return false;
            default:
                return false;
        }
    }

    private ReadOnlySpan<byte> Record(ulong position)
    {
        // Records are multiples of 8 bytes, so that a header never wraps.
        var start = position & (size - 1);
        int length = *(ushort*)(data + start + 6);
        if (start + (ulong)length <= size)
        {
            return new ReadOnlySpan<byte>(data + start, length);
        }

        if (joined.Length < length)
        {
            joined = new byte[length];
        }

        var first = (int)(size - start);
        new ReadOnlySpan<byte>(data + start, first).CopyTo(joined);
        new ReadOnlySpan<byte>(data, length - first).CopyTo(joined.AsSpan(first));
        return joined.AsSpan(0, length);
    }
}
