// SPDX-License-Identifier: Apache-2.0
using System.Numerics;
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Analyses;

/// <summary>
/// Which bits of integer values are always zero. Bits past the type's width count as zero: BPF's 32-bit operations clear them.
/// Looks a bounded number of steps up, so asking is cheap and needs no upkeep when the IR changes.
/// </summary>
/// <remarks>
/// What is so and what the kernel's verifier sees are two questions: it knows nothing of divisions, of shifts by an amount that varies, of negated and of
/// swapped values, not even that the upper half is zero after 32-bit ones. A mask is only removed where it sees the range without it.
/// </remarks>
internal static class KnownBits
{
    private const int DepthLimit = 6;

    /// <summary>A mask of the bits that may be one.</summary>
    public static ulong PossibleOnes(Value value) => Possible(value, DepthLimit, isSeen: false);

    /// <summary>A mask of the bits that may be one as far as the verifier sees.</summary>
    public static ulong SeenOnes(Value value) => Possible(value, DepthLimit, isSeen: true);

    /// <summary>True when the verifier sees that the bits from <paramref name="bytes"/> * 8 up are zero.</summary>
    public static bool FitsUnsigned(Value value, int bytes) => (SeenOnes(value) & ~LowMask(bytes * 8)) == 0;

    /// <summary>How many of the top bits equal the sign bit, at least 1.</summary>
    public static int SignBits(Value value) => Signs(value, DepthLimit);

    public static ulong LowMask(int bits) => bits >= 64 ? ulong.MaxValue : (1UL << bits) - 1;

    private static ulong Possible(Value value, int depth, bool isSeen)
    {
        var all = LowMask(value.Type.Bits);
        return value switch
        {
            Constant constant => constant.Unsigned,
            Operation operation when depth > 0 && operation.Type.IsInteger => all & Possible(operation, depth - 1, isSeen),
            _ => all,
        };
    }

    private static ulong Possible(Operation operation, int depth, bool isSeen)
    {
        ulong Of(int operand) => Possible(operation.Operands[operand], depth, isSeen);
        switch (operation.Code)
        {
            case OpCode.And:
                return Of(0) & Of(1);
            case OpCode.Or or OpCode.Xor:
                return Of(0) | Of(1);
            case OpCode.Add:
                // Bits can only carry one place past the higher operand.
                return Smear(Math.Max(Of(0), Of(1))) is var sum && (sum >> 63) == 0 ? (sum << 1) | 1 : ulong.MaxValue;
            case OpCode.Mul:
                var width = BitLength(Of(0)) + BitLength(Of(1));
                return width >= operation.Type.Bits ? ulong.MaxValue : LowMask(width);
            case OpCode.URem when !isSeen && IsNeverZero(operation.Operands[1], depth):
                return Smear(Math.Min(Of(0), Of(1)));
            case OpCode.UDiv or OpCode.URem:
                return isSeen ? ulong.MaxValue : Smear(Of(0));
            case OpCode.LShr when operation.Operands[1] is not Constant:
                return isSeen ? ulong.MaxValue : Smear(Of(0));
            case OpCode.LShr:
                return Of(0) >> ShiftAmount(operation);
            case OpCode.Shl:
                return operation.Operands[1] is Constant ? Of(0) << ShiftAmount(operation) : ulong.MaxValue;
            case OpCode.ZeroExtend when isSeen && LosesUpperHalf(operation.Operands[0], depth):
                return ulong.MaxValue;
            case OpCode.ZeroExtend or OpCode.Truncate:
                return operation.Operands[0].Type.IsInteger ? Of(0) : ulong.MaxValue;
            case OpCode.ExtendLow when !operation.IsSigned:
                return Of(0) & LowMask(operation.Width * 8);
            case OpCode.ExtendLow or OpCode.SignExtend:
                var from = operation.Code == OpCode.SignExtend ? 32 : operation.Width * 8;
                return (Of(0) & (1UL << (from - 1))) == 0 ? Of(0) & LowMask(from) : ulong.MaxValue;
            case OpCode.ByteSwap:
                return LowMask(operation.Width * 8);
            case OpCode.Load when !operation.IsSigned:
            case OpCode.PacketLoad when !isSeen:
                return LowMask(operation.Width * 8);
            case OpCode.Select:
                return Of(1) | Of(2);
            case OpCode.Phi:
                return PossibleOfPhi(operation, depth, isSeen);
            default:
                return operation.IsComparison ? 1 : ulong.MaxValue;
        }
    }

