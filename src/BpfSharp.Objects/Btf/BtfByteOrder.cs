// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace BpfSharp.Objects.Btf;

/// <summary>BTF of a machine with the other byte order.</summary>
internal static class BtfByteOrder
{
    private const int Magic = 0xeb9f;

    /// <summary>True when the magic number reads backwards.</summary>
    public static bool IsForeign(ReadOnlySpan<byte> bytes) => bytes.Length >= 2 && (bytes[0] << 8 | bytes[1]) == Magic;

    /// <summary>A copy in little-endian order: all of BTF but the strings and the header's first four bytes are 32-bit words.</summary>
    public static byte[] ToLittleEndian(ReadOnlySpan<byte> bytes)
    {
        var copy = bytes.ToArray();
        (copy[0], copy[1]) = (copy[1], copy[0]);
        if (copy.Length < 24)
        {
            return copy;
        }

        var header = BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]);
        if (header > (uint)copy.Length)
        {
            header = 24; // refused by the header check, which reads no further
        }

        Swap(copy, 4, header & ~3u);
        var start = (ulong)header + BinaryPrimitives.ReadUInt32LittleEndian(copy.AsSpan(8));
        var end = start + BinaryPrimitives.ReadUInt32LittleEndian(copy.AsSpan(12));
        if (end <= (ulong)copy.Length)
        {
            Swap(copy, start, start + ((end - start) & ~3ul));
        }

        return copy;
    }

    private static void Swap(byte[] bytes, ulong start, ulong end)
    {
        var words = MemoryMarshal.Cast<byte, uint>(bytes.AsSpan((int)start, (int)(end - start)));
        BinaryPrimitives.ReverseEndianness(words, words);
    }
}
