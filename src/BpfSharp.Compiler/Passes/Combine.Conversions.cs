// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Analyses;
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Passes;

internal sealed partial class Combine
{
    private Value? SimplifyConversion(Operation operation)
    {
        var source = operation.Operands[0];
        return operation.Code switch
        {
            OpCode.ByteSwap => As(source, OpCode.ByteSwap) is { } swap && swap.Width == operation.Width
                ? operation.Width * 8 == operation.Type.Bits ? swap.Operands[0] : Insert(Make.ExtendLow(swap.Operands[0], operation.Width, isSigned: false))
                : null,
            OpCode.ExtendLow => SimplifyExtendLow(operation, source),
            OpCode.Truncate => SimplifyTruncate(source),
            OpCode.ZeroExtend => As(source, OpCode.Truncate) is { } cut && cut.Operands[0].Type.IsInteger
                ? Insert(Make.ExtendLow(cut.Operands[0], 4, isSigned: false))
                : null,
            _ => IsNonNegative(source) ? Insert(new Operation(OpCode.ZeroExtend, IrType.I64, source))
                : As(source, OpCode.Truncate) is { } cut && cut.Operands[0].Type.IsInteger ? Insert(Make.ExtendLow(cut.Operands[0], 4, isSigned: true))
                : null,
        };
    }

    private Value? SimplifyExtendLow(Operation operation, Value source)
    {
        var (width, bits) = (operation.Width, operation.Width * 8);
        if (operation.IsSigned ? KnownBits.SignBits(source) > operation.Type.Bits - bits : KnownBits.FitsUnsigned(source, width))
        {
            return source;
        }

        if (As(source, OpCode.ExtendLow) is { } inner && width <= inner.Width)
        {
            return Insert(Make.ExtendLow(inner.Operands[0], width, operation.IsSigned));
        }

        if (As(source, OpCode.ZeroExtend) is { } wide && width == 4)
        {
            return operation.IsSigned ? Insert(new Operation(OpCode.SignExtend, IrType.I64, wide.Operands[0])) : wide;
        }

        if (operation.IsSigned && (KnownBits.PossibleOnes(source) & (1UL << (bits - 1))) == 0)
        {
            return Insert(Make.ExtendLow(source, width, isSigned: false));
        }

        // A mask is one instruction, combines with other masks, and the verifier follows it.
        return !operation.IsSigned && width < 4 ? Insert(Make.Binary(OpCode.And, source, (1L << bits) - 1)) : null;
    }

    private Value? SimplifyTruncate(Value source)
    {
        if (source is not Operation inner || !source.Type.IsInteger)
        {
            return null;
        }

        switch (inner.Code)
        {
            case OpCode.ZeroExtend or OpCode.SignExtend:
                return inner.Operands[0];
            case OpCode.ExtendLow when inner.Width == 4:
                return Insert(new Operation(OpCode.Truncate, IrType.I32, inner.Operands[0]));
            case OpCode.ExtendLow:
                return Insert(Make.ExtendLow(Insert(new Operation(OpCode.Truncate, IrType.I32, inner.Operands[0])), inner.Width, inner.IsSigned));
            case OpCode.Add or OpCode.Sub or OpCode.Mul or OpCode.And or OpCode.Or or OpCode.Xor
                when inner.Users.Count == 1 && IsCheaplyNarrowed(inner.Operands[0]) && IsCheaplyNarrowed(inner.Operands[1]):
                return Insert(Make.Binary(inner.Code, Narrowed(inner.Operands[0]), Narrowed(inner.Operands[1])));
            case OpCode.Shl when inner.Users.Count == 1 && IsCheaplyNarrowed(inner.Operands[0]) && inner.Operands[1] is Constant { Number: >= 0 and < 32 } amount:
                return Insert(Make.Binary(OpCode.Shl, Narrowed(inner.Operands[0]), amount.Number));
            default:
                return null;
        }
    }

    private static bool IsCheaplyNarrowed(Value value) => value is Constant or Operation { Code: OpCode.ZeroExtend or OpCode.SignExtend };

    private static Value Narrowed(Value value) => value is Constant constant ? Constant.Int32(constant.Number) : ((Operation)value).Operands[0];

