// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects.Btf;

namespace BpfSharp.Compiler.Semantics;

internal sealed partial class KernelTypes
{
    /// <summary>The kernel's version of a record a program may have declared itself: same tag, less any CO-RE flavour ("task_struct___old").</summary>
    public RecordType? FindKernelRecord(RecordType record)
    {
        if (record.KernelTypeId != 0 || record.Tag is null)
        {
            return record.KernelTypeId != 0 ? record : null;
        }

        return FindRecord(record.IsUnion, WithoutFlavor(record.Tag));
    }

    /// <summary>"task_struct___old" is a program's version of task_struct.</summary>
    public static string WithoutFlavor(string name) => name.IndexOf("___", StringComparison.Ordinal) is > 0 and var at ? name[..at] : name;

    /// <summary>A field by name, searched through anonymous members too; the offset counts from the start of <paramref name="record"/>.</summary>
    public static (FieldSymbol Field, long Offset)? FindField(RecordType record, string name)
    {
        foreach (var field in record.Fields ?? [])
        {
            if (field.Name == name)
            {
                return (field, field.Offset);
            }

            if (field.Name.Length == 0 && field.Type.Canonical is RecordType inner && FindField(inner, name) is { } found)
            {
                return (found.Field, field.Offset + found.Offset);
            }
        }

        return null;
    }

    private RecordType MakeRecord(BtfType type) => new(type.Name.Length == 0 ? null : type.Name, type.Kind == BtfKind.Union)
    {
        KernelTypeId = type.Id,
        Completer = record => Complete(record, type),
    };

    private void Complete(RecordType record, BtfType type)
    {
        var fields = new List<FieldSymbol>(type.ItemCount);
        var align = 1;
        var isPacked = false;
        for (var i = 0; i < type.ItemCount; i++)
        {
            var field = MakeField(type, i);
            var fieldAlign = field.Type.Type.Align;
            isPacked |= !field.IsBitField && field.Offset % fieldAlign != 0;
            align = Math.Max(align, fieldAlign);
            fields.Add(field);
        }

        // BTF keeps no alignment: it is the members' largest unless the offsets or the size contradict.
        while (isPacked ? align > 1 : type.Size % align != 0)
        {
            align /= 2;
        }

        record.Complete(fields, type.Size, align);
    }

    private FieldSymbol MakeField(BtfType record, int index)
    {
        var member = record.Member(index);
        var type = GetQualified(member.TypeId);
        var width = member.BitSize != 0 ? member.BitSize : OldStyleBitWidth(member);
        if (width != 0)
        {
            return MakeBitField(member, type, width, index);
        }

        var isLast = record.Kind == BtfKind.Struct && index == record.ItemCount - 1;
        if (isLast && index > 0 && type.Type is ArrayType { Length: 0 } array)
        {
            type = new ArrayType(array.Element, null);
        }

        return new FieldSymbol { Name = member.Name, Type = type, Offset = member.BitOffset / 8, Index = index };
    }

    private static FieldSymbol MakeBitField(BtfMember member, QualifiedType type, int width, int index)
    {
        var unit = Math.Max(1, (int)type.Type.Size) * 8;
        var start = member.BitOffset / unit * unit;
        if (member.BitOffset + width > start + unit)
        {
            // A packed field across two units is read from the byte it starts in.
            start = member.BitOffset / 8 * 8;
        }

        return new FieldSymbol
        {
            Name = member.Name, Type = type, Index = index, Offset = start / 8, BitOffset = member.BitOffset - start, BitWidth = width,
        };
    }

    // Compilers of long ago made an integer type of the field's width instead of marking the member.
    private int OldStyleBitWidth(BtfMember member)
    {
        var type = btf!.SkipModifiers(member.TypeId);
        return type.Kind == BtfKind.Int && type.Integer.Bits < type.Size * 8 && !type.Integer.IsBool ? type.Integer.Bits : 0;
    }

    private EnumType MakeEnum(BtfType type)
    {
        var made = new EnumType(type.Name.Length == 0 ? null : type.Name)
        {
            KernelTypeId = type.Id, Underlying = UnderlyingType(type.Size, type.KindFlag), IsDefined = type.ItemCount > 0,
        };
        var enumerators = new List<EnumeratorSymbol>(type.ItemCount);
        for (var i = 0; i < type.ItemCount; i++)
        {
            var item = type.Enumerator(i);
            enumerators.Add(MakeEnumerator(item.Name, item.Value, made));
        }

        made.Enumerators = enumerators;
        return made;
    }

    private EnumeratorSymbol? FindEnumerator(string name)
    {
        if (btf is null || !btf.TryFindEnumerator(name, out var id, out var value))
        {
            return null;
        }

        var type = btf.Get(id);
        return MakeEnumerator(name, value, UnderlyingType(type.Size, type.KindFlag));
    }

    // C gives an enumerator type int where its value fits, and the enumeration's type otherwise.
    private static EnumeratorSymbol MakeEnumerator(string name, long value, CType enumeration)
    {
        var underlying = enumeration is EnumType e ? e.Underlying : (IntegerType)enumeration;
        var fitsInt = value is >= int.MinValue and <= int.MaxValue && underlying.Size <= 4;
        return new EnumeratorSymbol(name, default, value, fitsInt ? IntegerType.Int : underlying);
    }

    private static IntegerType UnderlyingType(int size, bool isSigned) => size switch
    {
        1 => isSigned ? IntegerType.SignedChar : IntegerType.UnsignedChar,
        2 => isSigned ? IntegerType.Short : IntegerType.UnsignedShort,
        8 => isSigned ? IntegerType.Long : IntegerType.UnsignedLong,
        _ => isSigned ? IntegerType.Int : IntegerType.UnsignedInt,
    };
}
