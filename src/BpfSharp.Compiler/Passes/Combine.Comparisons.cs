// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Analyses;
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Passes;

internal sealed partial class Combine
{
    public static OpCode Inverted(OpCode comparison) => comparison switch
    {
        OpCode.Equal => OpCode.NotEqual,
        OpCode.NotEqual => OpCode.Equal,
        OpCode.ULess => OpCode.UGreaterEqual,
        OpCode.ULessEqual => OpCode.UGreater,
        OpCode.UGreater => OpCode.ULessEqual,
        OpCode.UGreaterEqual => OpCode.ULess,
        OpCode.SLess => OpCode.SGreaterEqual,
        OpCode.SLessEqual => OpCode.SGreater,
        OpCode.SGreater => OpCode.SLessEqual,
        _ => OpCode.SLess,
    };

    private static OpCode Swapped(OpCode comparison) => comparison switch
    {
        OpCode.ULess => OpCode.UGreater,
        OpCode.ULessEqual => OpCode.UGreaterEqual,
        OpCode.UGreater => OpCode.ULess,
        OpCode.UGreaterEqual => OpCode.ULessEqual,
        OpCode.SLess => OpCode.SGreater,
        OpCode.SLessEqual => OpCode.SGreaterEqual,
        OpCode.SGreater => OpCode.SLess,
        OpCode.SGreaterEqual => OpCode.SLessEqual,
        _ => comparison,
    };

    private static bool IsSigned(OpCode comparison) => comparison >= OpCode.SLess;

    private Value? SimplifyComparison(Operation operation)
    {
        var (left, right) = (operation.Operands[0], operation.Operands[1]);
        var code = operation.Code;
        if (left is Constant && right is not Constant)
        {
            return Insert(Make.Compare(Swapped(code), right, left));
        }

        if (ReferenceEquals(left, right))
        {
            return Constant.Int32(code is OpCode.Equal or OpCode.ULessEqual or OpCode.UGreaterEqual or OpCode.SLessEqual or OpCode.SGreaterEqual ? 1 : 0);
        }

        if (As(left, OpCode.ToInteger) is { } pointer)
        {
            return ComparePointers(code, pointer.Operands[0], right);
        }

        if (right is not Constant constant)
        {
            return NarrowComparison(code, left, right);
        }

        if (left.Type.IsPointer)
        {
            return constant.Number == 0 && IsNeverNull(left) && code is OpCode.Equal or OpCode.NotEqual ? Constant.Int32(code == OpCode.NotEqual ? 1 : 0) : null;
        }

        return (Value?)DecideByRange(code, left, constant) ?? CompareWithConstant(code, left, constant) ?? NarrowComparison(code, left, right);
    }

    private Operation? ComparePointers(OpCode code, Value pointer, Value right) =>
        right is Constant constant ? Insert(Make.Compare(code, pointer, new Constant(pointer.Type, constant.Number)))
        : As(right, OpCode.ToInteger) is { } other ? Insert(Make.Compare(code, pointer, other.Operands[0]))
        : null;

    private static bool IsNeverNull(Value pointer) =>
        PointerPath.Of(pointer).Base is Operation { Code: OpCode.Alloca or OpCode.GlobalAddress or OpCode.MapAddress } address
            && address.Symbol is not GlobalVariable { IsExtern: true };

    private static Constant? DecideByRange(OpCode code, Value left, Constant right)
    {
        var possible = KnownBits.PossibleOnes(left);
        var number = right.Unsigned;
        bool? known = code switch
        {
            // The possible ones, all set, are the largest value.
            OpCode.UGreater when possible <= number => false,
            OpCode.ULessEqual when possible <= number => true,
            OpCode.UGreaterEqual when possible < number => false,
            OpCode.ULess when possible < number => true,
            OpCode.UGreaterEqual when number == 0 => true,
            OpCode.ULess when number == 0 => false,
            OpCode.Equal when (number & ~possible) != 0 => false,
            OpCode.NotEqual when (number & ~possible) != 0 => true,
            OpCode.SLess when right.Number <= 0 && IsNonNegative(left) => false,
            OpCode.SGreaterEqual when right.Number <= 0 && IsNonNegative(left) => true,
            OpCode.SGreater when right.Number < 0 && IsNonNegative(left) => true,
            OpCode.SLessEqual when right.Number < 0 && IsNonNegative(left) => false,
            _ => null,
        };
        return known is { } result ? Constant.Int32(result ? 1 : 0) : null;
    }

