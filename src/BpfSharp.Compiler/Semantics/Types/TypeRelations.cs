// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Syntax;

namespace BpfSharp.Compiler.Semantics;

/// <summary>How one type relates to another, as C defines it.</summary>
internal static class TypeRelations
{
    private const TypeQualifiers Compared = TypeQualifiers.Const | TypeQualifiers.Volatile | TypeQualifiers.Arena;

    /// <summary>The same type with the same const, volatile and address space.</summary>
    public static bool AreSame(QualifiedType left, QualifiedType right) =>
        Qualifiers(left) == Qualifiers(right) && AreCompatible(left.Type, right.Type);

    /// <summary>Compatible when qualifiers of the two types themselves are left out.</summary>
    public static bool AreCompatible(CType left, CType right)
    {
        left = left.Canonical;
        right = right.Canonical;
        if (ReferenceEquals(left, right))
        {
            return true;
        }

        return (left, right) switch
        {
            (VoidType, VoidType) => true,
            (PointerType a, PointerType b) => AreSame(a.Pointee, b.Pointee),
            (ArrayType a, ArrayType b) => (a.Length is null || b.Length is null || a.Length == b.Length) && AreSame(a.Element, b.Element),
            (FunctionType a, FunctionType b) => AreCompatibleFunctions(a, b),
            (RecordType a, RecordType b) => a.KernelTypeId != 0 && a.KernelTypeId == b.KernelTypeId,
            (EnumType a, EnumType b) => a.KernelTypeId != 0 && a.KernelTypeId == b.KernelTypeId,
            (EnumType a, IntegerType b) => ReferenceEquals(a.Underlying, b),
            (IntegerType a, EnumType b) => ReferenceEquals(a, b.Underlying),
            _ => false,
        };
    }

    /// <summary>The type that knows what both compatible declarations say (array length, prototype).</summary>
    public static QualifiedType Composite(QualifiedType left, QualifiedType right) => (left.Canonical, right.Canonical) switch
    {
        (ArrayType { Length: null }, ArrayType { Length: not null }) => right,
        (FunctionType { HasPrototype: false }, FunctionType { HasPrototype: true }) => right,
        _ => left,
    };

    /// <summary>Qualifiers of the type, those of an array's elements among them.</summary>
    public static TypeQualifiers Qualifiers(QualifiedType type)
    {
        var all = type.AllQualifiers;
        return (type.Canonical is ArrayType array ? all | Qualifiers(array.Element) : all) & Compared;
    }

    /// <summary>What assigning between two pointer types amounts to.</summary>
    public static PointerAssignment Compare(PointerType target, PointerType source)
    {
        var (to, from) = (target.Pointee, source.Pointee);
        if (to.IsInArena != from.IsInArena)
        {
            return PointerAssignment.ChangesAddressSpace;
        }

        if ((Qualifiers(from) & ~Qualifiers(to)) != 0 && from.Canonical is not FunctionType)
        {
            return PointerAssignment.DropsQualifiers;
        }

        if (to.IsVoid() || from.IsVoid() || AreCompatible(to.Type, from.Type))
        {
            return PointerAssignment.Fine;
        }

        return DifferOnlyInSign(to.Type, from.Type) ? PointerAssignment.DiffersInSign
            : DifferOnlyInInnerQualifiers(to.Type, from.Type) ? PointerAssignment.Fine
            : PointerAssignment.Incompatible;
    }

    private static bool DifferOnlyInSign(CType left, CType right) =>
        ArithmeticConversions.IntegerOf(left) is { IsBool: false } a && ArithmeticConversions.IntegerOf(right) is { IsBool: false } b
        && a.Size == b.Size;

    private static bool DifferOnlyInInnerQualifiers(CType left, CType right) => (left.Canonical, right.Canonical) switch
    {
        (ArrayType a, ArrayType b) => AreCompatible(a.Element.Type, b.Element.Type) && (a.Length is null || b.Length is null || a.Length == b.Length),
        _ => false,
    };

    private static bool AreCompatibleFunctions(FunctionType left, FunctionType right)
    {
        if (!AreCompatible(left.Result.Type, right.Result.Type))
        {
            return false;
        }

        if (!left.HasPrototype || !right.HasPrototype)
        {
            return true;
        }

        if (left.Parameters.Count != right.Parameters.Count || left.IsVariadic != right.IsVariadic)
        {
            return false;
        }

        for (var i = 0; i < left.Parameters.Count; i++)
        {
            if (!AreCompatible(left.Parameters[i].Type, right.Parameters[i].Type))
            {
                return false;
            }
        }

        return true;
    }
}

internal enum PointerAssignment
{
    Fine, DropsQualifiers, DiffersInSign, Incompatible, ChangesAddressSpace,
}
