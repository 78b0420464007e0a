// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Kernel.Bpf.Attributes;
using BpfSharp.Kernel.Handles;
using BpfSharp.Kernel.Syscalls;

namespace BpfSharp.Kernel.Bpf;

/// <summary>The map commands of bpf(2). Results are 0, a descriptor, or a negated errno.</summary>
/// <remarks>Spans must have the map's sizes: the kernel reads and writes that much whatever the span's length, so callers check.</remarks>
internal static unsafe class MapCalls
{
    public static int Create(ref MapCreateAttr attr) => BpfCall.Invoke(BpfCommand.BPF_MAP_CREATE, ref attr);

    public static int Lookup(BpfFd map, ReadOnlySpan<byte> key, Span<byte> value) => Element(BpfCommand.BPF_MAP_LOOKUP_ELEM, map, key, value, 0);

    public static int LookupAndDelete(BpfFd map, ReadOnlySpan<byte> key, Span<byte> value) =>
        Element(BpfCommand.BPF_MAP_LOOKUP_AND_DELETE_ELEM, map, key, value, 0);

    public static int Update(BpfFd map, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ulong flags) =>
        Element(BpfCommand.BPF_MAP_UPDATE_ELEM, map, key, value, flags);

    public static int Delete(BpfFd map, ReadOnlySpan<byte> key) => Element(BpfCommand.BPF_MAP_DELETE_ELEM, map, key, default, 0);

    /// <summary>An empty key asks for the first.</summary>
    public static int NextKey(BpfFd map, ReadOnlySpan<byte> key, Span<byte> next) => Element(BpfCommand.BPF_MAP_GET_NEXT_KEY, map, key, next, 0);

    public static int Freeze(BpfFd map) => Element(BpfCommand.BPF_MAP_FREEZE, map, default, default, 0);

    /// <summary>Copies up to <paramref name="count"/> entries and sets it to how many; ENOENT marks the last batch, ENOSPC a bucket bigger than the room.</summary>
    /// <param name="position">Empty in the first call; the kernel's bookmark, at least a key or 4 bytes, afterwards.</param>
    public static int LookupBatch(
        BpfFd map, ReadOnlySpan<byte> position, Span<byte> nextPosition, Span<byte> keys, Span<byte> values, bool delete, ref uint count)
    {
        using var fd = map.Lease();
        fixed (byte* from = position, to = nextPosition, keyBytes = keys, valueBytes = values)
        {
            var attr = new MapBatchAttr
            {
                in_batch = (ulong)from, out_batch = (ulong)to, keys = (ulong)keyBytes, values = (ulong)valueBytes, count = count, map_fd = (uint)fd.Value,
            };
            var result = BpfCall.Invoke(delete ? BpfCommand.BPF_MAP_LOOKUP_AND_DELETE_BATCH : BpfCommand.BPF_MAP_LOOKUP_BATCH, ref attr);
            count = attr.count;
            return result;
        }
    }

    private static int Element(BpfCommand command, BpfFd map, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ulong flags)
    {
        using var fd = map.Lease();
        // SAFETY: both spans stay pinned for the call; a read-only value is only read by the commands that take one.
        fixed (byte* keyBytes = key, valueBytes = value)
        {
            var attr = new MapElementAttr { map_fd = (uint)fd.Value, key = (ulong)keyBytes, value = (ulong)valueBytes, flags = flags };
            return BpfCall.Invoke(command, ref attr);
        }
    }
}
