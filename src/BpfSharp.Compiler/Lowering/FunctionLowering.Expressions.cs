// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Semantics;

namespace BpfSharp.Compiler.Lowering;

internal sealed partial class FunctionLowering
{
    /// <summary>The expression's value; an address for types that live in memory, something meaningless for void.</summary>
    private Value Lower(BoundExpression expression)
    {
        var before = builder.Location;
        if (expression.Span.Start.IsKnown)
        {
            builder.Location = expression.Span.Start;
        }

        var value = LowerValue(expression);
        builder.Location = before;
        return value;
    }

    private Value LowerValue(BoundExpression expression) => expression switch
    {
        BoundConstant c => LowerConstant(c),
        BoundLoad l => LowerLoad(l),
        BoundAddressOf a => a.Target is BoundFunction f ? FunctionAddress(f.Function) : PointerTo(a.Target),
        BoundConversion c => LowerConversion(c),
        BoundUnary u => LowerUnary(u),
        BoundBinary b => LowerBinary(b),
        BoundPointerAdd p => LowerPointerAdd(p),
        BoundPointerDifference d => LowerPointerDifference(d),
        BoundLogical l => LowerLogical(l),
        BoundConditional c => LowerConditional(c),
        BoundComma c => LowerComma(c),
        BoundAssignment a => LowerAssignment(a),
        BoundCompoundAssignment c => LowerCompoundAssignment(c),
        BoundIncrement i => LowerIncrement(i),
        BoundCall c => LowerCall(c),
        BoundHelperCall h => LowerHelperCall(h),
        BoundIndirectCall i => LowerIndirectCall(i),
        BoundBuiltin b => LowerBuiltin(b),
        BoundStatementExpression s => LowerStatementExpression(s),
        BoundFunction f => FunctionAddress(f.Function),
        BoundCoreValue v => LowerCoreValue(v),
        BoundError e => new Undefined(ValueType(e.Type)),
        _ => Address(expression), // an array or record lvalue where its address stands for it
    };

    /// <summary>For its effects only: no operation makes a value nobody wants, where that decides what is emitted.</summary>
    private void LowerDiscarded(BoundExpression expression)
    {
        switch (expression)
        {
            case BoundConversion { Kind: not ConversionKind.ArrayToPointer and not ConversionKind.FunctionToPointer } c:
                LowerDiscarded(c.Operand);
                break;
            case BoundComma c:
                LowerDiscarded(c.Left);
                LowerDiscarded(c.Right);
                break;
            case BoundStatementExpression s:
                Lower(s.Body);
                if (s.Value is not null)
                {
                    LowerDiscarded(s.Value);
                }

                break;
            case BoundBuiltin b when IsAtomic(b.Builtin):
                LowerAtomic(b, isUsed: false);
                break;
            default:
                Lower(expression);
                break;
        }
    }

    /// <summary>As <see cref="LoweredTypes.Of"/>, but never void: a place must hold something.</summary>
    private static IrType ValueType(QualifiedType type) => LoweredTypes.Of(type.Type) is { IsVoid: false } t ? t : IrType.I32;

    private Value LowerConstant(BoundConstant constant)
    {
        if (!LoweredTypes.IsWide(constant.Type.Type))
        {
            return new Constant(ValueType(constant.Type), (long)constant.Value);
        }

        return MakeWide(Constant.Int64((long)constant.Value), Constant.Int64((long)(constant.Value >> 64)), constant.Type.Type);
    }

    private Operation MakeWide(Value low, Value high, CType type)
    {
        var slot = Temporary(type);
        builder.Store(slot, low, 8, 8);
        builder.Store(builder.Offset(slot, 8), high, 8, 8);
        return slot;
    }

    private Value LowerUnary(BoundUnary unary)
    {
        if (unary.Operator == BoundUnaryOperator.LogicalNot)
        {
            return LowerWide(unary.Operand) ?? builder.Compare(OpCode.Equal, Lower(unary.Operand), 0);

            // A wide operand compares with zero through both halves.
            Value? LowerWide(BoundExpression operand) =>
                LoweredTypes.IsWide(operand.Type.Type) ? builder.Compare(OpCode.Equal, WideBits(Lower(operand)), 0) : null;
        }

        if (LoweredTypes.IsWide(unary.Type.Type))
        {
            return LowerWideUnary(unary);
        }

        var value = Lower(unary.Operand);
        var result = unary.Operator == BoundUnaryOperator.Negate ? builder.Make(OpCode.Neg, value.Type, value) : builder.Arithmetic(OpCode.Xor, value, -1);
        return KeepExtended(result, unary.Type.Type);
    }

    /// <summary>Non-zero exactly when a 16-byte integer is.</summary>
    private Operation WideBits(Value address) =>
        builder.Arithmetic(OpCode.Or, builder.Load(address, IrType.I64, 8, false, 8), builder.Load(builder.Offset(address, 8), IrType.I64, 8, false, 8));

    private Value LowerBinary(BoundBinary binary)
    {
        if (LoweredTypes.IsWide(binary.Left.Type.Type))
        {
            return LowerWideBinary(binary);
        }

        var left = Lower(binary.Left);
        var right = Lower(binary.Right);
        return binary.Operator >= BoundBinaryOperator.Less
            ? builder.Compare(Comparison(binary.Operator, IsSigned(binary.Left.Type.Type)), left, SameKind(right, left))
            : Arithmetic(binary.Operator, left, right, binary.Left.Type.Type);
    }

