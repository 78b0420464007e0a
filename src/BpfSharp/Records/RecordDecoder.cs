// SPDX-License-Identifier: Apache-2.0
using System.Text;
using BpfSharp.Objects.Btf;

namespace BpfSharp;

/// <summary>Turns a record's bytes into text, JSON or numbers by its BTF type. Records shorter than the type read as zeros past their end.</summary>
/// <remarks>Little-endian machines only, as the compiler. For one thread at a time.</remarks>
public sealed partial class RecordDecoder
{
    private readonly BtfTypes types;
    private readonly Dictionary<uint, RecordLayout> nested = [];
    private readonly Dictionary<uint, Dictionary<long, string>> enums = [];

    public RecordDecoder(BtfTypes types, uint typeId)
    {
        this.types = types;
        Layout = RecordLayout.FromBtf(types, typeId);
    }

    public RecordLayout Layout { get; }

    /// <summary>The field's bits, sign-extended when it is signed.</summary>
    public long ReadInteger(RecordField field, ReadOnlySpan<byte> record)
    {
        ulong bits = 0;
        var available = Math.Clamp(record.Length - field.OffsetBytes, 0, Math.Min(field.SizeBytes, sizeof(ulong)));
        for (var i = 0; i < available; i++)
        {
            bits |= (ulong)record[field.OffsetBytes + i] << (8 * i);
        }

        var width = field.BitSize > 0 ? field.BitSize : Math.Min(field.SizeBytes, sizeof(ulong)) * 8;
        if (width == 0)
        {
            return 0;
        }

        bits = bits >> field.BitOffset << (64 - width);
        return IsSigned(field) ? (long)bits >> (64 - width) : (long)(bits >> (64 - width));
    }

    /// <summary>The text of a char array up to its NUL; bytes that are not UTF-8 become replacement characters.</summary>
    public string ReadText(RecordField field, ReadOnlySpan<byte> record)
    {
        var bytes = Bytes(field, record);
        var end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }

    /// <summary>The name of an enum field's value; null when no enumerator has it.</summary>
    public string? ReadEnumName(RecordField field, ReadOnlySpan<byte> record) =>
        EnumNames(field.TypeId).TryGetValue(ReadInteger(field, record), out var name) ? name : null;

    /// <summary>What of the field's bytes the record has.</summary>
    private static ReadOnlySpan<byte> Bytes(RecordField field, ReadOnlySpan<byte> record)
    {
        var start = Math.Min(field.OffsetBytes, record.Length);
        return record.Slice(start, Math.Min(field.SizeBytes, record.Length - start));
    }

    private bool IsSigned(RecordField field) =>
        field.Kind == FieldKind.Signed || (field.Kind == FieldKind.Enum && types.Get(field.TypeId).KindFlag);

    private RecordLayout Nested(uint typeId)
    {
        if (!nested.TryGetValue(typeId, out var layout))
        {
            nested.Add(typeId, layout = RecordLayout.FromBtf(types, typeId));
        }

        return layout;
    }

    private Dictionary<long, string> EnumNames(uint typeId)
    {
        if (!enums.TryGetValue(typeId, out var names))
        {
            enums.Add(typeId, names = []);
            var type = types.Get(typeId);
            for (var i = 0; i < type.ItemCount; i++)
            {
                var enumerator = type.Enumerator(i);
                names.TryAdd(enumerator.Value, enumerator.Name);
            }
        }

        return names;
    }

    /// <summary>The elements of an array field, as fields of the same record.</summary>
    private RecordField Element(RecordField array, BtfArray shape, int index)
    {
        var type = BtfShape.Strip(types, shape.ElementTypeId);
        var size = BtfShape.SizeOf(types, shape.ElementTypeId);
        return new RecordField("", array.OffsetBytes + (index * size), size, BtfShape.KindOf(types, type), type.Id, 0, 0);
    }
}
