// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects.Btf;

namespace BpfSharp.Objects.Core;

/// <summary>Which types of a program may stand for which of a kernel. The rules are libbpf's (relo_core.c), so that both loaders take the same candidate.</summary>
internal static class CoreCompatibility
{
    private const int MaximumDepth = 32;

    /// <summary>Members: records and pointers pass for each other, numbers need no equal size, enums and forwards compare by name.</summary>
    public static bool AreFieldsCompatible(BtfTypes local, uint localId, BtfTypes target, uint targetId)
    {
        for (var depth = 0; depth < MaximumDepth; depth++)
        {
            var (a, b) = (local.SkipModifiers(localId), target.SkipModifiers(targetId));
            if (IsRecord(a.Kind) && IsRecord(b.Kind))
            {
                return true;
            }

            if (!AreKindsCompatible(a.Kind, b.Kind))
            {
                return false;
            }

            switch (a.Kind)
            {
                case BtfKind.Pointer or BtfKind.Float or BtfKind.Int:
                    return true;
                case BtfKind.Forward or BtfKind.Enum or BtfKind.Enum64:
                    var (left, right) = (CoreNames.Essential(a.Name), CoreNames.Essential(b.Name));
                    return left.Length == 0 || right.Length == 0 || left == right;
                case BtfKind.Array:
                    (localId, targetId) = (a.Array.ElementTypeId, b.Array.ElementTypeId);
                    break;
                default:
                    return false;
            }
        }

        return false;
    }

    /// <summary>Whole types: the same kind all the way down pointers, arrays and prototypes; records need only be records.</summary>
    public static bool AreTypesCompatible(BtfTypes local, uint localId, BtfTypes target, uint targetId, int depth = 0)
    {
        var (a, b) = (local.SkipModifiers(localId), target.SkipModifiers(targetId));
        if (depth > MaximumDepth || !AreKindsCompatible(a.Kind, b.Kind))
        {
            return false;
        }

        switch (a.Kind)
        {
            case BtfKind.Pointer:
                return AreTypesCompatible(local, a.TypeId, target, b.TypeId, depth + 1);
            case BtfKind.Array:
                return AreTypesCompatible(local, a.Array.ElementTypeId, target, b.Array.ElementTypeId, depth + 1);
            case BtfKind.FunctionPrototype:
                return a.ItemCount == b.ItemCount && AreTypesCompatible(local, a.TypeId, target, b.TypeId, depth + 1)
                    && Enumerable.Range(0, a.ItemCount).All(i => AreTypesCompatible(local, a.Parameter(i).TypeId, target, b.Parameter(i).TypeId, depth + 1));
            default:
                return true;
        }
    }

    /// <summary>As bpf_core_type_matches asks: every member and enumerator of the program's type is in the kernel's, with a matching type.</summary>
    public static bool DoTypesMatch(BtfTypes local, uint localId, BtfTypes target, uint targetId, bool isBehindPointer = false, int depth = 0)
    {
        var (a, b) = (local.SkipModifiers(localId), target.SkipModifiers(targetId));
        if (depth > MaximumDepth || (a.Name.Length > 0 && CoreNames.Essential(a.Name) != CoreNames.Essential(b.Name)))
        {
            return false;
        }

        if (isBehindPointer && (a.Kind == BtfKind.Forward || b.Kind == BtfKind.Forward || (IsRecord(a.Kind) && a.Kind == b.Kind)))
        {
            return a.Kind == b.Kind || IsRecord(a.Kind) || IsRecord(b.Kind);
        }

        if (!AreKindsCompatible(a.Kind, b.Kind))
        {
            return false;
        }

        return a.Kind switch
        {
            BtfKind.Struct or BtfKind.Union => Enumerable.Range(0, a.ItemCount).All(i => HasMember(local, a.Member(i), target, b, depth)),
            BtfKind.Enum or BtfKind.Enum64 => Enumerable.Range(0, a.ItemCount).All(i => HasEnumerator(a.Enumerator(i).Name, b)),
            BtfKind.Int => a.Size == b.Size && a.Integer.IsSigned == b.Integer.IsSigned,
            BtfKind.Pointer => DoTypesMatch(local, a.TypeId, target, b.TypeId, true, depth + 1),
            BtfKind.Array => a.Array.Length == b.Array.Length && DoTypesMatch(local, a.Array.ElementTypeId, target, b.Array.ElementTypeId, false, depth + 1),
            BtfKind.FunctionPrototype => a.ItemCount == b.ItemCount && DoTypesMatch(local, a.TypeId, target, b.TypeId, isBehindPointer, depth + 1)
                && Enumerable.Range(0, a.ItemCount).All(i => DoTypesMatch(local, a.Parameter(i).TypeId, target, b.Parameter(i).TypeId, isBehindPointer, depth + 1)),
            _ => true,
        };
    }

    /// <summary>Enum and enum64 differ only in what values fit.</summary>
    public static bool AreKindsCompatible(BtfKind a, BtfKind b) => a == b || (a is BtfKind.Enum or BtfKind.Enum64 && b is BtfKind.Enum or BtfKind.Enum64);

    private static bool IsRecord(BtfKind kind) => kind is BtfKind.Struct or BtfKind.Union;

    private static bool HasMember(BtfTypes local, BtfMember wanted, BtfTypes target, BtfType record, int depth)
    {
        for (var i = 0; i < record.ItemCount; i++)
        {
            var member = record.Member(i);
            if (member.Name == wanted.Name && DoTypesMatch(local, wanted.TypeId, target, member.TypeId, false, depth + 1))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasEnumerator(string name, BtfType type) =>
        Enumerable.Range(0, type.ItemCount).Any(i => CoreNames.Essential(type.Enumerator(i).Name) == CoreNames.Essential(name));
}