    private Value? SimplifyPointer(Operation operation)
    {
        var source = operation.Operands[0];
        switch (operation.Code)
        {
            case OpCode.ToInteger:
                return As(source, OpCode.ToPointer)?.Operands[0];
            case OpCode.ToPointer:
                return SimplifyToPointer(operation, source);
            default:
                return SimplifyPointerAdd(operation, source, operation.Operands[1]);
        }
    }

    // Casts meet and vanish where &p->next is taken; constant steps go on top of the cast, and from there into the access.
    private Value? SimplifyArenaPointer(Operation operation)
    {
        var source = operation.Operands[0];
        var back = operation.Code == OpCode.ArenaToKernel ? OpCode.ArenaToUser : OpCode.ArenaToKernel;
        if (source is Constant { Number: 0 })
        {
            return new Constant(operation.Type, 0);
        }

        if (As(source, back) is { } cast)
        {
            return cast.Operands[0];
        }

        if (As(source, OpCode.PointerAdd) is not { } step)
        {
            return null;
        }

        var (from, offset) = (step.Operands[0], step.Operands[1]);
        if (operation.Code == OpCode.ArenaToUser)
        {
            return As(from, back) is { } below ? Insert(new Operation(OpCode.PointerAdd, below.Operands[0].Type, below.Operands[0], offset)) : null;
        }

        return offset is Constant { Number: > -ArenaGuard and < ArenaGuard } constant
            ? Insert(Make.PointerAdd(Insert(new Operation(OpCode.ArenaToKernel, operation.Type, from)), constant.Number))
            : null;
    }

    /// <summary>Bytes before and after an arena that the kernel keeps free of other memory.</summary>
    private const long ArenaGuard = 1 << 15;

    private Value? SimplifyToPointer(Operation operation, Value source)
    {
        // A cast that says where the pointer points is kept: it knows more than the value.
        bool SaysNothing(Value pointer) => operation.Type.Space is AddressSpace.Unresolved || operation.Type.Space == pointer.Type.Space;
        if (As(source, OpCode.ToInteger) is { } back && SaysNothing(back.Operands[0]))
        {
            return back.Operands[0];
        }

        if (As(source, OpCode.Add) is not { } sum)
        {
            return null;
        }

        for (var i = 0; i < 2; i++)
        {
            if (As(sum.Operands[i], OpCode.ToInteger) is { } pointer && SaysNothing(pointer.Operands[0]) && As(sum.Operands[1 - i], OpCode.ToInteger) is null)
            {
                return Insert(new Operation(OpCode.PointerAdd, pointer.Operands[0].Type, pointer.Operands[0], sum.Operands[1 - i]));
            }
        }

        return null;
    }

    private Operation? PutConstantOutermost(Operation inner, Value offset)
    {
        // p + 4 + i becomes p + i + 4: the 4 then goes into the access.
        if (offset is Constant || inner.Operands[1] is not Constant constant)
        {
            return null;
        }

        var moved = Insert(new Operation(OpCode.PointerAdd, inner.Operands[0].Type, inner.Operands[0], offset));
        return Insert(Make.PointerAdd(moved, constant.Number));
    }

    private Value? SimplifyPointerAdd(Operation operation, Value pointer, Value offset)
    {
        if (IsConstant(offset, out var number) && number == 0)
        {
            return pointer;
        }

        if (As(pointer, OpCode.PointerAdd) is { } inner)
        {
            if (offset is Constant && IsConstant(inner.Operands[1], out var first))
            {
                return Insert(Make.PointerAdd(inner.Operands[0], unchecked(first + number)));
            }

            return PutConstantOutermost(inner, offset);
        }

        // p + (i + 4) likewise, but only when nothing else uses i + 4: a bounds check on it would guard the wrong register afterwards.
        if (As(offset, OpCode.Add) is { } sum && sum.Users.Count == 1 && sum.Operands[1] is Constant step && step.Number is > -4096 and < 4096)
        {
            return Insert(Make.PointerAdd(Insert(new Operation(OpCode.PointerAdd, pointer.Type, pointer, sum.Operands[0])), step.Number));
        }

        return null;
    }
}
