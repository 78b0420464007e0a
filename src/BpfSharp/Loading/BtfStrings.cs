// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Text;

namespace BpfSharp.Loading;

/// <summary>The string table of an object's BTF, extended by the source lines and file names that line_info points at.</summary>
/// <remarks>
/// Layout of the header (little-endian): magic u16, version u8, flags u8, header length u32, then offset and length of the types and of the strings,
/// u32 each, counted from the header's end. Source: include/uapi/linux/btf.h, struct btf_header.
/// </remarks>
internal sealed class BtfStrings
{
    private const int StringOffsetAt = 16, StringLengthAt = 20, SmallestHeader = 24;
    private readonly ReadOnlyMemory<byte> original;
    private readonly int start;
    private readonly int length;
    private readonly List<byte> added = [];
    private Dictionary<int, int>? index;
    private readonly Dictionary<string, uint> offsets = new(StringComparer.Ordinal) { [""] = 0 };

    private BtfStrings(ReadOnlyMemory<byte> original, int start, int length)
    {
        this.original = original;
        this.start = start;
        this.length = length;
    }

    /// <summary>Null when the bytes are not BTF whose strings come last, the one layout that can be extended in place.</summary>
    public static BtfStrings? TryOpen(ReadOnlyMemory<byte> btf)
    {
        var bytes = btf.Span;
        if (bytes.Length < SmallestHeader || BinaryPrimitives.ReadUInt16LittleEndian(bytes) != 0xeb9f)
        {
            return null;
        }

        var header = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
        var offset = BinaryPrimitives.ReadUInt32LittleEndian(bytes[StringOffsetAt..]);
        var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[StringLengthAt..]);
        return (ulong)header + offset + length == (ulong)bytes.Length && length > 0 && bytes[^1] == 0 ? new BtfStrings(btf, (int)(header + offset), (int)length) : null;
    }

    /// <summary>The string's offset; strings that were not in the table are added.</summary>
    public uint OffsetOf(string? text)
    {
        text ??= "";
        if (!offsets.TryGetValue(text, out var offset))
        {
            offset = Find(text);
            offsets.Add(text, offset);
        }

        return offset;
    }

    /// <summary>The BTF with the added strings; the original when there are none.</summary>
    public ReadOnlyMemory<byte> ToBtf()
    {
        if (added.Count == 0)
        {
            return original;
        }

        var bytes = new byte[original.Length + added.Count];
        original.Span.CopyTo(bytes);
        added.CopyTo(bytes, original.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(StringLengthAt), (uint)(length + added.Count));
        return bytes;
    }

    private uint Find(string text)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(text) + 1];
        Encoding.UTF8.GetBytes(text, bytes);
        if (Lookup(bytes.AsSpan(0, bytes.Length - 1)) is { } known)
        {
            return known;
        }

        var offset = (uint)(length + added.Count);
        added.AddRange(bytes);
        return offset;
    }

    /// <summary>Strings by hash; of several with one hash the first, and the rest are looked for by a walk.</summary>
    private uint? Lookup(ReadOnlySpan<byte> text)
    {
        var strings = original.Span.Slice(start, length);
        index ??= Index(strings);
        if (!index.TryGetValue(Hash(text), out var at))
        {
            return null;
        }

        while (at < strings.Length)
        {
            var end = strings[at..].IndexOf((byte)0);
            if (strings.Slice(at, end).SequenceEqual(text))
            {
                return (uint)at;
            }

            at += end + 1;
        }

        return null;
    }

    private static Dictionary<int, int> Index(ReadOnlySpan<byte> strings)
    {
        var found = new Dictionary<int, int>();
        for (var at = 0; at < strings.Length;)
        {
            var end = strings[at..].IndexOf((byte)0);
            found.TryAdd(Hash(strings.Slice(at, end)), at);
            at += end + 1;
        }

        return found;
    }

    private static int Hash(ReadOnlySpan<byte> text)
    {
        var hash = default(HashCode);
        hash.AddBytes(text);
        return hash.ToHashCode();
    }
}
