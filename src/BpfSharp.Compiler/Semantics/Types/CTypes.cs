// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Semantics;

// The family of C types. BPF is LP64, little-endian here; char is signed; long is 8 bytes; __int128 is 16-byte aligned.

internal sealed class VoidType : CType
{
    public static readonly VoidType Instance = new();
    public override long Size => 1; // GNU: arithmetic on void pointers steps bytes
    public override int Align => 1;
    public override bool IsComplete => false;
}

/// <summary>_Bool, char, short, int, long, long long and __int128, signed or not.</summary>
/// <param name="rank">C's conversion rank: bool 0, char 1, short 2, int 3, long 4, long long 5, __int128 6.</param>
internal sealed class IntegerType(string name, int size, bool isSigned, int rank) : CType
{
    public static readonly IntegerType Bool = new("_Bool", 1, false, 0);
    public static readonly IntegerType Char = new("char", 1, true, 1);
    public static readonly IntegerType SignedChar = new("signed char", 1, true, 1);
    public static readonly IntegerType UnsignedChar = new("unsigned char", 1, false, 1);
    public static readonly IntegerType Short = new("short", 2, true, 2);
    public static readonly IntegerType UnsignedShort = new("unsigned short", 2, false, 2);
    public static readonly IntegerType Int = new("int", 4, true, 3);

    /// <summary>Stands for a type that could not be made out, after that was reported; whatever has it is not complained about again.</summary>
    public static readonly IntegerType Unknown = new("(unknown)", 4, true, 3);
    public static readonly IntegerType UnsignedInt = new("unsigned int", 4, false, 3);
    public static readonly IntegerType Long = new("long", 8, true, 4);
    public static readonly IntegerType UnsignedLong = new("unsigned long", 8, false, 4);
    public static readonly IntegerType LongLong = new("long long", 8, true, 5);
    public static readonly IntegerType UnsignedLongLong = new("unsigned long long", 8, false, 5);
    public static readonly IntegerType Int128 = new("__int128", 16, true, 6);
    public static readonly IntegerType UnsignedInt128 = new("unsigned __int128", 16, false, 6);

    public string Name { get; } = name;
    public bool IsSigned { get; } = isSigned;
    public int Rank { get; } = rank;
    public bool IsBool => Rank == 0;
    public int Bits => (int)Size * 8;
    public override long Size { get; } = size;
    public override int Align => (int)Size;
}

/// <summary>float and double: they exist so that declarations can mention them and uses be refused by name.</summary>
internal sealed class FloatType(string name, int size) : CType
{
    public string Name { get; } = name;
    public override long Size { get; } = size;
    public override int Align => (int)Size;
}

internal sealed class PointerType(QualifiedType pointee) : CType
{
    public QualifiedType Pointee { get; } = pointee;

    /// <summary>Type tag that changes how it is read ("user", "percpu", "rcu" …); null mostly.</summary>
    public string? Tag { get; init; }
    public override long Size => 8;
    public override int Align => 8;
}

/// <param name="length">Null for <c>[]</c>.</param>
internal sealed class ArrayType(QualifiedType element, long? length) : CType
{
    public QualifiedType Element { get; } = element;
    public long? Length { get; } = length;
    public override long Size => (Length ?? 0) * Element.Type.Size;
    public override int Align => Element.Type.Align;
    public override bool IsComplete => Length.HasValue;
}

internal sealed class FunctionType(QualifiedType result, IReadOnlyList<QualifiedType> parameters, bool isVariadic, bool hasPrototype) : CType
{
    public QualifiedType Result { get; } = result;
    public IReadOnlyList<QualifiedType> Parameters { get; } = parameters;
    public bool IsVariadic { get; } = isVariadic;
    public bool HasPrototype { get; } = hasPrototype;
    public override long Size => 1;
    public override int Align => 1;
}

internal sealed class TypedefType(string name, QualifiedType target) : CType
{
    public string Name { get; } = name;
    public QualifiedType Target { get; } = target;
    public override CType Canonical => Target.Type.Canonical;
    public override long Size => Target.Type.Size;
    public override int Align => AlignOverride ?? Target.Type.Align;
    public int? AlignOverride { get; init; }

