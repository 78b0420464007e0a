// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Semantics;

/// <summary>C's integer promotions and usual arithmetic conversions, and what they need to know of a type.</summary>
internal static class ArithmeticConversions
{
    /// <summary>The integer type behind typedefs and enums; null for anything else.</summary>
    public static IntegerType? IntegerOf(CType type) => type.Canonical switch
    {
        IntegerType integer => integer,
        EnumType enumeration => enumeration.Underlying,
        _ => null,
    };

    public static bool IsInteger(this QualifiedType type) => type.Canonical is IntegerType or EnumType;

    public static bool IsPointer(this QualifiedType type) => type.Canonical is PointerType;

    public static bool IsScalar(this QualifiedType type) => type.Canonical is IntegerType or EnumType or PointerType;

    public static bool IsVoid(this QualifiedType type) => type.Canonical is VoidType;

    public static IntegerType Promote(IntegerType type) => type.Rank < IntegerType.Int.Rank ? IntegerType.Int : type;

    /// <summary>The promoted type of a value, which for a bit-field depends on its width.</summary>
    public static IntegerType PromotedType(BoundExpression value)
    {
        var type = IntegerOf(value.Type.Type) ?? throw new InvalidOperationException("only integers are promoted");
        if (BitFieldOf(value) is { } field)
        {
            var fits = field.BitWidth < 32 || (field.BitWidth == 32 && (type.IsSigned || type.IsBool));
            return fits ? IntegerType.Int : field.BitWidth == 32 ? IntegerType.UnsignedInt : type;
        }

        return Promote(type);
    }

    /// <summary>The bit-field a value is that of, also behind a comma and after it was assigned to, as clang and gcc have it; null for any other value.</summary>
    private static FieldSymbol? BitFieldOf(BoundExpression value) => value switch
    {
        BoundLoad { Source: BoundMember { Field: { IsBitField: true } field } } => field,
        BoundComma comma => BitFieldOf(comma.Right),
        BoundAssignment { Target: BoundMember { Field: { IsBitField: true } field } } => field,
        BoundCompoundAssignment { Target: BoundMember { Field: { IsBitField: true } field } } => field,
        BoundIncrement { IsPostfix: false, Target: BoundMember { Field: { IsBitField: true } field } } => field,
        _ => null,
    };

    /// <summary>The common type of two promoted operands.</summary>
    public static IntegerType Common(IntegerType left, IntegerType right)
    {
        if (left.IsSigned == right.IsSigned)
        {
            return left.Rank >= right.Rank ? left : right;
        }

        var (unsigned, signed) = left.IsSigned ? (right, left) : (left, right);
        if (unsigned.Rank >= signed.Rank)
        {
            return unsigned;
        }

        return signed.Size > unsigned.Size ? signed : ToUnsigned(signed);
    }

    public static IntegerType ToUnsigned(IntegerType type) => type.Rank switch
    {
        1 => IntegerType.UnsignedChar,
        2 => IntegerType.UnsignedShort,
        3 => IntegerType.UnsignedInt,
        4 => IntegerType.UnsignedLong,
        5 => IntegerType.UnsignedLongLong,
        6 => IntegerType.UnsignedInt128,
        _ => type,
    };

    /// <summary>Reduces a value to what the type can hold: the low bits, extended by its signedness. An unsigned __int128 keeps its bits.</summary>
    public static Int128 Wrap(Int128 value, IntegerType type)
    {
        if (type.IsBool)
        {
            return value == 0 ? 0 : 1;
        }

        var shift = 128 - type.Bits;
        return type.IsSigned ? (value << shift) >> shift : (Int128)(((UInt128)value << shift) >> shift);
    }

    /// <summary>Whether the type can represent the value unchanged.</summary>
    public static bool Fits(Int128 value, IntegerType type) => Wrap(value, type) == value;
}
