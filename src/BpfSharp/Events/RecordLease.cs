// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp;

/// <summary>A record still lying in the ring buffer. Disposing it gives its room back to the kernel; the bytes must not be used afterwards.</summary>
public readonly ref struct RecordLease
{
    private readonly ref ulong consumerPosition;
    private readonly ulong next;

    internal RecordLease(ReadOnlySpan<byte> data, ref ulong consumerPosition, ulong next)
    {
        Data = data;
        this.consumerPosition = ref consumerPosition;
        this.next = next;
    }

    public ReadOnlySpan<byte> Data { get; }

    public void Dispose()
    {
        if (next != 0)
        {
            Volatile.Write(ref consumerPosition, next);
        }
    }
}
