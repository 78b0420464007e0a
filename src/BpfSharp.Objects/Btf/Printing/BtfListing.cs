// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace BpfSharp.Objects.Btf.Printing;

/// <summary>BTF as a list, a line for each type and an indented one for each member: what <c>bpftool btf dump</c> prints.</summary>
public static class BtfListing
{
    internal const string Anonymous = "(anon)";

    /// <param name="only">The types to print; when empty all, without those of the base that split BTF continues.</param>
    public static void Write(BtfTypes types, TextWriter output, params IReadOnlyList<uint> only)
    {
        var count = only.Count > 0 ? only.Count : types.Count - (int)types.FirstOwnId;
        for (var i = 0; i < count; i++)
        {
            Write(types, types.Get(only.Count > 0 ? only[i] : types.FirstOwnId + (uint)i), output);
        }
    }

    /// <summary>The type's line and those of its members.</summary>
    public static void Write(BtfTypes types, BtfType type, TextWriter output)
    {
        output.Write(string.Create(CultureInfo.InvariantCulture, $"[{type.Id}] {KindName(type.Kind)} '{NameOr(type.Name)}'{Facts(type)}\n"));
        for (var i = 0; i < type.ItemCount; i++)
        {
            output.Write('\t');
            output.Write(Item(types, type, i));
            output.Write('\n');
        }
    }

    /// <summary>As the kernel's headers spell it, without BTF_KIND_.</summary>
    public static string KindName(BtfKind kind) => Names[(int)kind];

    internal static string NameOr(string name) => name.Length == 0 ? Anonymous : name;

    internal static string Encoding(BtfInteger type) => (type.IsSigned, type.IsChar, type.IsBool) switch
    {
        (false, false, false) => "(none)",
        (true, false, false) => "SIGNED",
        (false, true, false) => "CHAR",
        (false, false, true) => "BOOL",
        _ => "UNKN",
    };

    internal static string Linkage(int linkage) => linkage switch
    {
        0 => "static",
        1 => "global",
        2 => "extern",
        _ => "(unknown)",
    };

    internal static string Sign(BtfType type) => type.KindFlag ? "SIGNED" : "UNSIGNED";

    private static readonly string[] Names =
    [
        "VOID", "INT", "PTR", "ARRAY", "STRUCT", "UNION", "ENUM", "FWD", "TYPEDEF", "VOLATILE", "CONST", "RESTRICT", "FUNC", "FUNC_PROTO", "VAR", "DATASEC",
        "FLOAT", "DECL_TAG", "TYPE_TAG", "ENUM64",
    ];

    private static string Facts(BtfType type)
    {
        switch (type.Kind)
        {
            case BtfKind.Int:
                var integer = type.Integer;
                return $" size={type.Size} bits_offset={integer.BitOffset} nr_bits={integer.Bits} encoding={Encoding(integer)}";
            case BtfKind.Array:
                return $" type_id={type.Array.ElementTypeId} index_type_id={type.Array.IndexTypeId} nr_elems={(uint)type.Array.Length}";
            case BtfKind.Struct or BtfKind.Union or BtfKind.DataSection:
                return $" size={(uint)type.Size} vlen={type.ItemCount}";
            case BtfKind.Enum or BtfKind.Enum64:
                return $" encoding={Sign(type)} size={(uint)type.Size} vlen={type.ItemCount}";
            case BtfKind.Forward:
                return " fwd_kind=" + (type.KindFlag ? "union" : "struct");
            case BtfKind.Function:
                return $" type_id={type.TypeId} linkage={Linkage(type.Linkage)}";
            case BtfKind.FunctionPrototype:
                return $" ret_type_id={type.TypeId} vlen={type.ItemCount}";
            case BtfKind.Variable:
                return $" type_id={type.TypeId}, linkage={Linkage(type.Linkage)}";
            case BtfKind.Float:
                return $" size={(uint)type.Size}";
            case BtfKind.DeclTag:
                return string.Create(CultureInfo.InvariantCulture, $" type_id={type.TypeId} component_idx={type.ComponentIndex}");
            default:
                return $" type_id={type.TypeId}";
        }
    }

    private static string Item(BtfTypes types, BtfType type, int index)
    {
        switch (type.Kind)
        {
            case BtfKind.Struct or BtfKind.Union:
                var member = type.Member(index);
                var bits = member.BitSize != 0 ? $" bitfield_size={member.BitSize}" : "";
                return $"'{NameOr(member.Name)}' type_id={member.TypeId} bits_offset={(uint)member.BitOffset}{bits}";
            case BtfKind.Enum:
                return string.Create(CultureInfo.InvariantCulture, $"'{NameOr(type.Enumerator(index).Name)}' val={type.Enumerator(index).Value}");
            case BtfKind.Enum64:
                return $"'{NameOr(type.Enumerator(index).Name)}' val={WideValue(type, type.Enumerator(index).Value)}";
            case BtfKind.FunctionPrototype:
                return $"'{NameOr(type.Parameter(index).Name)}' type_id={type.Parameter(index).TypeId}";
            default:
                var entry = type.SectionVariable(index);
                var variable = types.Get(entry.TypeId);
                return $"type_id={entry.TypeId} offset={(uint)entry.Offset} size={(uint)entry.Size} ({KindName(variable.Kind)} '{NameOr(variable.Name)}')";
        }
    }

    internal static string WideValue(BtfType type, long value) =>
        type.KindFlag ? value.ToString(CultureInfo.InvariantCulture) + "LL" : ((ulong)value).ToString(CultureInfo.InvariantCulture) + "ULL";
}
