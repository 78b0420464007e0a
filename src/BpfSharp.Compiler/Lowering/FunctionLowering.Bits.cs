// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Semantics;

namespace BpfSharp.Compiler.Lowering;

/// <remarks>BPF has neither bit-counting instructions nor an overflow flag.</remarks>
internal sealed partial class FunctionLowering
{
    /// <summary>Four bits for each number below 16: how many it takes to write it.</summary>
    private const long LengthsOfNibbles = 0x4444_4444_3333_2210;

    private Operation CountBits(Builtin builtin, Value value) => builtin switch
    {
        Builtin.Popcount => PopulationCount(value),
        Builtin.Parity => builder.Arithmetic(OpCode.And, PopulationCount(value), 1),
        Builtin.Ctz => CountTrailingZeros(value),
        Builtin.Clz => CountLeadingZeros(value),
        _ => builder.Select(
            builder.Compare(OpCode.Equal, value, 0), new Constant(value.Type, 0), builder.Arithmetic(OpCode.Add, CountTrailingZeros(value), 1)),
    };

    /// <summary>Adds neighbouring bits, pairs, nibbles; a multiplication adds the bytes into the top one.</summary>
    private Operation PopulationCount(Value value)
    {
        var x = builder.Arithmetic(OpCode.Sub, value, builder.Arithmetic(OpCode.And, builder.Arithmetic(OpCode.LShr, value, 1), 0x5555555555555555));
        x = builder.Arithmetic(
            OpCode.Add,
            builder.Arithmetic(OpCode.And, x, 0x3333333333333333),
            builder.Arithmetic(OpCode.And, builder.Arithmetic(OpCode.LShr, x, 2), 0x3333333333333333));
        x = builder.Arithmetic(OpCode.And, builder.Arithmetic(OpCode.Add, x, builder.Arithmetic(OpCode.LShr, x, 4)), 0x0f0f0f0f0f0f0f0f);
        return builder.Arithmetic(OpCode.LShr, builder.Arithmetic(OpCode.Mul, x, 0x0101010101010101), value.Type.Bits - 8);
    }

    /// <summary>The bits below the lowest one, counted.</summary>
    private Operation CountTrailingZeros(Value value) =>
        PopulationCount(builder.Arithmetic(OpCode.And, builder.Arithmetic(OpCode.Xor, value, -1), builder.Arithmetic(OpCode.Sub, value, 1)));

    /// <summary>Drops the lower half of the bits as long as there are some in the upper one, down to four; a table has the length of what is left.</summary>
    /// <remarks>Without branches, because the verifier would follow each both ways through the rest of the program.</remarks>
    private Operation CountLeadingZeros(Value value)
    {
        var rest = value.Type.Kind == IrKind.I32 ? builder.Make(OpCode.ZeroExtend, IrType.I64, value) : value;
        Value length = Constant.Int64(0);
        for (var half = value.Type.Bits / 2; half >= 4; half /= 2)
        {
            // Below zero, with ones in front, exactly when the rest is longer than the half.
            var sign = half == 32
                ? builder.Arithmetic(OpCode.Sub, Constant.Int64(0), builder.Arithmetic(OpCode.LShr, rest, half))
                : builder.Arithmetic(OpCode.Sub, Constant.Int64((1 << half) - 1), rest);
            var dropped = builder.Arithmetic(OpCode.And, builder.Arithmetic(OpCode.LShr, sign, 58), half);
            rest = builder.Arithmetic(OpCode.LShr, rest, dropped);
            length = builder.Arithmetic(OpCode.Add, length, dropped);
        }

        var last = builder.Arithmetic(OpCode.LShr, Constant.Int64(LengthsOfNibbles), builder.Arithmetic(OpCode.Shl, rest, 2));
        length = builder.Arithmetic(OpCode.Add, length, builder.Arithmetic(OpCode.And, last, 7));
        return builder.Arithmetic(OpCode.Sub, Constant.Int32(value.Type.Bits), builder.Make(OpCode.Truncate, IrType.I32, length));
    }

