// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Semantics;

namespace BpfSharp.Compiler.Lowering;

// __int128: values are addresses of 16 bytes, computed with in halves. Division, which would need a loop, is refused.
internal sealed partial class FunctionLowering
{
    private readonly record struct Halves(Value Low, Value High);

    private Halves LoadHalves(Value address) => new(builder.Load(address, IrType.I64, 8, false, 8), builder.Load(builder.Offset(address, 8), IrType.I64, 8, false, 8));

    private Operation MakeWide(Halves halves, CType type) => MakeWide(halves.Low, halves.High, type);

    private Value LowerWideBinary(BoundBinary binary)
    {
        var left = Lower(binary.Left);
        var right = Lower(binary.Right);
        return binary.Operator >= BoundBinaryOperator.Less
            ? CompareWide(binary.Operator, LoadHalves(left), LoadHalves(right), IsSigned(binary.Left.Type.Type))
            : WideArithmetic(binary.Operator, left, right, binary.Right.Type.Type, binary.Left.Type.Type, binary);
    }

    private Operation CompareWide(BoundBinaryOperator op, Halves left, Halves right, bool isSigned)
    {
        if (op is BoundBinaryOperator.Equal or BoundBinaryOperator.NotEqual)
        {
            var low = builder.Arithmetic(OpCode.Xor, left.Low, right.Low);
            var high = builder.Arithmetic(OpCode.Xor, left.High, right.High);
            return builder.Compare(op == BoundBinaryOperator.Equal ? OpCode.Equal : OpCode.NotEqual, builder.Arithmetic(OpCode.Or, low, high), 0);
        }

        return builder.Select(
            builder.Compare(OpCode.Equal, left.High, right.High),
            builder.Compare(Comparison(op, isSigned: false), left.Low, right.Low),
            builder.Compare(Comparison(op, isSigned), left.High, right.High));
    }

    /// <param name="right">A wide value, or for shifts an amount of any type.</param>
    private Value WideArithmetic(BoundBinaryOperator op, Value left, Value right, CType rightType, CType type, BoundExpression place)
    {
        var a = LoadHalves(left);
        if (op is BoundBinaryOperator.ShiftLeft or BoundBinaryOperator.ShiftRight)
        {
            var amount = LoweredTypes.IsWide(rightType) ? LoadHalves(right).Low : Resize(right, IrType.I64);
            return MakeWide(op == BoundBinaryOperator.ShiftLeft ? ShiftLeftWide(a, amount) : ShiftRightWide(a, amount, IsSigned(type)), type);
        }

        var b = LoadHalves(right);
        switch (op)
        {
            case BoundBinaryOperator.Add:
                var sum = builder.Arithmetic(OpCode.Add, a.Low, b.Low);
                var carry = Resize(builder.Compare(OpCode.ULess, sum, a.Low), IrType.I64);
                return MakeWide(sum, builder.Arithmetic(OpCode.Add, builder.Arithmetic(OpCode.Add, a.High, b.High), carry), type);
            case BoundBinaryOperator.Subtract:
                var borrow = Resize(builder.Compare(OpCode.ULess, a.Low, b.Low), IrType.I64);
                var high = builder.Arithmetic(OpCode.Sub, builder.Arithmetic(OpCode.Sub, a.High, b.High), borrow);
                return MakeWide(builder.Arithmetic(OpCode.Sub, a.Low, b.Low), high, type);
            case BoundBinaryOperator.Multiply:
                return MakeWide(MultiplyWide(a, b), type);
            case BoundBinaryOperator.And or BoundBinaryOperator.Or or BoundBinaryOperator.Xor:
                var code = op switch { BoundBinaryOperator.And => OpCode.And, BoundBinaryOperator.Or => OpCode.Or, _ => OpCode.Xor };
                return MakeWide(builder.Arithmetic(code, a.Low, b.Low), builder.Arithmetic(code, a.High, b.High), type);
            default:
                Report(Diagnostics.LoweringDiagnostics.WideArithmetic, place.Span);
                return left;
        }
    }

