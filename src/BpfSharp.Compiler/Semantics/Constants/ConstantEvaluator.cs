// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Semantics;

/// <summary>Evaluates typed expressions that are constant, wrapping as each node's type does.</summary>
/// <param name="known">Values of const variables that may be read; null keeps to what C calls an integer constant expression.</param>
internal sealed class ConstantEvaluator(IReadOnlyDictionary<VariableSymbol, Int128>? known)
{
    public bool TryEvaluate(BoundExpression expression, out Int128 value)
    {
        var isConstant = TryEvaluateAddress(expression, out var constant) && constant.Base is null;
        value = isConstant ? constant.Addend : 0;
        return isConstant;
    }

    public bool TryEvaluateAddress(BoundExpression expression, out AddressConstant constant)
    {
        constant = default;
        switch (expression)
        {
            case BoundConstant literal:
                constant = new(null, literal.Value);
                return true;
            case BoundLoad { Source: BoundVariable { Variable: var variable } }:
                return known is not null && known.TryGetValue(variable, out var value) && Number(value, out constant);
            case BoundAddressOf address:
                return TryEvaluatePlace(address.Target, out constant);
            case BoundConversion conversion:
                return TryConvert(conversion, out constant);
            case BoundPointerAdd add:
                return TryAdd(add, out constant);
            case BoundPointerDifference difference:
                return TryDifference(difference, out constant);
            case BoundConditional conditional:
                return TryConditional(conditional, out constant);
            case BoundUnary unary:
                return TryEvaluate(unary.Operand, out var operand) && Number(Apply(unary, operand), out constant);
            case BoundBinary binary:
                return TryBinary(binary, out constant);
            case BoundLogical logical:
                return TryLogical(logical, out constant);
            case BoundBuiltin builtin:
                return BuiltinFolding.TryFold(this, builtin, out var folded) && Number(folded, out constant);
            default:
                return false;
        }
    }

    private static bool Number(Int128 value, out AddressConstant constant)
    {
        constant = new(null, value);
        return true;
    }

    private bool TryEvaluatePlace(BoundExpression place, out AddressConstant constant)
    {
        constant = default;
        switch (place)
        {
            case BoundVariable { Variable.HasStaticStorage: true } or BoundString or BoundCompoundLiteral { Storage.HasStaticStorage: true }:
                constant = new(place, 0);
                return true;
            case BoundDereference dereference:
                return TryEvaluateAddress(dereference.Pointer, out constant);
            case BoundMember member when TryEvaluatePlace(member.Target, out var record):
                constant = record with { Addend = record.Addend + member.Field.Offset };
                return true;
            default:
                return false;
        }
    }

    private bool TryConvert(BoundConversion conversion, out AddressConstant constant)
    {
        constant = default;
        if (conversion.Kind == ConversionKind.FunctionToPointer && conversion.Operand is BoundFunction)
        {
            constant = new(conversion.Operand, 0);
            return true;
        }

        if (conversion.Kind == ConversionKind.ArrayToPointer)
        {
            return TryEvaluatePlace(conversion.Operand, out constant);
        }

        if (conversion.Kind == ConversionKind.ToVoid || !TryEvaluateAddress(conversion.Operand, out var operand))
        {
            return false;
        }

        if (operand.Base is not null)
        {
            // The address of an object is not known, but it is never null and survives any conversion that keeps 64 bits.
            constant = conversion.Kind == ConversionKind.ToBool ? new(null, 1) : operand;
            return conversion.Kind == ConversionKind.ToBool || conversion.Type.Type.Size == 8;
        }

        var value = ArithmeticConversions.IntegerOf(conversion.Type.Type) is { } integer
            ? ArithmeticConversions.Wrap(operand.Addend, integer)
            : conversion.Type.IsPointer() ? (ulong)(UInt128)(operand.Addend & ulong.MaxValue) : operand.Addend;
        return Number(value, out constant);
    }

