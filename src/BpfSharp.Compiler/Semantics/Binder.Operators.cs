// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Source;
using BpfSharp.Compiler.Syntax;
using static BpfSharp.Compiler.Diagnostics.SemanticsDiagnostics;

namespace BpfSharp.Compiler.Semantics;

// Unary and binary operators on values.
internal sealed partial class Binder
{
    private BoundExpression BindUnary(UnaryExpression syntax)
    {
        switch (syntax.Operator)
        {
            case UnaryOperator.AddressOf:
                return BindAddressOf(syntax);
            case UnaryOperator.Dereference:
                return BindDereference(syntax);
            case UnaryOperator.Extension:
                return BindExpression(syntax.Operand);
            case UnaryOperator.PreIncrement or UnaryOperator.PreDecrement or UnaryOperator.PostIncrement or UnaryOperator.PostDecrement:
                return BindIncrement(syntax);
        }

        var operand = BindValue(syntax.Operand);
        if (operand is BoundError)
        {
            return operand;
        }

        if (syntax.Operator == UnaryOperator.LogicalNot)
        {
            var scalar = CheckScalar(operand);
            WarnIfAlwaysTrue(scalar);
            return scalar is BoundError ? scalar : Fold(new BoundUnary(BoundUnaryOperator.LogicalNot, scalar, IntegerType.Int) { Span = syntax.Span });
        }

        if (!operand.Type.IsInteger())
        {
            return Error(BadUnaryOperand, syntax.Span, operand.Type, Spell(syntax.Operator));
        }

        var promoted = Promote(operand);
        if (syntax.Operator == UnaryOperator.Plus)
        {
            return promoted;
        }

        var op = syntax.Operator == UnaryOperator.Minus ? BoundUnaryOperator.Negate : BoundUnaryOperator.BitwiseNot;
        return Fold(new BoundUnary(op, promoted, promoted.Type) { Span = syntax.Span });
    }

    /// <summary>A constant in place of an operation on constants.</summary>
    private BoundExpression Fold(BoundExpression operation)
    {
        var isFoldable = operation switch
        {
            BoundUnary unary => unary.Operand is BoundConstant,
            BoundBinary binary => binary is { Left: BoundConstant, Right: BoundConstant },
            BoundLogical logical => logical is { Left: BoundConstant, Right: BoundConstant },
            _ => false,
        };
        if (!isFoldable || !strict.TryEvaluate(operation, out var value))
        {
            return operation;
        }

        var constant = new BoundConstant(value, operation.Type) { Span = operation.Span };
        WarnIfOverflows(operation, constant);
        return constant;
    }

    private BoundExpression BindBinary(BinaryExpression syntax)
    {
        if (syntax.Operator == BinaryOperator.Comma)
        {
            var first = BindDiscarded(syntax.Left);
            return new BoundComma(first, BindValue(syntax.Right)) { Span = syntax.Span };
        }

        WarnAboutPrecedence(syntax);
        var isComparison = IsOrder(syntax.Operator);
        var left = isComparison && WholeNumber(syntax.Left) is { } leftNumber ? leftNumber : BindValue(syntax.Left);
        var right = isComparison && WholeNumber(syntax.Right) is { } rightNumber ? rightNumber : syntax.Operator switch
        {
            BinaryOperator.LogicalAnd => BindWhenTaken(left, true, syntax.Right),
            BinaryOperator.LogicalOr => BindWhenTaken(left, false, syntax.Right),
            _ => BindValue(syntax.Right),
        };
        if (left is BoundError || right is BoundError)
        {
            return Silent(syntax.Span);
        }

        operatorAt = syntax.OperatorSpan;
        WarnAboutComparison(syntax, left, right);
        return Combine(syntax.Operator, left, right, syntax.Span);
    }

    // x >= 1000000.0 asks the same of an integer as x >= 1000000 does, and scripts that scale a threshold write such numbers.
    private static BoundConstant? WholeNumber(ExpressionSyntax syntax) =>
        syntax is LiteralExpression literal && NumberLiteral.TryParseWhole(literal.Token.Text, out var number) ? new BoundConstant(number, IntegerType.LongLong) { Span = syntax.Span } : null;