    /// <summary>Pointers compared with integers meet as the left operand's kind.</summary>
    private Value SameKind(Value value, Value model)
    {
        if (value.Type.Kind == model.Type.Kind)
        {
            return value;
        }

        return model.Type.IsPointer
            ? builder.Make(OpCode.ToPointer, model.Type, value.Type.Kind == IrKind.I32 ? builder.Make(OpCode.ZeroExtend, IrType.I64, value) : value)
            : Resize(value.Type.IsPointer ? builder.Make(OpCode.ToInteger, IrType.I64, value) : value, model.Type);
    }

    /// <summary>An integer to the other width, the upper half being of no interest.</summary>
    private Value Resize(Value value, IrType type) =>
        value.Type.Kind == type.Kind ? value : builder.Make(type.Kind == IrKind.I32 ? OpCode.Truncate : OpCode.ZeroExtend, type, value);

    private static bool IsSigned(CType type) => type.Canonical is not PointerType && LoweredTypes.Integer(type).IsSigned;

    private static OpCode Comparison(BoundBinaryOperator op, bool isSigned) => op switch
    {
        BoundBinaryOperator.Less => isSigned ? OpCode.SLess : OpCode.ULess,
        BoundBinaryOperator.Greater => isSigned ? OpCode.SGreater : OpCode.UGreater,
        BoundBinaryOperator.LessEqual => isSigned ? OpCode.SLessEqual : OpCode.ULessEqual,
        BoundBinaryOperator.GreaterEqual => isSigned ? OpCode.SGreaterEqual : OpCode.UGreaterEqual,
        BoundBinaryOperator.Equal => OpCode.Equal,
        _ => OpCode.NotEqual,
    };

    /// <summary>Arithmetic in C type <paramref name="type"/>; a shift's amount may be of either width.</summary>
    private Value Arithmetic(BoundBinaryOperator op, Value left, Value right, CType type)
    {
        var isSigned = IsSigned(type);
        var code = op switch
        {
            BoundBinaryOperator.Multiply => OpCode.Mul,
            BoundBinaryOperator.Divide => isSigned ? OpCode.SDiv : OpCode.UDiv,
            BoundBinaryOperator.Modulo => isSigned ? OpCode.SRem : OpCode.URem,
            BoundBinaryOperator.Add => OpCode.Add,
            BoundBinaryOperator.Subtract => OpCode.Sub,
            BoundBinaryOperator.ShiftLeft => OpCode.Shl,
            BoundBinaryOperator.ShiftRight => isSigned ? OpCode.AShr : OpCode.LShr,
            BoundBinaryOperator.And => OpCode.And,
            BoundBinaryOperator.Xor => OpCode.Xor,
            _ => OpCode.Or,
        };
        left = left.Type.IsPointer ? builder.Make(OpCode.ToInteger, IrType.I64, left) : left;
        return KeepExtended(builder.Arithmetic(code, left, SameKind(right, left)), type);
    }

    /// <summary>C computes in int or wider; should a narrower type get here, its invariant is kept.</summary>
    private Value KeepExtended(Value value, CType type) =>
        type.Size < 4 && value.Type.IsInteger ? builder.Extend(value, LoweredTypes.Width(type), LoweredTypes.Integer(type).IsSigned) : value;

    private Operation LowerPointerAdd(BoundPointerAdd expression)
    {
        var pointer = Lower(expression.Pointer);
        return Step(pointer, Lower(expression.Index), expression.Index.Type.Type, expression.ElementSize, expression.IsSubtraction);
    }

    private Operation Step(Value pointer, Value index, CType indexType, long elementSize, bool isSubtraction)
    {
        if (index is Constant { Number: var number })
        {
            return builder.Make(OpCode.PointerAdd, pointer.Type, pointer, Constant.Int64(number * (isSubtraction ? -elementSize : elementSize)));
        }

        var offset = ConvertInteger(index, LoweredTypes.Integer(indexType), IntegerType.Long);
        offset = elementSize == 1 ? offset : builder.Arithmetic(OpCode.Mul, offset, elementSize);
        offset = isSubtraction ? builder.Make(OpCode.Neg, IrType.I64, offset) : offset;
        return builder.Make(OpCode.PointerAdd, pointer.Type, pointer, offset);
    }

    private Operation LowerPointerDifference(BoundPointerDifference expression)
    {
        var left = builder.Make(OpCode.ToInteger, IrType.I64, Lower(expression.Left));
        var right = builder.Make(OpCode.ToInteger, IrType.I64, Lower(expression.Right));
        var bytes = builder.Arithmetic(OpCode.Sub, left, right);
        var size = Math.Max(1, expression.ElementSize);

        // The distance is a whole number of elements, so shifting divides it.
        return size == 1 ? bytes
            : long.IsPow2(size) ? builder.Arithmetic(OpCode.AShr, bytes, long.Log2(size))
            : builder.Arithmetic(OpCode.SDiv, bytes, size);
    }

    private Value LowerComma(BoundComma comma)
    {
        LowerDiscarded(comma.Left);
        return Lower(comma.Right);
    }

    private Value LowerStatementExpression(BoundStatementExpression expression)
    {
        Lower(expression.Body);
        return expression.Value is null ? new Undefined(IrType.I32) : Lower(expression.Value);
    }
}