    private Operation? CompareWithConstant(OpCode code, Value left, Constant right)
    {
        if (code == OpCode.ULess && right.Number == 1)
        {
            return Insert(Make.Compare(OpCode.Equal, left, Number(left, 0)));
        }

        if (code is OpCode.UGreater or OpCode.UGreaterEqual && right.Number == (code == OpCode.UGreater ? 0 : 1))
        {
            return Insert(Make.Compare(OpCode.NotEqual, left, Number(left, 0)));
        }

        if (left is not Operation inner)
        {
            return null;
        }

        if (code is not (OpCode.Equal or OpCode.NotEqual))
        {
            return CompareSummand(code, inner, right);
        }

        if (inner.IsComparison && right.Number is 0 or 1)
        {
            return (right.Number == 0) == (code == OpCode.Equal) ? Insert(Make.Compare(Inverted(inner.Code), inner.Operands[0], inner.Operands[1])) : inner;
        }

        return inner.Code switch
        {
            OpCode.Sub or OpCode.Xor when right.Number == 0 => Insert(Make.Compare(code, inner.Operands[0], inner.Operands[1])),
            OpCode.ExtendLow when inner.IsSigned && inner.Users.Count == 1 && FitsSigned(right.Number, inner.Width * 8) =>
                Insert(Make.Compare(code, Insert(Make.ExtendLow(inner.Operands[0], inner.Width, isSigned: false)), Number(left, right.Number & (long)KnownBits.LowMask(inner.Width * 8)))),
            OpCode.Add when IsConstant(inner.Operands[1], out var added) && inner.Users.Count == 1 =>
                Insert(Make.Compare(code, inner.Operands[0], Number(left, unchecked(right.Number - added)))),
            _ => null,
        };
    }

    /// <summary>
    /// Of a sum that cannot overflow, what was added goes to the other side: the verifier then knows the limits of the number itself, which indexes are
    /// made of, and not only those of the sum.
    /// </summary>
    private Operation? CompareSummand(OpCode code, Operation sum, Constant right)
    {
        if (sum.Code != OpCode.Add || !IsConstant(sum.Operands[1], out var added) || added <= 0 || sum.Users.Count != 1 || right.Number < added)
        {
            return null;
        }

        // Below half of the type's range both orders are the same.
        var largest = KnownBits.LowMask(sum.Type.Bits - 1);
        var possible = KnownBits.PossibleOnes(sum.Operands[0]);
        return possible <= largest - (ulong)added ? Insert(Make.Compare(code, sum.Operands[0], Number(sum, right.Number - added))) : null;
    }

    private static bool FitsSigned(long number, int bits) => number << (64 - bits) >> (64 - bits) == number;

    /// <summary>
    /// Compares in 32 bits what was only extended for the comparison. When the extended value has other uses the comparison stays on it: the verifier
    /// would not carry what it learnt about the narrow register over to the wide one.
    /// </summary>
    private Operation? NarrowComparison(OpCode code, Value left, Value right)
    {
        if (left is not Operation { Code: OpCode.ZeroExtend or OpCode.SignExtend } extension || extension.Users.Count != 1)
        {
            return null;
        }

        Value? narrow = right is Operation other && other.Code == extension.Code && other.Users.Count == 1 ? other.Operands[0] : null;
        if (right is Constant constant)
        {
            var fits = extension.Code == OpCode.ZeroExtend ? constant.Unsigned <= uint.MaxValue : constant.Number == (int)constant.Number;
            narrow = fits ? Constant.Int32(constant.Number) : null;
        }

        if (narrow is null)
        {
            return null;
        }

        // Zero-extended numbers are never negative, so their signed order is their unsigned one; sign extension keeps both orders.
        if (extension.Code == OpCode.ZeroExtend && IsSigned(code))
        {
            code = code - OpCode.SLess + OpCode.ULess;
        }

        return Insert(Make.Compare(code, extension.Operands[0], narrow));
    }

    private Value? SimplifySelect(Operation operation)
    {
        var (condition, yes, no) = (operation.Operands[0], operation.Operands[1], operation.Operands[2]);
        if (AreSame(yes, no))
        {
            return yes;
        }

        if (IsConstant(condition, out var decided))
        {
            return decided != 0 ? yes : no;
        }

        if (condition is not Operation test)
        {
            return null;
        }

        if (test.Code is OpCode.Equal or OpCode.NotEqual && test.Operands[0].Type.IsInteger && IsConstant(test.Operands[1], out var zero) && zero == 0)
        {
            var (first, second) = test.Code == OpCode.Equal ? (no, yes) : (yes, no);
            return Insert(new Operation(OpCode.Select, operation.Type, test.Operands[0], first, second));
        }

        if (test.IsComparison && IsConstant(yes, out var one) && IsConstant(no, out var other) && one + other == 1 && one is 0 or 1 && operation.Type.IsInteger)
        {
            var result = one == 1 ? test : Insert(Make.Compare(Inverted(test.Code), test.Operands[0], test.Operands[1]));
            return operation.Type.Kind == IrKind.I32 ? result : Insert(new Operation(OpCode.ZeroExtend, IrType.I64, result));
        }

        return null;
    }

    private Operation? SimplifyBranch(Operation branch)
    {
        switch (branch.Operands[0])
        {
            case Operation { Code: OpCode.ZeroExtend or OpCode.SignExtend } extension:
                branch.SetOperand(0, extension.Operands[0]);
                return branch;
            case Operation { Code: OpCode.ExtendLow, IsSigned: true, Users.Count: 1 } extension: // the sign is not asked for
                var low = extension.Operands[0];
                var isAll = (KnownBits.PossibleOnes(low) & ~KnownBits.LowMask(extension.Width * 8)) == 0;
                branch.SetOperand(0, isAll ? low : Insert(Make.ExtendLow(low, extension.Width, isSigned: false)));
                return branch;
            default:
                return null;
        }
    }
}