    private BoundExpression Combine(BinaryOperator op, BoundExpression left, BoundExpression right, SourceSpan span)
    {
        switch (op)
        {
            case BinaryOperator.LogicalAnd or BinaryOperator.LogicalOr:
                left = CheckScalar(left);
                right = CheckScalar(right);
                WarnIfAlwaysTrue(left);
                WarnIfAlwaysTrue(right);
                return left is BoundError || right is BoundError
                    ? Silent(span)
                    : Fold(new BoundLogical(op == BinaryOperator.LogicalOr, left, right) { Span = span });
            case BinaryOperator.Less or BinaryOperator.Greater or BinaryOperator.LessEqual or BinaryOperator.GreaterEqual:
            case BinaryOperator.Equal or BinaryOperator.NotEqual:
                return Compare(op, left, right, span);
            case BinaryOperator.ShiftLeft or BinaryOperator.ShiftRight:
                return Shift(op, left, right, span);
            case BinaryOperator.Add when left.Type.IsPointer() && right.Type.IsInteger():
                return MakePointerAdd(left, right, false, span);
            case BinaryOperator.Add when left.Type.IsInteger() && right.Type.IsPointer():
                return MakePointerAdd(right, left, false, span);
            case BinaryOperator.Subtract when left.Type.IsPointer() && right.Type.IsInteger():
                return MakePointerAdd(left, right, true, span);
            case BinaryOperator.Subtract when left.Type.IsPointer() && right.Type.IsPointer():
                return MakePointerDifference(left, right, span);
            default:
                return Arithmetic(op, left, right, span);
        }
    }

    private BoundExpression Arithmetic(BinaryOperator op, BoundExpression left, BoundExpression right, SourceSpan span)
    {
        if (!left.Type.IsInteger() || !right.Type.IsInteger())
        {
            return BadOperands(op, left, right, span);
        }

        var type = ArithmeticConversions.Common(ArithmeticConversions.PromotedType(left), ArithmeticConversions.PromotedType(right));
        WarnIfDividesByZero(op, right);
        return Fold(new BoundBinary(ToBound(op), MakeConversion(left, type), MakeConversion(right, type), type) { Span = span });
    }

    private void WarnIfDividesByZero(BinaryOperator op, BoundExpression right)
    {
        if (op is BinaryOperator.Divide or BinaryOperator.Modulo && right is BoundConstant { Value: var divisor } && divisor == 0)
        {
            ReportIfReachable(DivisionByZero, right.Span, right.Span);
        }
    }

    private BoundExpression Shift(BinaryOperator op, BoundExpression left, BoundExpression right, SourceSpan span)
    {
        if (!left.Type.IsInteger() || !right.Type.IsInteger())
        {
            return BadOperands(op, left, right, span);
        }

        var value = Promote(left);
        WarnIfShiftsTooFar(right, value.Type);
        return Fold(new BoundBinary(ToBound(op), value, Promote(right), value.Type) { Span = span });
    }

    private void WarnIfShiftsTooFar(BoundExpression count, QualifiedType type)
    {
        if (count is BoundConstant { Value: var amount } && (amount < 0 || amount >= type.Type.Size * 8))
        {
            ReportIfReachable(amount < 0 ? ShiftNegative : ShiftOutOfRange, count.Span, count.Span, amount, type);
        }
    }

    private BoundExpression Compare(BinaryOperator op, BoundExpression left, BoundExpression right, SourceSpan span)
    {
        if (!left.Type.IsScalar() || !right.Type.IsScalar())
        {
            return BadOperands(op, left, right, span);
        }

        QualifiedType common = left.Type.IsInteger() && right.Type.IsInteger()
            ? ArithmeticConversions.Common(ArithmeticConversions.PromotedType(left), ArithmeticConversions.PromotedType(right))
            : CommonPointer(left, right, span);
        return Fold(new BoundBinary(ToBound(op), MakeConversion(left, common), MakeConversion(right, common), IntegerType.Int) { Span = span });
    }

    private BoundError BadOperands(BinaryOperator op, BoundExpression left, BoundExpression right, SourceSpan span)
    {
        ReportAt(BadBinaryOperands, span, operatorAt, left.Type, right.Type, Spell(op));
        return Silent(span);
    }

    private BoundExpression MakePointerAdd(BoundExpression pointer, BoundExpression index, bool isSubtraction, SourceSpan span)
    {
        if (ElementSize(pointer, span) is not { } size)
        {
            return Silent(span);
        }

        return new BoundPointerAdd(pointer, MakeConversion(index, IntegerType.Long), size, isSubtraction) { Span = span };
    }

