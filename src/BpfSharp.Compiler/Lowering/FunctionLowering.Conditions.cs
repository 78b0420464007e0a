// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Semantics;

namespace BpfSharp.Compiler.Lowering;

internal sealed partial class FunctionLowering
{
    /// <summary>Ends the current block with branches that go by the expression's truth; no 0 or 1 is made of comparisons.</summary>
    private void LowerCondition(BoundExpression expression, Block whenTrue, Block whenFalse)
    {
        switch (expression)
        {
            case BoundConversion c when KeepsTruth(c):
                LowerCondition(c.Operand, whenTrue, whenFalse);
                break;
            case BoundBuiltin { Builtin: Builtin.Expect } b:
                LowerCondition(b.Arguments[0], whenTrue, whenFalse);
                break;
            case BoundUnary { Operator: BoundUnaryOperator.LogicalNot } u:
                LowerCondition(u.Operand, whenFalse, whenTrue);
                break;
            case BoundLogical l:
                var right = NewBlock();
                LowerCondition(l.Left, l.IsOr ? whenTrue : right, l.IsOr ? right : whenFalse);
                StartBlock(right);
                LowerCondition(l.Right, whenTrue, whenFalse);
                break;
            case BoundComma c:
                LowerDiscarded(c.Left);
                LowerCondition(c.Right, whenTrue, whenFalse);
                break;
            default:
                Branch(expression, whenTrue, whenFalse);
                break;
        }
    }

    private void Branch(BoundExpression expression, Block whenTrue, Block whenFalse)
    {
        var value = Lower(expression);
        if (LoweredTypes.IsWide(expression.Type.Type))
        {
            value = WideBits(value);
        }

        if (value is Constant constant)
        {
            builder.Jump(constant.Number != 0 ? whenTrue : whenFalse);
            return;
        }

        builder.Branch(value.Type.IsPointer ? builder.Compare(OpCode.NotEqual, value, 0) : value, whenTrue, whenFalse);
    }

    /// <summary>A conversion that is zero exactly when its operand is.</summary>
    private static bool KeepsTruth(BoundConversion c) => !LoweredTypes.IsMemory(c.Operand.Type.Type) && c.Kind switch
    {
        ConversionKind.ToBool or ConversionKind.Pointer => true,
        ConversionKind.Integer or ConversionKind.NoOp or ConversionKind.PointerToInteger or ConversionKind.IntegerToPointer =>
            c.Type.Type.Size >= c.Operand.Type.Type.Size || IsTruth(c.Operand),
        _ => false,
    };

    /// <summary>Gives 0 or 1 whatever its type.</summary>
    private static bool IsTruth(BoundExpression expression) => expression switch
    {
        BoundLogical or BoundUnary { Operator: BoundUnaryOperator.LogicalNot } => true,
        BoundBinary b => b.Operator >= BoundBinaryOperator.Less,
        BoundConversion { Kind: ConversionKind.ToBool } => true,
        BoundConversion { Kind: ConversionKind.Integer } c => IsTruth(c.Operand),
        _ => LoweredTypes.IsBool(expression.Type.Type),
    };

    private Operation LowerLogical(BoundLogical logical)
    {
        var one = NewBlock();
        var zero = NewBlock();
        var join = NewBlock();
        LowerCondition(logical, one, zero);
        StartBlock(one);
        builder.Jump(join);
        StartBlock(zero);
        builder.Jump(join);
        StartBlock(join);
        var phi = builder.Make(OpCode.Phi, IrType.I32);
        phi.AddIncoming(Constant.Int32(1), one);
        phi.AddIncoming(Constant.Int32(0), zero);
        return phi;
    }

    private Value LowerConditional(BoundConditional conditional)
    {
        if (conditional.WhenTrue is null)
        {
            return LowerElvis(conditional);
        }

        var isMemory = LoweredTypes.IsMemory(conditional.Type.Type);
        var slot = isMemory ? Temporary(conditional.Type.Type) : null;
        var then = NewBlock();
        var otherwise = NewBlock();
        var join = NewBlock();
        LowerCondition(conditional.Condition, then, otherwise);
        StartBlock(then);
        var (first, fromFirst) = LowerArm(conditional.WhenTrue, slot, join);
        StartBlock(otherwise);
        var (second, fromSecond) = LowerArm(conditional.WhenFalse, slot, join);
        StartBlock(join);
        if (slot is not null)
        {
            return slot;
        }

        return conditional.Type.Canonical is VoidType ? new Undefined(IrType.I32) : Join(ValueType(conditional.Type), first, fromFirst, second, fromSecond);
    }

    private Operation Join(IrType type, Value first, Block fromFirst, Value second, Block fromSecond)
    {
        var phi = builder.Make(OpCode.Phi, type);
        phi.AddIncoming(first, fromFirst);
        phi.AddIncoming(second, fromSecond);
        return phi;
    }

    /// <summary>One arm: its value and the block it ends in. A record is copied into <paramref name="slot"/>, so that no pointers of different kinds meet.</summary>
    private (Value Value, Block From) LowerArm(BoundExpression arm, Operation? slot, Block join)
    {
        var value = Lower(arm);
        if (slot is not null)
        {
            builder.Copy(slot, value, arm.Type.Type.Size);
        }

        var from = builder.Block;
        builder.Jump(join);
        return (value, from);
    }

    /// <summary><c>condition ?: other</c>: the condition's value is the result when it is not zero.</summary>
    private Operation LowerElvis(BoundConditional conditional)
    {
        var value = Convert(Lower(conditional.Condition), conditional.Condition.Type.Type, conditional.Type.Type);
        var otherwise = NewBlock();
        var join = NewBlock();
        var from = builder.Block;
        builder.Branch(value.Type.IsPointer ? builder.Compare(OpCode.NotEqual, value, 0) : value, join, otherwise);
        StartBlock(otherwise);
        var (second, fromSecond) = LowerArm(conditional.WhenFalse, null, join);
        StartBlock(join);
        return Join(value.Type, value, from, second, fromSecond);
    }
}
