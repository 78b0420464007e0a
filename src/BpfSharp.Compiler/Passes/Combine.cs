// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Analyses;
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Passes;

/// <summary>Replaces single operations by simpler ones: constants, identities, cheaper operations, merged extensions and pointer steps.</summary>
/// <remarks>
/// Works on one operation and what it uses; rounds go on until nothing changes, at most <see cref="RoundLimit"/>. Uninitialised operands count as 0.
/// Verifier rules: a comparison is never moved to another value than the one its uses index with, masks go only when <see cref="KnownBits"/> sees the
/// range as the verifier does, and constant pointer steps end up outermost so that accesses become [base + offset].
/// <code>a = mul x, 8; b = add a, 1; c = add b, 2   =>   a = shl x, 3; c = add a, 3</code></remarks>
internal sealed partial class Combine : IFunctionPass
{
    private const int RoundLimit = 10;

    /// <summary>The operations of the block being rebuilt, so far.</summary>
    private readonly List<Operation> output = [];
    private Operation current = null!;

    public string Name => "combine";

    public bool Run(Function function, PassContext context)
    {
        var any = false;
        for (var round = 0; round < RoundLimit; round++)
        {
            var changed = false;
            foreach (var block in function.Blocks)
            {
                changed |= RunBlock(block);
            }

            if (!changed)
            {
                break;
            }

            any = true;
            foreach (var block in function.Blocks)
            {
                block.Sweep();
            }
        }

        return any;
    }

    private bool RunBlock(Block block)
    {
        var changed = false;
        output.Clear();
        foreach (var operation in block.Operations)
        {
            if (operation.Block is null)
            {
                continue;
            }

            current = operation;
            changed |= SettleUndefined(operation);
            var replacement = Simplify(operation);
            if (ReferenceEquals(replacement, operation))
            {
                changed = true;
            }
            else if (replacement is not null)
            {
                operation.ReplaceAllUsesWith(replacement);
                operation.Release();
                changed = true;
                continue;
            }

            output.Add(operation);
        }

        if (changed)
        {
            block.SetOperations(output.FindAll(o => o.Block is not null));
        }

        return changed;
    }

    /// <summary>Uninitialised values may be anything; 0 keeps registers readable for the verifier.</summary>
    private static bool SettleUndefined(Operation operation)
    {
        var changed = false;
        for (var i = 0; !operation.IsPhi && i < operation.Operands.Count; i++)
        {
            if (operation.Operands[i] is Undefined undefined)
            {
                operation.SetOperand(i, new Constant(undefined.Type, 0));
                changed = true;
            }
        }

        return changed;
    }

    /// <summary>A value to use instead, the operation itself when it was changed in place, or null.</summary>
    private Value? Simplify(Operation operation)
    {
        if (!operation.HasSideEffects && Folding.Fold(operation) is { } constant)
        {
            return constant;
        }

        if (operation.IsComparison)
        {
            return SimplifyComparison(operation);
        }

        return operation.Code switch
        {
            OpCode.Add or OpCode.Sub or OpCode.Neg => SimplifySum(operation),
            OpCode.Mul or OpCode.UDiv or OpCode.SDiv or OpCode.URem or OpCode.SRem => SimplifyProduct(operation),
            OpCode.And or OpCode.Or or OpCode.Xor => SimplifyBits(operation),
            OpCode.Shl or OpCode.LShr or OpCode.AShr => SimplifyShift(operation),
            OpCode.ByteSwap or OpCode.ExtendLow or OpCode.Truncate or OpCode.ZeroExtend or OpCode.SignExtend => SimplifyConversion(operation),
            OpCode.ToPointer or OpCode.ToInteger or OpCode.PointerAdd => SimplifyPointer(operation),
            OpCode.ArenaToKernel or OpCode.ArenaToUser => SimplifyArenaPointer(operation),
            OpCode.Select => SimplifySelect(operation),
            OpCode.Load => SimplifyLoad(operation),
            OpCode.Store => SimplifyStore(operation),
            OpCode.Atomic => SimplifyAtomic(operation),
            OpCode.HelperCall => SimplifyHelperCall(operation),
            OpCode.Branch => SimplifyBranch(operation),
            _ => null,
        };
    }

    /// <summary>Adds an operation before the one being looked at.</summary>
    private Operation Insert(Operation operation)
    {
        operation.Location = current.Location;
        // A list entry without a block counts as dropped; it joins its block for good when the list is set.
        operation.Block = current.Block;
        output.Add(operation);
        return operation;
    }

    private static bool IsConstant(Value value, out long number)
    {
        number = (value as Constant)?.Number ?? 0;
        return value is Constant;
    }

    private static Constant Number(Value like, long number) => new(like.Type, number);

    private static Operation? As(Value value, OpCode code) => value is Operation operation && operation.Code == code ? operation : null;

    private static bool AreSame(Value a, Value b) => ReferenceEquals(a, b) || (a is Constant x && b is Constant y && x.Number == y.Number);

    private static bool IsPowerOfTwo(Value value, out int exponent)
    {
        var bits = (value as Constant)?.Unsigned ?? 0;
        exponent = System.Numerics.BitOperations.TrailingZeroCount(bits);
        return System.Numerics.BitOperations.IsPow2(bits);
    }

    /// <summary>Constants go right; true when swapped.</summary>
    private static bool PutConstantRight(Operation operation)
    {
        if (operation.Operands[0] is not Constant || operation.Operands[1] is Constant)
        {
            return false;
        }

        var (left, right) = (operation.Operands[0], operation.Operands[1]);
        operation.SetOperand(0, right);
        operation.SetOperand(1, left);
        return true;
    }
}