    private Value LowerOverflow(BoundBuiltin call)
    {
        var left = LoweredTypes.Integer(call.Arguments[0].Type.Type);
        var right = LoweredTypes.Integer(call.Arguments[1].Type.Type);
        var target = call.Arguments[2].Type.Canonical is PointerType p ? p.Pointee.Type : IntegerType.Long;
        var result = LoweredTypes.Integer(target);
        var a = Lower(call.Arguments[0]);
        var b = Lower(call.Arguments[1]);
        var pointer = Lower(call.Arguments[2]);
        var (value, overflow) = left.Size <= 4 && right.Size <= 4 && result.Size <= 4
            ? NarrowOverflow(call.Builtin, ConvertInteger(a, left, IntegerType.Long), ConvertInteger(b, right, IntegerType.Long), result)
            : WideOverflow(call, a, left, b, right, result);
        StoreScalar(pointer, value, target, target.Align, false);
        return overflow;
    }

    private static OpCode OverflowOperation(Builtin builtin) =>
        builtin == Builtin.AddOverflow ? OpCode.Add : builtin == Builtin.SubOverflow ? OpCode.Sub : OpCode.Mul;

    /// <summary>Exact in 64 bits, then compared with what the result can hold.</summary>
    private (Value Value, Value Overflow) NarrowOverflow(Builtin builtin, Value a, Value b, IntegerType result)
    {
        var exact = builder.Arithmetic(OverflowOperation(builtin), a, b);
        var kept = ConvertInteger(exact, IntegerType.Long, result);
        return (kept, builder.Compare(OpCode.NotEqual, ConvertInteger(kept, result, IntegerType.Long), exact));
    }

    private (Value Value, Value Overflow) WideOverflow(BoundBuiltin call, Value a, IntegerType left, Value b, IntegerType right, IntegerType result)
    {
        // A narrower operand of either sign is exact in a signed 64-bit computation, an unsigned one in both.
        var fits = (left.IsSigned == result.IsSigned || (!left.IsSigned && left.Size < 8)) && (right.IsSigned == result.IsSigned || (!right.IsSigned && right.Size < 8));
        if (!fits || result.Size != 8)
        {
            Report(LoweringDiagnostics.MixedOverflow, call.Span);
        }

        a = ConvertInteger(a, left, IntegerType.Long);
        b = ConvertInteger(b, right, IntegerType.Long);
        var value = builder.Arithmetic(OverflowOperation(call.Builtin), a, b);
        var overflow = call.Builtin switch
        {
            Builtin.MulOverflow => MultiplicationOverflow(a, b, value, result.IsSigned),
            Builtin.AddOverflow => result.IsSigned ? SignsDiffer(a, b, value, value) : builder.Compare(OpCode.ULess, value, a),
            _ => result.IsSigned ? SignsDiffer(a, a, b, value) : builder.Compare(OpCode.ULess, a, b),
        };
        return (ConvertInteger(value, IntegerType.Long, result), overflow);
    }

    /// <summary>True when x differs in sign from y, and x2 from y2. A sum overflowed when it differs from both operands; a difference when the operands
    /// differ and it differs from the first.</summary>
    private Operation SignsDiffer(Value x, Value x2, Value y, Value y2) => builder.Compare(
        OpCode.SLess, builder.Arithmetic(OpCode.And, builder.Arithmetic(OpCode.Xor, x, y), builder.Arithmetic(OpCode.Xor, x2, y2)), 0);

    private Operation MultiplicationOverflow(Value a, Value b, Value product, bool isSigned)
    {
        var back = builder.Compare(OpCode.NotEqual, builder.Arithmetic(isSigned ? OpCode.SDiv : OpCode.UDiv, product, b), a);
        if (isSigned)
        {
            // The smallest number times -1 divides back to itself.
            var smallest = builder.Compare(OpCode.Equal, a, long.MinValue);
            back = builder.Arithmetic(OpCode.Or, back, builder.Arithmetic(OpCode.And, smallest, builder.Compare(OpCode.Equal, b, -1)));
        }

        return builder.Arithmetic(OpCode.And, back, builder.Compare(OpCode.NotEqual, b, 0));
    }
}