    private bool TryAdd(BoundPointerAdd add, out AddressConstant constant)
    {
        constant = default;
        if (!TryEvaluateAddress(add.Pointer, out var pointer) || !TryEvaluate(add.Index, out var index))
        {
            return false;
        }

        var bytes = index * add.ElementSize;
        var sum = pointer.Addend + (add.IsSubtraction ? -bytes : bytes);
        constant = new(pointer.Base, pointer.Base is null ? sum & ulong.MaxValue : sum);
        return true;
    }

    private bool TryDifference(BoundPointerDifference difference, out AddressConstant constant)
    {
        constant = default;
        return TryEvaluateAddress(difference.Left, out var left) && TryEvaluateAddress(difference.Right, out var right)
            && IsSameBase(left.Base, right.Base) && difference.ElementSize != 0
            && Number((left.Addend - right.Addend) / difference.ElementSize, out constant);
    }

    private static bool IsSameBase(BoundExpression? left, BoundExpression? right) =>
        ReferenceEquals(left, right) || (left is BoundVariable a && right is BoundVariable b && ReferenceEquals(a.Variable, b.Variable));

    private bool TryConditional(BoundConditional conditional, out AddressConstant constant)
    {
        constant = default;
        if (!TryTruth(conditional.Condition, out var truth))
        {
            return false;
        }

        return TryEvaluateAddress(truth ? conditional.WhenTrue ?? conditional.Condition : conditional.WhenFalse, out constant);
    }

    private bool TryTruth(BoundExpression condition, out bool truth)
    {
        var known = TryEvaluateAddress(condition, out var value);
        truth = value.Base is not null || value.Addend != 0;
        return known;
    }

    private bool TryLogical(BoundLogical logical, out AddressConstant constant)
    {
        constant = default;
        if (!TryTruth(logical.Left, out var left))
        {
            return false;
        }

        if (left == logical.IsOr)
        {
            return Number(left ? 1 : 0, out constant);
        }

        return TryTruth(logical.Right, out var right) && Number(right ? 1 : 0, out constant);
    }

    private static Int128 Apply(BoundUnary unary, Int128 operand) => unary.Operator switch
    {
        BoundUnaryOperator.LogicalNot => operand == 0 ? 1 : 0,
        BoundUnaryOperator.Negate => WrapTo(-operand, unary.Type),
        _ => WrapTo(~operand, unary.Type),
    };

    private static Int128 WrapTo(Int128 value, QualifiedType type) =>
        ArithmeticConversions.IntegerOf(type.Type) is { } integer ? ArithmeticConversions.Wrap(value, integer) : value;

    private bool TryBinary(BoundBinary binary, out AddressConstant constant)
    {
        constant = default;
        if (!TryEvaluateAddress(binary.Left, out var left) || !TryEvaluateAddress(binary.Right, out var right))
        {
            return false;
        }

        if (left.Base is not null || right.Base is not null)
        {
            return TryAddressArithmetic(binary, left, right, out constant);
        }

        var type = ArithmeticConversions.IntegerOf(binary.Left.Type.Type) ?? IntegerType.UnsignedLong;
        return ConstantArithmetic.TryApply(binary.Operator, left.Addend, right.Addend, type, out var value) && Number(value, out constant);
    }

    private static bool TryAddressArithmetic(BoundBinary binary, AddressConstant left, AddressConstant right, out AddressConstant constant)
    {
        constant = default;
        switch (binary.Operator)
        {
            case BoundBinaryOperator.Add when left.Base is null || right.Base is null:
                constant = new(left.Base ?? right.Base, left.Addend + right.Addend);
                return binary.Type.Type.Size == 8;
            case BoundBinaryOperator.Subtract when right.Base is null:
                constant = new(left.Base, left.Addend - right.Addend);
                return binary.Type.Type.Size == 8;
            case BoundBinaryOperator.Equal or BoundBinaryOperator.NotEqual when (left.Base is null && left.Addend == 0) || (right.Base is null && right.Addend == 0):
                return Number(binary.Operator == BoundBinaryOperator.NotEqual ? 1 : 0, out constant);
            default:
                return false;
        }
    }
}
