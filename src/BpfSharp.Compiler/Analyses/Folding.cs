// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Analyses;

/// <summary>What operations on constants yield, by BPF's rules.</summary>
internal static class Folding
{
    /// <summary>The result of a pure operation with constant operands; null when it has none or cannot be known.</summary>
    public static Constant? Fold(Operation operation, ReadOnlySpan<Constant> operands)
    {
        if (!operation.Type.IsInteger && operation.Code != OpCode.ToPointer && operation.Code != OpCode.Select && operation.Code != OpCode.PointerAdd)
        {
            return null;
        }

        long? result = operands.Length switch
        {
            1 => FoldUnary(operation, operands[0]),
            2 when operation.IsComparison => Compare(operation.Code, operands[0], operands[1]) ? 1 : 0,
            2 => FoldBinary(operation.Code, operation.Type.Kind == IrKind.I32, operands[0].Number, operands[1].Number),
            3 when operation.Code == OpCode.Select => operands[operands[0].Number != 0 ? 1 : 2].Number,
            _ => null,
        };
        return result is { } number ? new Constant(operation.Type, number) : null;
    }

    /// <summary>As <see cref="Fold(Operation, ReadOnlySpan{Constant})"/>, with the operation's own operands.</summary>
    public static Constant? Fold(Operation operation)
    {
        var count = operation.Operands.Count;
        if (count is 0 or > 3)
        {
            return null;
        }

        foreach (var operand in operation.Operands)
        {
            if (operand is not Constant)
            {
                return null;
            }
        }

        return Fold(operation, [.. operation.Operands.ToArray().Cast<Constant>()]);
    }

    public static bool Compare(OpCode code, Constant left, Constant right)
    {
        // I32 numbers are kept sign-extended, so signed comparison of Number is right for both widths.
        var (a, b) = (left.Number, right.Number);
        var (x, y) = (left.Unsigned, right.Unsigned);
        return code switch
        {
            OpCode.Equal => a == b,
            OpCode.NotEqual => a != b,
            OpCode.ULess => x < y,
            OpCode.ULessEqual => x <= y,
            OpCode.UGreater => x > y,
            OpCode.UGreaterEqual => x >= y,
            OpCode.SLess => a < b,
            OpCode.SLessEqual => a <= b,
            OpCode.SGreater => a > b,
            _ => a >= b,
        };
    }

    /// <summary>Extends the low <paramref name="width"/> bytes.</summary>
    public static long Extend(long value, int width, bool isSigned) => (width, isSigned) switch
    {
        (1, true) => (sbyte)value,
        (1, false) => (byte)value,
        (2, true) => (short)value,
        (2, false) => (ushort)value,
        (4, true) => (int)value,
        (4, false) => (uint)value,
        _ => value,
    };

    private static long? FoldUnary(Operation operation, Constant operand) => operation.Code switch
    {
        OpCode.Neg => unchecked(-operand.Number),
        OpCode.ByteSwap => SwapBytes(operand.Number, operation.Width),
        OpCode.ExtendLow => Extend(operand.Number, operation.Width, operation.IsSigned),
        OpCode.Truncate => (int)operand.Number,
        OpCode.ZeroExtend => (uint)operand.Number,
        OpCode.SignExtend => (int)operand.Number,
        OpCode.ToPointer or OpCode.ToInteger => operand.Number,
        _ => null,
    };

    private static long SwapBytes(long value, int width) => width switch
    {
        2 => BinaryPrimitives.ReverseEndianness((ushort)value),
        4 => BinaryPrimitives.ReverseEndianness((uint)value),
        _ => BinaryPrimitives.ReverseEndianness(value),
    };

    private static long? FoldBinary(OpCode code, bool is32, long a, long b) => unchecked(code switch
    {
        OpCode.Add or OpCode.PointerAdd => a + b,
        OpCode.Sub => a - b,
        OpCode.Mul => a * b,
        OpCode.And => a & b,
        OpCode.Or => a | b,
        OpCode.Xor => a ^ b,
        OpCode.Shl => is32 ? (int)a << (int)(b & 31) : a << (int)(b & 63),
        OpCode.LShr => is32 ? (long)((uint)a >> (int)(b & 31)) : a >>> (int)(b & 63),
        OpCode.AShr => is32 ? (int)a >> (int)(b & 31) : a >> (int)(b & 63),
        OpCode.UDiv => is32 ? ((uint)b == 0 ? 0 : (uint)a / (uint)b) : (b == 0 ? 0 : (long)((ulong)a / (ulong)b)),
        OpCode.URem => is32 ? ((uint)b == 0 ? a : (uint)a % (uint)b) : (b == 0 ? a : (long)((ulong)a % (ulong)b)),
        // -1 is kept apart because the smallest number divided by it traps in .NET; BPF wraps.
        OpCode.SDiv => b switch { 0 => 0, -1 => -a, _ => a / b },
        OpCode.SRem => b switch { 0 => a, -1 => 0, _ => a % b },
        _ => null,
    });
}
