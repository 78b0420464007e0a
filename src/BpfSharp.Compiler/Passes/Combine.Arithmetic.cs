// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Analyses;
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Passes;

internal sealed partial class Combine
{
    private Value? SimplifySum(Operation operation)
    {
        var left = operation.Operands[0];
        if (operation.Code == OpCode.Neg)
        {
            return As(left, OpCode.Neg)?.Operands[0];
        }

        var right = operation.Operands[1];
        if (operation.Code == OpCode.Sub)
        {
            return ReferenceEquals(left, right) ? Number(left, 0)
                : IsConstant(right, out var subtracted) ? Insert(Make.Binary(OpCode.Add, left, unchecked(-subtracted)))
                : IsConstant(left, out var zero) && zero == 0 ? Insert(new Operation(OpCode.Neg, operation.Type, right))
                : As(left, OpCode.Add) is { } sum && ReferenceEquals(sum.Operands[0], right) ? sum.Operands[1]
                : IsConstant(left, out var whole) && As(right, OpCode.Sub) is { } part && IsConstant(part.Operands[0], out var other)
                    ? Insert(Make.Binary(OpCode.Add, part.Operands[1], unchecked(whole - other)))
                : null;
        }

        if (PutConstantRight(operation))
        {
            return operation;
        }

        if (!IsConstant(right, out var number))
        {
            return As(right, OpCode.Neg) is { } negated ? Insert(Make.Binary(OpCode.Sub, left, negated.Operands[0])) : null;
        }

        return number == 0 ? left
            : As(left, OpCode.Add) is { } inner && IsConstant(inner.Operands[1], out var first)
                ? Insert(Make.Binary(OpCode.Add, inner.Operands[0], unchecked(first + number)))
            : null;
    }

    private Value? SimplifyProduct(Operation operation)
    {
        if (operation.Code == OpCode.Mul && PutConstantRight(operation))
        {
            return operation;
        }

        var (left, right) = (operation.Operands[0], operation.Operands[1]);
        if (!IsConstant(right, out var number))
        {
            // A quotient or a remainder; what is divided by zero gives nothing else.
            return IsConstant(left, out var dividend) && dividend == 0 ? left : null;
        }

        var isPower = IsPowerOfTwo(right, out var exponent);
        switch (operation.Code)
        {
            case OpCode.Mul:
                return number == 0 ? right
                    : number == 1 ? left
                    : number == -1 ? Insert(new Operation(OpCode.Neg, operation.Type, left))
                    : isPower ? Insert(Make.Binary(OpCode.Shl, left, exponent))
                    : null;
            case OpCode.UDiv:
                return number == 0 ? right : isPower ? (exponent == 0 ? left : Insert(Make.Binary(OpCode.LShr, left, exponent))) : null;
            case OpCode.URem:
                return number == 0 ? left : isPower ? Insert(Make.Binary(OpCode.And, left, number - 1)) : null;
            case OpCode.SDiv:
                return SimplifySignedDivision(operation, number, isPower, exponent);
            default:
                return SimplifySignedRemainder(operation, number, isPower, exponent);
        }
    }

    private Operation? SimplifySignedDivision(Operation operation, long number, bool isPower, int exponent)
    {
        var left = operation.Operands[0];
        if (number > 0 && IsNonNegative(left))
        {
            return Insert(Make.Binary(OpCode.UDiv, left, number));
        }

        return isPower && number > 1 ? Insert(Make.Binary(OpCode.AShr, RoundTowardsZero(left, exponent), exponent)) : null;
    }

    private Operation? SimplifySignedRemainder(Operation operation, long number, bool isPower, int exponent)
    {
        var left = operation.Operands[0];
        if (number > 0 && IsNonNegative(left))
        {
            return Insert(Make.Binary(OpCode.URem, left, number));
        }

        if (!isPower || number <= 1)
        {
            return null;
        }

        var multiple = Insert(Make.Binary(OpCode.And, RoundTowardsZero(left, exponent), -number));
        return Insert(Make.Binary(OpCode.Sub, left, multiple));
    }

