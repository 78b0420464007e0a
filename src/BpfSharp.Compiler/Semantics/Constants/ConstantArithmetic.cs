// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Semantics;

/// <summary>Integer arithmetic of the target on 128-bit numbers.</summary>
internal static class ConstantArithmetic
{
    /// <summary>False where C leaves the result undefined (division by zero, a shift by more than the width).</summary>
    /// <param name="type">The type of the operands.</param>
    public static bool TryApply(BoundBinaryOperator op, Int128 left, Int128 right, IntegerType type, out Int128 value)
    {
        value = 0;
        switch (op)
        {
            case BoundBinaryOperator.Divide or BoundBinaryOperator.Modulo when right == 0:
            case BoundBinaryOperator.ShiftLeft or BoundBinaryOperator.ShiftRight when right < 0 || right >= type.Bits:
                return false;
        }

        var result = IsWideUnsigned(type) ? (Int128)ApplyUnsigned(op, (UInt128)left, (UInt128)right) : Apply(op, left, right);
        value = op >= BoundBinaryOperator.Less ? result : ArithmeticConversions.Wrap(result, type);
        return true;
    }

    private static bool IsWideUnsigned(IntegerType type) => type is { IsSigned: false, Bits: 128 };

    private static Int128 Apply(BoundBinaryOperator op, Int128 left, Int128 right) => op switch
    {
        BoundBinaryOperator.Multiply => left * right,
        BoundBinaryOperator.Divide => right == -1 ? -left : left / right,
        BoundBinaryOperator.Modulo => right == -1 ? 0 : left % right,
        BoundBinaryOperator.Add => left + right,
        BoundBinaryOperator.Subtract => left - right,
        BoundBinaryOperator.ShiftLeft => left << (int)right,
        BoundBinaryOperator.ShiftRight => left >> (int)right,
        BoundBinaryOperator.And => left & right,
        BoundBinaryOperator.Xor => left ^ right,
        BoundBinaryOperator.Or => left | right,
        BoundBinaryOperator.Less => left < right ? 1 : 0,
        BoundBinaryOperator.Greater => left > right ? 1 : 0,
        BoundBinaryOperator.LessEqual => left <= right ? 1 : 0,
        BoundBinaryOperator.GreaterEqual => left >= right ? 1 : 0,
        BoundBinaryOperator.Equal => left == right ? 1 : 0,
        _ => left != right ? 1 : 0,
    };

    // Only an unsigned __int128 can hold numbers that the signed carrier would misread.
    private static UInt128 ApplyUnsigned(BoundBinaryOperator op, UInt128 left, UInt128 right) => op switch
    {
        BoundBinaryOperator.Divide => left / right,
        BoundBinaryOperator.Modulo => left % right,
        BoundBinaryOperator.ShiftRight => left >> (int)right,
        BoundBinaryOperator.Less => left < right ? UInt128.One : UInt128.Zero,
        BoundBinaryOperator.Greater => left > right ? UInt128.One : UInt128.Zero,
        BoundBinaryOperator.LessEqual => left <= right ? UInt128.One : UInt128.Zero,
        BoundBinaryOperator.GreaterEqual => left >= right ? UInt128.One : UInt128.Zero,
        _ => (UInt128)Apply(op, (Int128)left, (Int128)right),
    };
}