    private BoundExpression MakePointerDifference(BoundExpression left, BoundExpression right, SourceSpan span)
    {
        var (a, b) = ((PointerType)left.Type.Canonical, (PointerType)right.Type.Canonical);
        if (!a.Pointee.IsVoid() && !b.Pointee.IsVoid() && !TypeRelations.AreCompatible(a.Pointee.Type, b.Pointee.Type)
            && a.Pointee.Type.Size != b.Pointee.Type.Size)
        {
            return BadOperands(BinaryOperator.Subtract, left, right, span);
        }

        if (a.Pointee.IsInArena != b.Pointee.IsInArena)
        {
            Report(AddressSpacesMeet, span, left.Type, right.Type);
            return Silent(span);
        }

        if (ElementSize(left, span) is not { } size)
        {
            return Silent(span);
        }

        return new BoundPointerDifference(left, right, Math.Max(size, 1)) { Span = span };
    }

    /// <summary>The bytes one step of the pointer moves; null, with an error, when its target is incomplete.</summary>
    private long? ElementSize(BoundExpression pointer, SourceSpan span)
    {
        var pointee = ((PointerType)pointer.Type.Canonical).Pointee;
        if (pointee.Canonical is VoidType or FunctionType || pointee.Type.IsComplete)
        {
            return pointee.Type.Size;
        }

        Report(IncompletePointee, span, pointee);
        return null;
    }

    private static BoundBinaryOperator ToBound(BinaryOperator op) => op switch
    {
        BinaryOperator.Multiply => BoundBinaryOperator.Multiply,
        BinaryOperator.Divide => BoundBinaryOperator.Divide,
        BinaryOperator.Modulo => BoundBinaryOperator.Modulo,
        BinaryOperator.Add => BoundBinaryOperator.Add,
        BinaryOperator.Subtract => BoundBinaryOperator.Subtract,
        BinaryOperator.ShiftLeft => BoundBinaryOperator.ShiftLeft,
        BinaryOperator.ShiftRight => BoundBinaryOperator.ShiftRight,
        BinaryOperator.BitwiseAnd => BoundBinaryOperator.And,
        BinaryOperator.BitwiseXor => BoundBinaryOperator.Xor,
        BinaryOperator.BitwiseOr => BoundBinaryOperator.Or,
        BinaryOperator.Less => BoundBinaryOperator.Less,
        BinaryOperator.Greater => BoundBinaryOperator.Greater,
        BinaryOperator.LessEqual => BoundBinaryOperator.LessEqual,
        BinaryOperator.GreaterEqual => BoundBinaryOperator.GreaterEqual,
        BinaryOperator.Equal => BoundBinaryOperator.Equal,
        BinaryOperator.NotEqual => BoundBinaryOperator.NotEqual,
        _ => throw new ArgumentOutOfRangeException(nameof(op)),
    };

    private static string Spell(BinaryOperator op) => op switch
    {
        BinaryOperator.Multiply => "*",
        BinaryOperator.Divide => "/",
        BinaryOperator.Modulo => "%",
        BinaryOperator.Add => "+",
        BinaryOperator.Subtract => "-",
        BinaryOperator.ShiftLeft => "<<",
        BinaryOperator.ShiftRight => ">>",
        BinaryOperator.BitwiseAnd => "&",
        BinaryOperator.BitwiseXor => "^",
        BinaryOperator.BitwiseOr => "|",
        BinaryOperator.Less => "<",
        BinaryOperator.Greater => ">",
        BinaryOperator.LessEqual => "<=",
        BinaryOperator.GreaterEqual => ">=",
        BinaryOperator.Equal => "==",
        BinaryOperator.NotEqual => "!=",
        BinaryOperator.LogicalAnd => "&&",
        BinaryOperator.LogicalOr => "||",
        _ => ",",
    };

    private static string Spell(UnaryOperator op) => op switch
    {
        UnaryOperator.Plus => "+",
        UnaryOperator.Minus => "-",
        UnaryOperator.BitwiseNot => "~",
        UnaryOperator.LogicalNot => "!",
        UnaryOperator.AddressOf => "&",
        UnaryOperator.Dereference => "*",
        UnaryOperator.PreIncrement or UnaryOperator.PostIncrement => "++",
        _ => "--",
    };
}