    private static bool IsNeverZero(Value value, int depth) => value switch
    {
        Constant constant => constant.Number != 0,
        Operation { Code: OpCode.Or } or => or.Operands[1] is Constant { Number: not 0 },
        Operation { Code: OpCode.Add } sum => sum.Operands[1] is Constant { Number: > 0 } added && Possible(sum.Operands[0], depth, isSeen: false) <= LowMask(sum.Type.Bits) - added.Unsigned,
        _ => false,
    };

    private static ulong PossibleOfPhi(Operation phi, int depth, bool isSeen)
    {
        if (phi.Operands.Count > 8)
        {
            return ulong.MaxValue;
        }

        var result = 0UL;
        foreach (var operand in phi.Operands)
        {
            // A phi's own value adds nothing; a few levels are enough for the rest.
            result |= ReferenceEquals(operand, phi) ? 0 : Possible(operand, Math.Min(depth, 2), isSeen);
        }

        return result;
    }

    /// <summary>True when the verifier forgets that a 32-bit instruction clears the upper half.</summary>
    private static bool LosesUpperHalf(Value value, int depth)
    {
        if (value is not Operation operation || depth == 0)
        {
            return false;
        }

        switch (operation.Code)
        {
            case OpCode.UDiv or OpCode.SDiv or OpCode.URem or OpCode.SRem or OpCode.Neg or OpCode.ByteSwap:
                return true;
            case OpCode.Shl or OpCode.LShr or OpCode.AShr:
                return operation.Operands[1] is not Constant;
            case OpCode.Select or OpCode.Phi:
                for (var i = operation.Code == OpCode.Select ? 1 : 0; i < operation.Operands.Count; i++)
                {
                    if (LosesUpperHalf(operation.Operands[i], Math.Min(depth - 1, 2)))
                    {
                        return true;
                    }
                }

                return false;
            default:
                return false;
        }
    }

    private static int Signs(Value value, int depth)
    {
        var bits = value.Type.Bits;
        if (value is Constant constant)
        {
            var number = constant.Number;
            return BitOperations.LeadingZeroCount((ulong)(number < 0 ? ~number : number)) - (64 - bits);
        }

        if (value is not Operation operation || depth == 0 || !operation.Type.IsInteger)
        {
            return 1;
        }

        switch (operation.Code)
        {
            case OpCode.ExtendLow when operation.IsSigned:
                return Math.Max(bits - (operation.Width * 8) + 1, Signs(operation.Operands[0], depth - 1));
            case OpCode.SignExtend:
                return 32 + Signs(operation.Operands[0], depth - 1);
            case OpCode.Load when operation.IsSigned:
                return bits - (operation.Width * 8) + 1;
            case OpCode.Select:
                return Math.Min(Signs(operation.Operands[1], depth - 1), Signs(operation.Operands[2], depth - 1));
            case OpCode.Truncate when Signs(operation.Operands[0], depth - 1) is > 33 and var wide:
                return wide - 32;
            case OpCode.Add or OpCode.Sub when Math.Min(Signs(operation.Operands[0], depth - 1), Signs(operation.Operands[1], depth - 1)) is > 2 and var narrower:
                return narrower - 1;
            default:
                return Math.Max(1, bits - BitLength(Possible(operation, depth - 1, isSeen: false) & LowMask(bits)));
        }
    }

    private static int ShiftAmount(Operation shift) => (int)(((Constant)shift.Operands[1]).Number & (shift.Type.Bits - 1));

    private static ulong Smear(ulong value) => LowMask(BitLength(value));

    private static int BitLength(ulong value) => 64 - BitOperations.LeadingZeroCount(value);
}