    /// <summary>Adds 2^exponent - 1 to negative numbers, so that shifting right rounds as division does.</summary>
    private Operation RoundTowardsZero(Value value, int exponent)
    {
        var sign = Insert(Make.Binary(OpCode.AShr, value, value.Type.Bits - 1));
        return Insert(Make.Binary(OpCode.Add, value, Insert(Make.Binary(OpCode.LShr, sign, value.Type.Bits - exponent))));
    }

    private static bool IsNonNegative(Value value) => (KnownBits.PossibleOnes(value) >> (value.Type.Bits - 1)) == 0;

    private Value? SimplifyBits(Operation operation)
    {
        if (PutConstantRight(operation))
        {
            return operation;
        }

        var (left, right) = (operation.Operands[0], operation.Operands[1]);
        if (ReferenceEquals(left, right))
        {
            return operation.Code == OpCode.Xor ? Number(left, 0) : left;
        }

        if (!IsConstant(right, out var number))
        {
            return null;
        }

        if (As(left, operation.Code) is { } inner && IsConstant(inner.Operands[1], out var first))
        {
            var both = operation.Code switch { OpCode.And => first & number, OpCode.Or => first | number, _ => first ^ number };
            return Insert(Make.Binary(operation.Code, inner.Operands[0], both));
        }

        return operation.Code == OpCode.And ? SimplifyMask(left, (Constant)right) : number == 0 ? left : null;
    }

    private Value? SimplifyMask(Value left, Constant mask)
    {
        if ((KnownBits.PossibleOnes(left) & mask.Unsigned) == 0)
        {
            return Number(left, 0);
        }

        if ((KnownBits.SeenOnes(left) & ~mask.Unsigned) == 0)
        {
            return left;
        }

        // (x | 7) & 3 is 3, (x | 4) & 3 is x & 3.
        if (As(left, OpCode.Or) is { } set && IsConstant(set.Operands[1], out var ones) && ((ones & mask.Number) == mask.Number || (ones & mask.Number) == 0))
        {
            return (ones & mask.Number) == 0 ? Insert(Make.Binary(OpCode.And, set.Operands[0], mask.Number)) : mask;
        }

        // Masking what was just sign-extended needs only the low part.
        if (As(left, OpCode.ExtendLow) is { } extension && mask.Unsigned <= KnownBits.LowMask(extension.Width * 8))
        {
            return Insert(Make.Binary(OpCode.And, extension.Operands[0], mask.Number));
        }

        return mask.Unsigned == uint.MaxValue && left.Type.Kind == IrKind.I64 ? Insert(Make.ExtendLow(left, 4, isSigned: false)) : null;
    }

    private Value? SimplifyShift(Operation operation)
    {
        var (left, right) = (operation.Operands[0], operation.Operands[1]);
        if (IsConstant(left, out var shifted) && shifted == 0)
        {
            return left;
        }

        if (!IsConstant(right, out var number))
        {
            return null;
        }

        var bits = operation.Type.Bits;
        var amount = (int)(number & (bits - 1));
        if (amount == 0)
        {
            return left;
        }

        if (operation.Code == OpCode.LShr && KnownBits.PossibleOnes(left) >> amount == 0)
        {
            return Number(left, 0);
        }

        if (operation.Code == OpCode.AShr && IsNonNegative(left))
        {
            return Insert(Make.Binary(OpCode.LShr, left, amount));
        }

        if (operation.Code != OpCode.AShr && As(left, operation.Code) is { } inner && IsConstant(inner.Operands[1], out var first))
        {
            var total = (first & (bits - 1)) + amount;
            return total >= bits ? Number(left, 0) : Insert(Make.Binary(operation.Code, inner.Operands[0], total));
        }

        // Left and back right by the same amount extends the low bytes.
        if (operation.Code != OpCode.Shl && As(left, OpCode.Shl) is { } up && IsConstant(up.Operands[1], out var back) && (back & (bits - 1)) == amount
            && bits - amount is 8 or 16 or 32)
        {
            return Insert(Make.ExtendLow(up.Operands[0], (bits - amount) / 8, operation.Code == OpCode.AShr));
        }

        return null;
    }
}
