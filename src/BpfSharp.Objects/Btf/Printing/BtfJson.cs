// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;

namespace BpfSharp.Objects.Btf.Printing;

/// <summary>BTF as one JSON object {"types":[…]}: the members and their order are those of <c>bpftool -j btf dump</c>.</summary>
/// <remarks>Enumerators of 32-bit unsigned enums are printed as what they are; bpftool before 7.2 prints those above 2^31 sign-extended to 64 bits.</remarks>
public static class BtfJson
{
    /// <param name="only">The types to print; when empty all, without those of the base that split BTF continues.</param>
    public static void Write(BtfTypes types, Utf8JsonWriter writer, params IReadOnlyList<uint> only)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("types");
        var count = only.Count > 0 ? only.Count : types.Count - (int)types.FirstOwnId;
        for (var i = 0; i < count; i++)
        {
            Write(types.Get(only.Count > 0 ? only[i] : types.FirstOwnId + (uint)i), writer);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    public static void Write(BtfType type, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteNumber("id", type.Id);
        writer.WriteString("kind", BtfListing.KindName(type.Kind));
        writer.WriteString("name", BtfListing.NameOr(type.Name));
        WriteFacts(type, writer);
        WriteItems(type, writer);
        writer.WriteEndObject();
    }

    private static void WriteFacts(BtfType type, Utf8JsonWriter writer)
    {
        switch (type.Kind)
        {
            case BtfKind.Int:
                writer.WriteNumber("size", type.Size);
                writer.WriteNumber("bits_offset", type.Integer.BitOffset);
                writer.WriteNumber("nr_bits", type.Integer.Bits);
                writer.WriteString("encoding", BtfListing.Encoding(type.Integer));
                break;
            case BtfKind.Array:
                writer.WriteNumber("type_id", type.Array.ElementTypeId);
                writer.WriteNumber("index_type_id", type.Array.IndexTypeId);
                writer.WriteNumber("nr_elems", (uint)type.Array.Length);
                break;
            case BtfKind.Forward:
                writer.WriteString("fwd_kind", type.KindFlag ? "union" : "struct");
                break;
            case BtfKind.Function or BtfKind.Variable:
                writer.WriteNumber("type_id", type.TypeId);
                writer.WriteString("linkage", BtfListing.Linkage(type.Linkage));
                break;
            case BtfKind.FunctionPrototype:
                writer.WriteNumber("ret_type_id", type.TypeId);
                break;
            case BtfKind.DeclTag:
                writer.WriteNumber("type_id", type.TypeId);
                writer.WriteNumber("component_idx", type.ComponentIndex);
                break;
            case BtfKind.Enum or BtfKind.Enum64:
                writer.WriteString("encoding", BtfListing.Sign(type));
                writer.WriteNumber("size", (uint)type.Size);
                break;
            case BtfKind.Struct or BtfKind.Union or BtfKind.DataSection or BtfKind.Float:
                writer.WriteNumber("size", (uint)type.Size);
                break;
            default:
                writer.WriteNumber("type_id", type.TypeId);
                break;
        }
    }

    private static void WriteItems(BtfType type, Utf8JsonWriter writer)
    {
        if (ListName(type.Kind) is not { } list)
        {
            return;
        }

        writer.WriteNumber("vlen", type.ItemCount);
        writer.WriteStartArray(list);
        for (var i = 0; i < type.ItemCount; i++)
        {
            writer.WriteStartObject();
            WriteItem(type, i, writer);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static string? ListName(BtfKind kind) => kind switch
    {
        BtfKind.Struct or BtfKind.Union => "members",
        BtfKind.Enum or BtfKind.Enum64 => "values",
        BtfKind.FunctionPrototype => "params",
        BtfKind.DataSection => "vars",
        _ => null,
    };

    private static void WriteItem(BtfType type, int index, Utf8JsonWriter writer)
    {
        switch (type.Kind)
        {
            case BtfKind.Struct or BtfKind.Union:
                var member = type.Member(index);
                writer.WriteString("name", BtfListing.NameOr(member.Name));
                writer.WriteNumber("type_id", member.TypeId);
                writer.WriteNumber("bits_offset", (uint)member.BitOffset);
                if (member.BitSize != 0)
                {
                    writer.WriteNumber("bitfield_size", member.BitSize);
                }

                break;
            case BtfKind.FunctionPrototype:
                writer.WriteString("name", BtfListing.NameOr(type.Parameter(index).Name));
                writer.WriteNumber("type_id", type.Parameter(index).TypeId);
                break;
            case BtfKind.DataSection:
                var entry = type.SectionVariable(index);
                writer.WriteNumber("type_id", entry.TypeId);
                writer.WriteNumber("offset", (uint)entry.Offset);
                writer.WriteNumber("size", (uint)entry.Size);
                break;
            default:
                WriteEnumerator(type, type.Enumerator(index), writer);
                break;
        }
    }

    private static void WriteEnumerator(BtfType type, BtfEnumerator enumerator, Utf8JsonWriter writer)
    {
        writer.WriteString("name", BtfListing.NameOr(enumerator.Name));
        if (type is { Kind: BtfKind.Enum64, KindFlag: false })
        {
            writer.WriteNumber("val", (ulong)enumerator.Value);
        }
        else
        {
            writer.WriteNumber("val", enumerator.Value);
        }
    }
}
