// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Text;

namespace BpfSharp.Objects.Btf;

/// <summary>BTF type information, read in place from its raw bytes and indexed by id and name without an object per type.</summary>
/// <remarks>
/// Thread-safe: the bytes are only read, and an index built twice by two threads is the same index.
/// References and name offsets are checked once, in <see cref="Parse"/>; loops in the type graph are not, so followers of typedefs and
/// modifiers should use <see cref="SkipModifiers"/>.
/// Source: Documentation/bpf/btf.rst.
/// </remarks>
public sealed partial class BtfTypes
{
    private const int CommonSize = 12;

    private readonly ReadOnlyMemory<byte> data;
    private readonly BtfTypes? baseTypes;
    private readonly int stringStart;
    private readonly int stringLength;

    /// <summary>Where each own type starts in the bytes; the first own id is at index 0.</summary>
    private readonly int[] offsets;
    private readonly int[] countByKind = new int[32];
    private readonly uint firstId;

    private BtfTypes(ReadOnlyMemory<byte> data, BtfTypes? baseTypes)
    {
        data = BtfByteOrder.IsForeign(data.Span) ? BtfByteOrder.ToLittleEndian(data.Span) : data;
        this.data = data;
        this.baseTypes = baseTypes;
        firstId = baseTypes is null ? 1 : (uint)baseTypes.Count;
        var (typeStart, typeLength) = ReadHeader(data.Span, out stringStart, out stringLength);
        offsets = IndexTypes(typeStart, typeLength);
        Count = (int)firstId + offsets.Length;
        CheckReferences();
    }

    /// <param name="data">Contents of a .BTF section or of /sys/kernel/btf/vmlinux; kept, not copied, unless it is big-endian.</param>
    /// <param name="baseTypes">For a module's split BTF: what its ids and strings continue.</param>
    /// <exception cref="FormatException">The bytes are not well-formed BTF.</exception>
    public static BtfTypes Parse(ReadOnlyMemory<byte> data, BtfTypes? baseTypes = null) => new(data, baseTypes);

    /// <summary>Number of ids, void (0) and the base's included.</summary>
    public int Count { get; }

    /// <summary>The first id that is not the base's: 1 without a base.</summary>
    public uint FirstOwnId => firstId;

    /// <summary>What split BTF continues; null for types that stand alone.</summary>
    public BtfTypes? Base => baseTypes;

    /// <summary>The type of an id; throws ArgumentOutOfRangeException past <see cref="Count"/>.</summary>
    public BtfType Get(uint id)
    {
        if (id >= firstId)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(id, (uint)Count);
            return new BtfType(this, id, offsets[id - firstId]);
        }

        return baseTypes is null ? new BtfType(this, 0, 0) : baseTypes.Get(id);
    }

    /// <summary>The type below any typedefs, qualifiers and type tags; 0 when they only lead to each other.</summary>
    public BtfType SkipModifiers(uint id)
    {
        for (var steps = 0; steps < 64; steps++)
        {
            var type = Get(id);
            if (type.Kind is not (BtfKind.Typedef or BtfKind.Const or BtfKind.Volatile or BtfKind.Restrict or BtfKind.TypeTag))
            {
                return type;
            }

            id = type.TypeId;
        }

        return Get(0);
    }

    /// <summary>Bytes a value of this type takes; 0 for void, functions and types without a size of their own.</summary>
    public long SizeOf(uint id)
    {
        var count = 1L;
        for (var steps = 0; steps < 64; steps++)
        {
            var type = SkipModifiers(id);
            switch (type.Kind)
            {
                case BtfKind.Pointer:
                    return count * 8;
                case BtfKind.Array:
                    count = Math.Min(count * (uint)type.Array.Length, uint.MaxValue);
                    id = type.Array.ElementTypeId;
                    break;
                case BtfKind.Variable:
                    id = type.TypeId;
                    break;
                default:
                    return count * (uint)type.Size;
            }
        }

        return 0;
    }

    /// <summary>The string at an offset of the string section, the base's strings first.</summary>
    /// <exception cref="FormatException">The offset is outside.</exception>
    public string StringAt(uint offset) => Encoding.UTF8.GetString(StringBytesAt(offset));

    internal ReadOnlySpan<byte> Bytes => data.Span;

    internal ReadOnlySpan<byte> StringSection => data.Span.Slice(stringStart, stringLength);

    /// <summary>Bytes of strings, the base's included: where the strings of types that continue these begin.</summary>
    internal uint StringLimit => (baseTypes?.StringLimit ?? 0) + (uint)stringLength;

    internal ReadOnlySpan<byte> StringBytesAt(uint offset)
    {
        if (baseTypes is not null)
        {
            if (offset < baseTypes.StringLimit)
            {
                return baseTypes.StringBytesAt(offset);
            }

            offset -= baseTypes.StringLimit;
        }

        if (offset >= (uint)stringLength)
        {
            throw new FormatException($"BTF string offset {offset} is outside the string section of {stringLength} bytes");
        }

        var rest = data.Span.Slice(stringStart + (int)offset, stringLength - (int)offset);
        return rest[..rest.IndexOf((byte)0)];
    }

    private static uint ReadWord(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
}