    /// <summary>The upper half of the product of the low halves comes from products of their 32-bit parts.</summary>
    private Halves MultiplyWide(Halves a, Halves b)
    {
        const long Part = 0xffff_ffff;
        var (aLow, aHigh) = (builder.Arithmetic(OpCode.And, a.Low, Part), builder.Arithmetic(OpCode.LShr, a.Low, 32));
        var (bLow, bHigh) = (builder.Arithmetic(OpCode.And, b.Low, Part), builder.Arithmetic(OpCode.LShr, b.Low, 32));
        var (first, second) = (builder.Arithmetic(OpCode.Mul, aLow, bHigh), builder.Arithmetic(OpCode.Mul, aHigh, bLow));
        var middle = builder.Arithmetic(OpCode.LShr, builder.Arithmetic(OpCode.Mul, aLow, bLow), 32);
        middle = builder.Arithmetic(OpCode.Add, middle, builder.Arithmetic(OpCode.And, first, Part));
        middle = builder.Arithmetic(OpCode.Add, middle, builder.Arithmetic(OpCode.And, second, Part));
        Value high = builder.Arithmetic(OpCode.Mul, aHigh, bHigh);
        foreach (var part in (Value[])[
            builder.Arithmetic(OpCode.LShr, first, 32), builder.Arithmetic(OpCode.LShr, second, 32), builder.Arithmetic(OpCode.LShr, middle, 32),
            builder.Arithmetic(OpCode.Mul, a.Low, b.High), builder.Arithmetic(OpCode.Mul, a.High, b.Low)])
        {
            high = builder.Arithmetic(OpCode.Add, high, part);
        }

        return new(builder.Arithmetic(OpCode.Mul, a.Low, b.Low), high);
    }

    // Amounts of 64 and more move one half into the other; smaller ones by n move 64 - n bits over, in two steps because n may be 0.
    private Halves ShiftLeftWide(Halves a, Value amount)
    {
        var isLarge = builder.Compare(OpCode.UGreaterEqual, amount, 64);
        var over = builder.Arithmetic(OpCode.LShr, builder.Arithmetic(OpCode.LShr, a.Low, 1), Below(amount));
        var moved = builder.Arithmetic(OpCode.Shl, a.Low, Masked(amount));
        var high = builder.Arithmetic(OpCode.Or, builder.Arithmetic(OpCode.Shl, a.High, Masked(amount)), over);
        return new(builder.Select(isLarge, Constant.Int64(0), moved), builder.Select(isLarge, moved, high));
    }

    private Halves ShiftRightWide(Halves a, Value amount, bool isSigned)
    {
        var right = isSigned ? OpCode.AShr : OpCode.LShr;
        var isLarge = builder.Compare(OpCode.UGreaterEqual, amount, 64);
        var over = builder.Arithmetic(OpCode.Shl, builder.Arithmetic(OpCode.Shl, a.High, 1), Below(amount));
        var moved = builder.Arithmetic(right, a.High, Masked(amount));
        var low = builder.Arithmetic(OpCode.Or, builder.Arithmetic(OpCode.LShr, a.Low, Masked(amount)), over);
        Value none = isSigned ? builder.Arithmetic(OpCode.AShr, a.High, 63) : Constant.Int64(0);
        return new(builder.Select(isLarge, moved, low), builder.Select(isLarge, none, moved));
    }

    private Operation Masked(Value amount) => builder.Arithmetic(OpCode.And, amount, 63);

    /// <summary>63 - n, for n below 64.</summary>
    private Operation Below(Value amount) => builder.Arithmetic(OpCode.Xor, Masked(amount), 63);

    private Operation LowerWideUnary(BoundUnary unary)
    {
        var value = LoadHalves(Lower(unary.Operand));
        var inverse = new Halves(builder.Arithmetic(OpCode.Xor, value.Low, -1), builder.Arithmetic(OpCode.Xor, value.High, -1));
        if (unary.Operator != BoundUnaryOperator.Negate)
        {
            return MakeWide(inverse, unary.Type.Type);
        }

        var low = builder.Arithmetic(OpCode.Add, inverse.Low, 1);
        var carry = Resize(builder.Compare(OpCode.Equal, low, 0), IrType.I64);
        return MakeWide(low, builder.Arithmetic(OpCode.Add, inverse.High, carry), unary.Type.Type);
    }

    private Value LowerWideCompound(BoundCompoundAssignment assignment, Place place)
    {
        var computation = assignment.ComputationType.Type;
        var value = Lower(assignment.Value);
        var left = LoweredTypes.IsWide(place.Type) ? place.Address : Convert(Read(place), place.Type, computation);
        var isShift = assignment.Operator is BoundBinaryOperator.ShiftLeft or BoundBinaryOperator.ShiftRight;
        var right = isShift ? value : Convert(value, assignment.Value.Type.Type, computation);
        var result = WideArithmetic(assignment.Operator, left, right, isShift ? assignment.Value.Type.Type : computation, computation, assignment);
        return LoweredTypes.IsWide(place.Type) ? CopyWide(place, result) : Write(place, Convert(result, computation, place.Type));
    }

    private Value LowerWideIncrement(BoundIncrement increment, Place place)
    {
        var old = MakeWide(LoadHalves(place.Address), place.Type);
        var step = MakeWide(Constant.Int64(increment.Step), Constant.Int64(increment.Step < 0 ? -1 : 0), place.Type);
        var now = CopyWide(place, WideArithmetic(BoundBinaryOperator.Add, old, step, place.Type, place.Type, increment));
        return increment.IsPostfix ? old : now;
    }

    private Value CopyWide(Place place, Value value)
    {
        builder.Copy(place.Address, value, 16, place.Align);
        return place.Address;
    }
}
