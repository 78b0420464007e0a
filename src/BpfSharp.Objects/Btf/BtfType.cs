// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace BpfSharp.Objects.Btf;

/// <summary>A view of one type in a <see cref="BtfTypes"/>; costs nothing to make.</summary>
/// <remarks>
/// Layout: name offset, info (bits 0-15 item count, 24-28 kind, 31 kind flag), size or type, then the kind's own words.
/// Asking for what the kind does not have (a pointer's size, an int's members) gives 0 or an <see cref="InvalidOperationException"/>.
/// Source: include/uapi/linux/btf.h, struct btf_type.
/// </remarks>
public readonly struct BtfType
{
    private readonly BtfTypes owner;
    private readonly int offset;

    internal BtfType(BtfTypes owner, uint id, int offset)
    {
        this.owner = owner;
        this.offset = offset;
        Id = id;
    }

    public uint Id { get; }
    public BtfKind Kind => Id == 0 ? BtfKind.Void : (BtfKind)((Info >> 24) & 0x1f);
    public string Name => Id == 0 ? "" : owner.StringAt(Word(0));

    /// <summary>The name's UTF-8 bytes, without making a string.</summary>
    public ReadOnlySpan<byte> NameBytes => Id == 0 ? [] : owner.StringBytesAt(Word(0));

    /// <summary>Bytes: ints, floats, records, enums, data sections.</summary>
    public int Size => HoldsSize(Kind) ? (int)Word(8) : 0;

    /// <summary>The type referred to: pointers, typedefs, modifiers, tags, functions (the prototype), variables, and a prototype's result.</summary>
    public uint TypeId => HoldsSize(Kind) || Kind is BtfKind.Void or BtfKind.Array or BtfKind.Forward ? 0 : Word(8);

    /// <summary>Members, enumerators, parameters or section entries.</summary>
    public int ItemCount => ItemSize(Kind) == 0 ? 0 : (int)(Info & 0xffff);

    /// <summary>Forward: it is a union. Enum: values are signed. Record: members carry bit-field sizes.</summary>
    public bool KindFlag => Id != 0 && Info >> 31 != 0;

    /// <summary>Functions: 0 static, 1 global, 2 extern. Variables: the same.</summary>
    public int Linkage => Kind switch
    {
        BtfKind.Function => (int)(Info & 0xffff),
        BtfKind.Variable => (int)Word(12),
        _ => 0,
    };

    /// <summary>Declaration tags: the member or parameter meant, or -1 for the whole type.</summary>
    public int ComponentIndex => Kind == BtfKind.DeclTag ? (int)Word(12) : -1;

    public BtfArray Array => Kind == BtfKind.Array ? new(Word(12), Word(16), (int)Word(20)) : throw Lacks("an array");

    public BtfInteger Integer
    {
        get
        {
            if (Kind != BtfKind.Int)
            {
                throw Lacks("an integer");
            }

            var encoding = Word(12);
            return new((int)(encoding & 0xff), (int)((encoding >> 16) & 0xff),
                (encoding & 1 << 24) != 0, (encoding & 2 << 24) != 0, (encoding & 4 << 24) != 0);
        }
    }

    /// <summary>A member of a struct or union.</summary>
    public BtfMember Member(int index)
    {
        var at = Item(index, Kind == BtfKind.Union ? BtfKind.Union : BtfKind.Struct);
        var bits = Word(at + 8);
        return KindFlag
            ? new(owner.StringAt(Word(at)), Word(at + 4), (int)(bits & 0xffffff), (int)(bits >> 24))
            : new(owner.StringAt(Word(at)), Word(at + 4), (int)bits, 0);
    }

    /// <summary>The name of a member, enumerator or parameter as UTF-8 bytes, without making a string.</summary>
    public ReadOnlySpan<byte> ItemNameBytes(int index) =>
        Kind == BtfKind.DataSection ? throw Lacks("an item with a name") : owner.StringBytesAt(Word(Item(index, Kind)));

    public BtfEnumerator Enumerator(int index)
    {
        if (Kind == BtfKind.Enum64)
        {
            var wide = Item(index, BtfKind.Enum64);
            return new(owner.StringAt(Word(wide)), (long)(Word(wide + 4) | ((ulong)Word(wide + 8) << 32)));
        }

        var at = Item(index, BtfKind.Enum);
        var value = Word(at + 4);
        return new(owner.StringAt(Word(at)), KindFlag ? (int)value : value);
    }

    /// <summary>A prototype's parameter; a last one without name and type stands for "...".</summary>
    public BtfParameter Parameter(int index)
    {
        var at = Item(index, BtfKind.FunctionPrototype);
        return new(owner.StringAt(Word(at)), Word(at + 4));
    }

    public BtfVariable SectionVariable(int index)
    {
        var at = Item(index, BtfKind.DataSection);
        return new(Word(at), (int)Word(at + 4), (int)Word(at + 8));
    }

    /// <summary>Every type id the type mentions, in the order of the bytes; void (0) included.</summary>
    public void ForEachReference(Action<uint> visit)
    {
        if (BtfPlaces.RefersByThirdWord(Kind))
        {
            visit(Word(8));
        }

        var row = BtfPlaces.Types(Kind);
        var words = Math.Min((FixedSize(Kind) + ItemCount * ItemSize(Kind)) / 4, row.Limit);
        for (var i = row.First; row.Step > 0 && i < words; i += row.Step)
        {
            visit(Word(12 + i * 4));
        }
    }

    public override string ToString() => $"[{Id}] {Kind} '{Name}'";

    /// <summary>Bytes per item that follows the type, or 0 for kinds without items.</summary>
    internal static int ItemSize(BtfKind kind) => kind switch
    {
        BtfKind.Struct or BtfKind.Union or BtfKind.DataSection or BtfKind.Enum64 => 12,
        BtfKind.Enum or BtfKind.FunctionPrototype => 8,
        _ => 0,
    };

    /// <summary>Bytes of fixed data that follow the type's three common words.</summary>
    internal static int FixedSize(BtfKind kind) => kind switch
    {
        BtfKind.Array => 12,
        BtfKind.Int or BtfKind.Variable or BtfKind.DeclTag => 4,
        _ => 0,
    };

    internal static bool HoldsSize(BtfKind kind) => kind is BtfKind.Int or BtfKind.Struct or BtfKind.Union or BtfKind.Enum
        or BtfKind.Enum64 or BtfKind.DataSection or BtfKind.Float;

    /// <summary>The words after the three common ones, as <see cref="BtfBuilder"/> keeps them.</summary>
    internal uint[] Payload()
    {
        var words = new uint[(FixedSize(Kind) + ItemCount * ItemSize(Kind)) / 4];
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = Word(12 + i * 4);
        }

        return words;
    }

    internal (uint Name, uint Info, uint SizeOrType) Common() => (Word(0), Info, Word(8));

    private uint Info => Word(4);

    private uint Word(int at) => BinaryPrimitives.ReadUInt32LittleEndian(owner.Bytes.Slice(offset + at, 4));

    private int Item(int index, BtfKind kind)
    {
        if (Kind != kind)
        {
            throw Lacks($"an item of {kind}");
        }

        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, ItemCount);
        return 12 + index * ItemSize(kind);
    }

    private InvalidOperationException Lacks(string what) => new($"BTF type {Id} is {Kind} and has not {what}");
}
