// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Kernel.Handles;
using BpfSharp.Kernel.Syscalls;
using BpfSharp.Objects;

namespace BpfSharp;

/// <summary>Reads a BPF ring buffer (Linux 5.8).</summary>
/// <remarks>
/// Memory: one page with the consumer position, which we write; one page with the producer position; then the data, mapped twice in a row so that
/// records never wrap. A record is a u32 length with a busy bit (31: still being written) and a discard bit (30), a u32 the kernel needs, then the bytes,
/// rounded up to 8. Source: kernel/bpf/ringbuf.c.
/// </remarks>
public sealed unsafe class RingBufferReader : EventReader
{
    private const uint BusyBit = 1u << 31, DiscardBit = 1u << 30;
    private const int HeaderBytes = 8;
    private readonly Mapping consumer;
    private readonly Mapping producer;
    private readonly ulong* consumerPosition;
    private readonly ulong* producerPosition;
    private readonly byte* data;
    private readonly ulong mask;

    public RingBufferReader(BpfMap map)
        : base(map)
    {
        if (map.Type != MapType.Ringbuf)
        {
            throw new ArgumentException($"map {map.Name} is of type {map.Type}, not a ring buffer");
        }

        var page = (nuint)Environment.SystemPageSize;
        consumer = MapPages(page, MemoryMap.PROT_READ | MemoryMap.PROT_WRITE, 0);
        producer = MapPages(page + (2 * (nuint)map.MaxEntries), MemoryMap.PROT_READ, (long)page);
        consumerPosition = (ulong*)consumer.Address;
        producerPosition = (ulong*)producer.Address;
        data = producer.Address + page;
        mask = map.MaxEntries - 1;
        Watch(map.Handle, 0);
    }

    public override long LostCount => 0;

    public override bool KnowsLoss => false;

    /// <summary>Bytes written and not yet read, headers included.</summary>
    public long PendingBytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(consumer.IsClosed, this);
            return (long)(Volatile.Read(ref *producerPosition) - *consumerPosition);
        }
    }

    public override int Consume(RecordHandler handler)
    {
        var count = 0;
        while (TryRead(out var lease))
        {
            using (lease)
            {
                handler(lease.Data, -1);
            }

            count++;
        }

        return count;
    }

    /// <summary>Takes the next record without copying; its room is given back to the kernel when the lease is disposed, which must come before the next read.</summary>
    public bool TryRead(out RecordLease lease)
    {
        ObjectDisposedException.ThrowIf(consumer.IsClosed, this);
        // SAFETY: positions only grow; the kernel keeps [consumer, producer) intact until we move the consumer position past it.
        var position = *consumerPosition;
        while (position < Volatile.Read(ref *producerPosition))
        {
            var header = data + (position & mask);
            var length = Volatile.Read(ref *(uint*)header);
            if ((length & BusyBit) != 0)
            {
                break;
            }

            var size = length & ~DiscardBit;
            position += (size + HeaderBytes + 7) & ~7u;
            if ((length & DiscardBit) == 0)
            {
                ReadCount++;
                lease = new RecordLease(new ReadOnlySpan<byte>(header + HeaderBytes, (int)size), ref *consumerPosition, position);
                return true;
            }

            Volatile.Write(ref *consumerPosition, position);
        }

        lease = default;
        return false;
    }

    private protected override int ConsumeOne(int tag, RecordHandler handler) => Consume(handler);

    private protected override void Release()
    {
        consumer.Dispose();
        producer.Dispose();
    }

    private Mapping MapPages(nuint length, int protection, long offset)
    {
        var mapping = MemoryMap.Map(Map.Handle, length, protection, MemoryMap.MAP_SHARED, offset, out var error);
        Demand(error);
        return mapping!;
    }
}
