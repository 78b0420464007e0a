// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Semantics;

namespace BpfSharp.Compiler.Lowering;

internal sealed partial class FunctionLowering
{
    private Value LowerConversion(BoundConversion c)
    {
        switch (c.Kind)
        {
            case ConversionKind.ToVoid:
                LowerDiscarded(c.Operand);
                return new Undefined(IrType.I32);
            case ConversionKind.ArrayToPointer:
                return PointerTo(c.Operand);
            case ConversionKind.AddressSpace:
                var pointer = Lower(c.Operand);
                return c.Type.Canonical is PointerType { Pointee.IsInArena: true } ? ArenaToUser(pointer) : ArenaToKernel(pointer);
            case ConversionKind.FunctionToPointer:
                return c.Operand is BoundFunction f ? FunctionAddress(f.Function) : Lower(c.Operand);
            case ConversionKind.NoOp when LoweredTypes.IsMemory(c.Type.Type) && !LoweredTypes.IsMemory(c.Operand.Type.Type):
                // A cast to a union type: a fresh union whose member is the operand.
                var union = Temporary(c.Type.Type);
                StoreScalar(union, Lower(c.Operand), c.Operand.Type.Type, 1, false);
                return union;
            case ConversionKind.ToBool when IsTruth(c.Operand) && !LoweredTypes.IsMemory(c.Operand.Type.Type):
                return Resize(Lower(c.Operand), IrType.I32);
            default:
                return Convert(Lower(c.Operand), c.Operand.Type.Type, c.Type.Type);
        }
    }

    /// <summary>Between any two scalar C types, and between __int128 and the others.</summary>
    private Value Convert(Value value, CType from, CType to)
    {
        if (LoweredTypes.IsWide(from) && to.Canonical is not RecordType)
        {
            return FromWide(value, to);
        }

        if (LoweredTypes.IsMemory(from) || to.Canonical is VoidType || from.Canonical is VoidType)
        {
            return value;
        }

        if (LoweredTypes.IsWide(to))
        {
            var low = ConvertInteger(ToInteger(value), LoweredTypes.Integer(from), IntegerType.Long);
            var high = LoweredTypes.Integer(from).IsSigned ? builder.Arithmetic(OpCode.AShr, low, 63) : (Value)Constant.Int64(0);
            return MakeWide(low, high, to);
        }

        if (LoweredTypes.IsBool(to))
        {
            return LoweredTypes.IsBool(from) || value is Operation { IsComparison: true } ? value : builder.Compare(OpCode.NotEqual, value, 0);
        }

        var type = ValueType(to);
        if (value.Type.IsPointer && type.IsPointer)
        {
            return value;
        }

        var integer = ConvertInteger(ToInteger(value), LoweredTypes.Integer(from), LoweredTypes.Integer(to));
        return !type.IsPointer ? integer : integer is Constant c ? new Constant(type, c.Number) : builder.Make(OpCode.ToPointer, type, integer);
    }

    private Value FromWide(Value address, CType to)
    {
        if (LoweredTypes.IsWide(to))
        {
            return address;
        }

        return LoweredTypes.IsBool(to)
            ? builder.Compare(OpCode.NotEqual, WideBits(address), 0)
            : Convert(builder.Load(address, IrType.I64, 8, false, 8), IntegerType.UnsignedLong, to);
    }

    private Value ToInteger(Value value) => !value.Type.IsPointer ? value
        : value is Constant c ? Constant.Int64(c.Number)
        : builder.Make(OpCode.ToInteger, IrType.I64, value);

    /// <summary>
    /// Between integer types of up to 8 bytes. A value narrower than int is held in an I32 extended by its own sign, and what comes out is again
    /// extended by the sign of <paramref name="to"/>.
    /// </summary>
    private Value ConvertInteger(Value value, IntegerType from, IntegerType to)
    {
        if (value is Constant constant)
        {
            return new Constant(to.Size <= 4 ? IrType.I32 : IrType.I64, Wrap(from.IsSigned ? constant.Number : (long)constant.Unsigned, to));
        }

        if (to.Size > 4)
        {
            return value.Type.Kind == IrKind.I64 ? value : builder.Make(from.IsSigned ? OpCode.SignExtend : OpCode.ZeroExtend, IrType.I64, value);
        }

        var low = value.Type.Kind == IrKind.I64 ? builder.Make(OpCode.Truncate, IrType.I32, value) : value;
        return to.Size >= 4 || Fits(from, to) ? low : builder.Extend(low, (int)to.Size, to.IsSigned);
    }

    /// <summary>Every value of <paramref name="from"/> is one of <paramref name="to"/>.</summary>
    private static bool Fits(IntegerType from, IntegerType to) =>
        from.IsSigned == to.IsSigned ? from.Size <= to.Size : !from.IsSigned && from.Size < to.Size;

    /// <summary>The number as a value of the type, extended by its sign.</summary>
    private static long Wrap(long number, IntegerType type) => (type.Size, type.IsSigned) switch
    {
        (1, true) => (sbyte)number,
        (1, false) => (byte)number,
        (2, true) => (short)number,
        (2, false) => (ushort)number,
        (4, true) => (int)number,
        (4, false) => (uint)number,
        _ => number,
    };
}
