// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects.Btf;

namespace BpfSharp;

/// <summary>Questions about BTF types that decoding asks.</summary>
internal static class BtfShape
{
    private const int PointerBytes = 8;

    /// <summary>The type below typedefs, qualifiers and tags.</summary>
    public static BtfType Strip(BtfTypes types, uint typeId)
    {
        var type = types.Get(typeId);
        while (type.Kind is BtfKind.Typedef or BtfKind.Const or BtfKind.Volatile or BtfKind.Restrict or BtfKind.TypeTag)
        {
            type = types.Get(type.TypeId);
        }

        return type;
    }

    public static int SizeOf(BtfTypes types, uint typeId)
    {
        var type = Strip(types, typeId);
        return type.Kind switch
        {
            BtfKind.Pointer => PointerBytes,
            BtfKind.Array => type.Array.Length * SizeOf(types, type.Array.ElementTypeId),
            BtfKind.Int or BtfKind.Struct or BtfKind.Union or BtfKind.Enum or BtfKind.Enum64 or BtfKind.Float => type.Size,
            _ => 0,
        };
    }

    /// <param name="type">Stripped.</param>
    public static FieldKind KindOf(BtfTypes types, BtfType type) => type.Kind switch
    {
        BtfKind.Int => KindOfInteger(type),
        BtfKind.Enum or BtfKind.Enum64 => FieldKind.Enum,
        BtfKind.Pointer => FieldKind.Pointer,
        BtfKind.Struct or BtfKind.Union => FieldKind.Record,
        BtfKind.Float => FieldKind.Float,
        BtfKind.Array => KindOfArray(types, type.Array),
        _ => FieldKind.Bytes,
    };

    /// <summary>Arrays of plain char are text; other arrays of bytes (addresses, hashes) are bytes.</summary>
    private static FieldKind KindOfArray(BtfTypes types, BtfArray array)
    {
        var element = Strip(types, array.ElementTypeId);
        if (element.Kind != BtfKind.Int || element.Size != 1)
        {
            return FieldKind.Array;
        }

        return element.Name == "char" || element.Integer.IsChar ? FieldKind.Text : FieldKind.Bytes;
    }

    private static FieldKind KindOfInteger(BtfType type) => type.Size > sizeof(ulong) ? FieldKind.Bytes
        : type.Integer.IsBool ? FieldKind.Boolean
        : type.Integer.IsSigned ? FieldKind.Signed
        : FieldKind.Unsigned;
}
