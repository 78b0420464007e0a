// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using BpfSharp.Objects.Btf;
using BpfSharp.Objects.Btf.Printing;

namespace BpfSharp.Objects.Linking;

/// <summary>Whether what one object says of a symbol is what another one does. Typedefs and qualifiers don't matter, nor what lies behind pointers to records.</summary>
internal sealed class TypeAgreement(BtfTypes types)
{
    private const int MaximumDepth = 32;

    /// <summary>The two types as text when they differ.</summary>
    public (string Left, string Right)? Difference(uint left, uint right) =>
        AreSame(left, right) ? null : ($"'{CPrinter.TypeText(types, left)}'", $"'{CPrinter.TypeText(types, right)}'");

    /// <summary>The first property in which two maps differ.</summary>
    public (string Left, string Right)? MapDifference(uint left, uint right)
    {
        var (a, b) = (Properties(left), Properties(right));
        foreach (var name in a.Keys.Union(b.Keys).Order(StringComparer.Ordinal))
        {
            var (one, other) = (a.GetValueOrDefault(name), b.GetValueOrDefault(name));
            if (one.Number != other.Number)
            {
                return ($"a map with {name} {Number(one.Number)}", $"one with {name} {Number(other.Number)}");
            }

            if (one.Type != 0 && other.Type != 0 && (name == "values" ? MapDifference(one.Type, other.Type) is not null : !AreSame(one.Type, other.Type)))
            {
                return ($"a map whose {name.Replace("_size", "", StringComparison.Ordinal)} is '{CPrinter.TypeText(types, one.Type)}'", $"one where it is '{CPrinter.TypeText(types, other.Type)}'");
            }
        }

        return null;
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    // A key given by its type has that type's size, so that both ways to say it compare.
    private Dictionary<string, (long Number, uint Type)> Properties(uint id)
    {
        var result = new Dictionary<string, (long, uint)>(StringComparer.Ordinal);
        var definition = types.SkipModifiers(id);
        for (var i = 0; definition.Kind == BtfKind.Struct && i < definition.ItemCount; i++)
        {
            var member = definition.Member(i);
            var type = types.SkipModifiers(member.TypeId);
            if (member.Name is "key" or "value")
            {
                result[member.Name + "_size"] = (types.SizeOf(type.TypeId), type.TypeId);
            }
            else if (member.Name == "values" && type.Kind == BtfKind.Array)
            {
                result[member.Name] = (0, types.SkipModifiers(type.Array.ElementTypeId).TypeId);
            }
            else
            {
                var number = types.SkipModifiers(type.TypeId);
                var value = number.Kind == BtfKind.Array ? (uint)number.Array.Length : number.Kind is BtfKind.Enum or BtfKind.Enum64 && number.ItemCount > 0 ? number.Enumerator(0).Value : 0;
                result[member.Name] = (value, 0);
            }
        }

        return result;
    }

    private bool AreSame(uint left, uint right, bool isBehindPointer = false, int depth = 0)
    {
        var (a, b) = (types.SkipModifiers(left), types.SkipModifiers(right));
        if (a.Id == b.Id || depth > MaximumDepth)
        {
            return true;
        }

        if (isBehindPointer && IsRecord(a.Kind) && IsRecord(b.Kind))
        {
            return a.Name == b.Name;
        }

        if (a.Kind != b.Kind)
        {
            return false;
        }

        return a.Kind switch
        {
            BtfKind.Int => a.Size == b.Size && a.Integer.IsSigned == b.Integer.IsSigned && a.Integer.IsBool == b.Integer.IsBool,
            BtfKind.Pointer => AreSame(a.TypeId, b.TypeId, isBehindPointer: true, depth + 1),
            BtfKind.Array => (a.Array.Length == b.Array.Length || a.Array.Length == 0 || b.Array.Length == 0)
                && AreSame(a.Array.ElementTypeId, b.Array.ElementTypeId, isBehindPointer, depth + 1),
            BtfKind.FunctionPrototype => a.ItemCount == b.ItemCount && AreSame(a.TypeId, b.TypeId, isBehindPointer, depth + 1)
                && Enumerable.Range(0, a.ItemCount).All(i => AreSame(a.Parameter(i).TypeId, b.Parameter(i).TypeId, isBehindPointer, depth + 1)),
            BtfKind.Struct or BtfKind.Union => a.Name == b.Name && a.Size == b.Size && a.ItemCount == b.ItemCount
                && Enumerable.Range(0, a.ItemCount).All(i => AreSameMembers(a.Member(i), b.Member(i), depth)),
            BtfKind.Enum or BtfKind.Enum64 => a.Name == b.Name && a.Size == b.Size,
            _ => a.Name == b.Name && a.Size == b.Size,
        };
    }

    private bool AreSameMembers(BtfMember a, BtfMember b, int depth) =>
        (a.Name, a.BitOffset, a.BitSize) == (b.Name, b.BitOffset, b.BitSize) && AreSame(a.TypeId, b.TypeId, false, depth + 1);

    private static bool IsRecord(BtfKind kind) => kind is BtfKind.Struct or BtfKind.Union or BtfKind.Forward;
}
