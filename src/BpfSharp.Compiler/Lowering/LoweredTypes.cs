// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Semantics;

namespace BpfSharp.Compiler.Lowering;

/// <summary>How C types look in IR.</summary>
internal static class LoweredTypes
{
    public static readonly IrType AnyPointer = IrType.Pointer(AddressSpace.Unresolved);

    /// <summary>The type of a value of C type <paramref name="type"/>; records, arrays and __int128 are handled by their address.</summary>
    public static IrType Of(CType type) => type.Canonical switch
    {
        VoidType => IrType.Void,
        PointerType { Tag: "user" } => IrType.Pointer(AddressSpace.User),
        FunctionType => IrType.Pointer(AddressSpace.Function),
        IntegerType { Size: <= 8 } or EnumType or FloatType => type.Size <= 4 ? IrType.I32 : IrType.I64,
        _ => AnyPointer,
    };

    /// <summary>True when values of the type live in memory and an expression gives their address.</summary>
    public static bool IsMemory(CType type) => type.Canonical is RecordType or ArrayType or IntegerType { Size: > 8 };

    public static bool IsWide(CType type) => type.Canonical is IntegerType { Size: > 8 };

    public static bool IsBool(CType type) => type.Canonical is IntegerType { IsBool: true };

    /// <summary>The integer type with the same representation: of an enum the underlying one, of a pointer unsigned long.</summary>
    public static IntegerType Integer(CType type) => type.Canonical switch
    {
        IntegerType integer => integer,
        EnumType e => e.Underlying,
        FloatType { Size: 4 } => IntegerType.Int,
        FloatType => IntegerType.Long,
        _ => IntegerType.UnsignedLong,
    };

    public static int Width(CType type) => (int)Math.Min(8, type.Canonical is PointerType ? 8 : Math.Max(1, type.Size));

    /// <summary>const on the variable itself or on the elements of an array.</summary>
    public static bool IsConst(QualifiedType type) => type.IsConst || (type.Canonical is ArrayType a && IsConst(a.Element));

    public static bool IsVolatile(QualifiedType type) => type.IsVolatile || (type.Canonical is ArrayType a && IsVolatile(a.Element));
}