    /// <summary>__attribute__((btf_decl_tag)).</summary>
    public IReadOnlyList<string> DeclTags { get; init; } = [];
    public override bool IsComplete => Target.Type.IsComplete;
}

internal sealed class EnumType(string? tag) : CType
{
    public string? Tag { get; } = tag;
    public IntegerType Underlying { get; set; } = IntegerType.UnsignedInt;
    public bool IsDefined { get; set; }
    public IReadOnlyList<EnumeratorSymbol> Enumerators { get; set; } = [];

    /// <summary>Id in kernel BTF; 0 when the program defined it.</summary>
    public uint KernelTypeId { get; init; }
    public override long Size => Underlying.Size;
    public override int Align => Underlying.Align;
    public override bool IsComplete => IsDefined;
}

/// <summary>A struct or union. Kernel records fill their fields when first asked.</summary>
internal sealed class RecordType(string? tag, bool isUnion) : CType
{
    private IReadOnlyList<FieldSymbol>? fields;
    private long size;
    private int align = 1;

    public string? Tag { get; } = tag;
    public bool IsUnion { get; } = isUnion;

    /// <summary>Id in kernel BTF; 0 when the program defined it.</summary>
    public uint KernelTypeId { get; init; }

    /// <summary>Calls <see cref="Complete"/> when the fields are first needed; set for kernel records only.</summary>
    public Action<RecordType>? Completer { get; set; }

    /// <summary>Fields are accessed through CO-RE relocations.</summary>
    public bool PreservesAccessIndex { get; set; }

    /// <summary>__attribute__((btf_decl_tag)).</summary>
    public IReadOnlyList<string> DeclTags { get; set; } = [];

    /// <summary>A pointer to it is an offset into the packet; members are big-endian bits there (BCC's packet dialect).</summary>
    public bool IsPacketHeader { get; set; }

    public override bool IsComplete => Fields is not null;
    public override long Size => Fields is null ? 0 : size;
    public override int Align => Fields is null ? 1 : align;

    /// <summary>Null while incomplete.</summary>
    public IReadOnlyList<FieldSymbol>? Fields
    {
        get
        {
            if (fields is null && Completer is { } complete)
            {
                Completer = null;
                complete(this);
            }

            return fields;
        }
    }

    public void Complete(IReadOnlyList<FieldSymbol> newFields, long newSize, int newAlign)
    {
        fields = newFields;
        size = newSize;
        align = newAlign;
    }
}

/// <summary>A member of a record.</summary>
internal sealed class FieldSymbol
{
    /// <summary>Empty for anonymous records and padding bit-fields.</summary>
    public required string Name { get; init; }
    public required QualifiedType Type { get; init; }

    /// <summary>Byte offset; for bit-fields that of the storage unit the field is read through.</summary>
    public required long Offset { get; init; }

    /// <summary>Position among the members, as CO-RE access strings count.</summary>
    public required int Index { get; init; }

    /// <summary>Bits from the least significant bit of the storage unit; meaningful for bit-fields.</summary>
    public int BitOffset { get; init; }

    /// <summary>__attribute__((btf_decl_tag)).</summary>
    public IReadOnlyList<string> DeclTags { get; init; } = [];

    /// <summary>0 when not a bit-field.</summary>
    public int BitWidth { get; init; }
    public bool IsBitField => BitWidth > 0;

    private readonly int unitWidth;

    /// <summary>Bytes a bit-field is read by: the declared type's; in packed records those its bits are in, from 1 to 9.</summary>
    public int UnitWidth
    {
        init => unitWidth = value;
        get
        {
            if (unitWidth > 0)
            {
                return unitWidth;
            }

            var width = (int)Math.Clamp(Type.Type.Size, 1, 8);
            while (width < 8 && BitOffset + BitWidth > width * 8)
            {
                width *= 2;
            }

            return width;
        }
    }
}
