// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Source;
using BpfSharp.Compiler.Syntax;
using static BpfSharp.Compiler.Diagnostics.SemanticsDiagnostics;

namespace BpfSharp.Compiler.Semantics;

// Operators that bind otherwise than they look, and comparisons whose answer is known.
internal sealed partial class Binder
{
    /// <summary>The operator of the expression being combined, to point at.</summary>
    private SourceSpan operatorAt;

    private void WarnAboutPrecedence(BinaryExpression syntax)
    {
        switch (syntax.Operator)
        {
            case BinaryOperator.BitwiseAnd or BinaryOperator.BitwiseOr or BinaryOperator.BitwiseXor:
                WarnIfComparesFirst(syntax);
                WarnIfInside(syntax, BinaryOperator.BitwiseOr, BinaryOperator.BitwiseAnd, AndInsideOr);
                break;
            case BinaryOperator.ShiftLeft or BinaryOperator.ShiftRight:
                if ((Bare(syntax.Left) ?? Bare(syntax.Right)) is { Operator: BinaryOperator.Add or BinaryOperator.Subtract } sum)
                {
                    ReportAt(ShiftOfSum, syntax.Span, syntax.OperatorSpan, Spell(syntax.Operator), Spell(sum.Operator));
                }

                break;
            case BinaryOperator.LogicalOr:
                WarnIfInside(syntax, BinaryOperator.LogicalOr, BinaryOperator.LogicalAnd, LogicalAndInsideOr);
                break;
            case var op when IsOrder(op) && Bare(syntax.Left) is { Operator: var first } && IsOrder(first):
                ReportAt(ChainedComparison, syntax.Span, syntax.OperatorSpan);
                break;
        }

        if (syntax.Left is UnaryExpression { Operator: UnaryOperator.LogicalNot, IsParenthesized: false, Operand: var negated } && !IsTruth(negated) && !IsTruth(syntax.Right)
            && (IsComparison(syntax.Operator) || syntax.Operator is BinaryOperator.BitwiseAnd))
        {
            ReportAt(NotBeforeComparison, syntax.Span, syntax.Left.Span, Spell(syntax.Operator));
        }
    }

    // "a & b == c" compares first. Comparisons on both sides, or more bit operators, are meant so.
    private void WarnIfComparesFirst(BinaryExpression syntax)
    {
        var (left, right) = (Bare(syntax.Left), Bare(syntax.Right));
        var (leftCompares, rightCompares) = (left is not null && IsComparison(left.Operator), right is not null && IsComparison(right.Operator));
        if (leftCompares == rightCompares || IsBitwise(left?.Operator) || IsBitwise(right?.Operator))
        {
            return;
        }

        var comparison = leftCompares ? left! : right!;
        ReportAt(BitwiseOfComparison, syntax.Span, syntax.OperatorSpan, Spell(syntax.Operator), Spell(comparison.Operator));
    }

    private void WarnIfInside(BinaryExpression syntax, BinaryOperator outer, BinaryOperator inner, DiagnosticDescriptor descriptor)
    {
        if (syntax.Operator == outer && (Bare(syntax.Left)?.Operator == inner || Bare(syntax.Right)?.Operator == inner) && !IsInMacro(syntax.OperatorSpan))
        {
            ReportAt(descriptor, syntax.Span, syntax.OperatorSpan);
        }
    }

    private static BinaryExpression? Bare(ExpressionSyntax syntax) => syntax is BinaryExpression { IsParenthesized: false } binary ? binary : null;

    private static bool IsOrder(BinaryOperator op) => op is BinaryOperator.Less or BinaryOperator.Greater or BinaryOperator.LessEqual or BinaryOperator.GreaterEqual;

    private static bool IsComparison(BinaryOperator op) => IsOrder(op) || op is BinaryOperator.Equal or BinaryOperator.NotEqual;

    private static bool IsBitwise(BinaryOperator? op) => op is BinaryOperator.BitwiseAnd or BinaryOperator.BitwiseOr or BinaryOperator.BitwiseXor;

    /// <summary>The expression can only be 0 or 1.</summary>
    private static bool IsTruth(ExpressionSyntax syntax) => syntax switch
    {
        UnaryExpression { Operator: UnaryOperator.LogicalNot } => true,
        BinaryExpression { Operator: var op } => IsComparison(op) || op is BinaryOperator.LogicalAnd or BinaryOperator.LogicalOr,
        _ => false,
    };

    /// <summary>What a comparison of these operands tells, before they are converted to a common type.</summary>
    private void WarnAboutComparison(BinaryExpression syntax, BoundExpression left, BoundExpression right)
    {
        if (!IsComparison(syntax.Operator))
        {
            return;
        }

        if ((IsLiteral(left) || IsLiteral(right)) && !IsNullPointer(left) && !IsNullPointer(right))
        {
            ReportAt(StringCompared, syntax.Span, syntax.OperatorSpan);
        }
        else if (AreSameTerm(syntax.Left, syntax.Right) && left.Type.IsInteger() && left is not BoundConstant && !left.Type.IsVolatile && !IsInMacro(syntax.OperatorSpan))
        {
            ReportAt(SelfComparison, syntax.Span, syntax.OperatorSpan, syntax.Operator is BinaryOperator.Equal or BinaryOperator.LessEqual or BinaryOperator.GreaterEqual ? "true" : "false");
        }
        else if (left is BoundConstant != right is BoundConstant && left.Type.IsInteger() && right.Type.IsInteger())
        {
            WarnIfAnswerIsKnown(syntax, left, right);
        }
        else if (left.Type.Canonical is EnumType a && right.Type.Canonical is EnumType b && !TypeRelations.AreCompatible(a, b))
        {
            ReportAt(EnumsCompared, syntax.Span, syntax.OperatorSpan, left.Type, right.Type);
        }
        else if (left.Type.IsInteger() && right.Type.IsInteger())
        {
            WarnIfSignsDiffer(syntax, left, right);
        }

        WarnIfNeverNull(syntax, left, right);
        WarnIfNeverNull(syntax, right, left);
    }

    private static bool IsLiteral(BoundExpression value) => value is BoundConversion { Kind: ConversionKind.ArrayToPointer, Operand: BoundString };

    /// <summary>Both name the same variable, or the same member of it.</summary>
    private static bool AreSameTerm(ExpressionSyntax left, ExpressionSyntax right) => (left, right) switch
    {
        (IdentifierExpression a, IdentifierExpression b) => a.Name == b.Name,
        (MemberExpression a, MemberExpression b) => a.Name.Text == b.Name.Text && a.IsArrow == b.IsArrow && AreSameTerm(a.Target, b.Target),
        _ => false,
    };

    // "x == 300" with an unsigned char x: the type alone answers.
    private void WarnIfAnswerIsKnown(BinaryExpression syntax, BoundExpression left, BoundExpression right)
    {
        var (constant, other) = left is BoundConstant l ? (l, right) : ((BoundConstant)right, left);
        if (ArithmeticConversions.IntegerOf(other.Type.Type) is not { } type || type.Bits > 64)
        {
            return;
        }

        var common = ArithmeticConversions.Common(ArithmeticConversions.PromotedType(left), ArithmeticConversions.PromotedType(right));
        var isTruth = type.IsBool || IsTruth(left is BoundConstant ? syntax.Right : syntax.Left);
        var (lowest, highest) = isTruth ? (0, 1) : type.IsSigned ? (-((Int128)1 << (type.Bits - 1)), ((Int128)1 << (type.Bits - 1)) - 1) : ((Int128)0, ((Int128)1 << type.Bits) - 1);
        var value = ArithmeticConversions.Wrap(constant.Value, common);
        if ((lowest < 0 && !common.IsSigned) || (value >= lowest && value <= highest))
        {
            return;
        }

        var isAbove = (value > highest) == (right is BoundConstant);
        var answer = syntax.Operator switch
        {
            BinaryOperator.Equal => false,
            BinaryOperator.NotEqual => true,
            BinaryOperator.Less or BinaryOperator.LessEqual => isAbove,
            _ => !isAbove,
        };
        ReportIfReachable(ConstantOutOfRange, syntax.Span, syntax.OperatorSpan, value, isTruth && !type.IsBool ? "a truth value" : $"a value of type '{other.Type}'", answer ? "true" : "false");
    }

    private void WarnIfSignsDiffer(BinaryExpression syntax, BoundExpression left, BoundExpression right)
    {
        var (a, b) = (ArithmeticConversions.PromotedType(left), ArithmeticConversions.PromotedType(right));
        if (a.IsSigned == b.IsSigned || ArithmeticConversions.Common(a, b).IsSigned || left is BoundConstant || right is BoundConstant)
        {
            return;
        }

        ReportAt(SignsDiffer, syntax.Span, syntax.OperatorSpan, left.Type, right.Type);
    }

    // "buf == NULL" where buf is an array.
    private void WarnIfNeverNull(BinaryExpression syntax, BoundExpression value, BoundExpression other)
    {
        if (syntax.Operator is BinaryOperator.Equal or BinaryOperator.NotEqual && IsNullPointer(other) && AlwaysTrue(value) is { } what && !IsInMacro(value.Span))
        {
            ReportAt(NeverNull, syntax.Span, syntax.OperatorSpan, what, syntax.Operator == BinaryOperator.NotEqual ? "true" : "false");
        }
    }

    /// <summary>Signed arithmetic on constants whose result does not fit its type.</summary>
    private void WarnIfOverflows(BoundExpression operation, BoundExpression folded)
    {
        if (folded is not BoundConstant result || ArithmeticConversions.IntegerOf(operation.Type.Type) is not { IsSigned: true, Bits: <= 64 } type)
        {
            return;
        }

        var exact = operation switch
        {
            BoundUnary { Operator: BoundUnaryOperator.Negate, Operand: BoundConstant only } => -only.Value,
            BoundBinary { Operator: BoundBinaryOperator.Add, Left: BoundConstant a, Right: BoundConstant b } => a.Value + b.Value,
            BoundBinary { Operator: BoundBinaryOperator.Subtract, Left: BoundConstant a, Right: BoundConstant b } => a.Value - b.Value,
            BoundBinary { Operator: BoundBinaryOperator.Multiply, Left: BoundConstant a, Right: BoundConstant b } => a.Value * b.Value,
            _ => result.Value,
        };
        if (exact != result.Value)
        {
            ReportIfReachable(IntegerOverflow, operation.Span, operation is BoundBinary ? operatorAt : operation.Span, result.Value, operation.Type);
        }
        else if (operation is BoundBinary { Operator: BoundBinaryOperator.ShiftLeft, Left: BoundConstant { Value: var value } shifted, Right: BoundConstant { Value: var count } }
            && value > 0 && count >= 0 && count < type.Bits && value << (int)count >= (Int128)1 << type.Bits)
        {
            ReportIfReachable(ShiftOverflow, operation.Span, operatorAt, $"0x{value << (int)count:X}", shifted.Type, type.Bits);
        }
    }

    private void ReportAt(DiagnosticDescriptor descriptor, SourceSpan span, SourceSpan point, params ReadOnlySpan<object> arguments) =>
        Diagnostics.Add(descriptor, span, point.Start.IsKnown ? point.Start : span.Start, [], arguments);

    /// <summary>A warning about what happens when the code runs: not told of branches that never do, nor inside sizeof.</summary>
    private void ReportIfReachable(DiagnosticDescriptor descriptor, SourceSpan span, SourceSpan point, params ReadOnlySpan<object> arguments)
    {
        if (unreachable == 0)
        {
            ReportAt(descriptor, span, point, arguments);
        }
    }

    /// <summary>Inside this many branches that are never taken.</summary>
    private int unreachable;

    private BoundExpression BindWhenTaken(BoundExpression condition, bool isTrue, ExpressionSyntax syntax)
    {
        var never = NeverTaken(condition, isTrue);
        unreachable += never;
        var value = BindValue(syntax);
        unreachable -= never;
        return value;
    }

    private BoundStatement BindWhenTaken(BoundExpression condition, bool isTrue, StatementSyntax syntax)
    {
        var never = NeverTaken(condition, isTrue);
        unreachable += never;
        var body = BindNested(syntax);
        unreachable -= never;
        return body;
    }

    /// <summary>1 when a branch that runs if the condition is so is known never to run.</summary>
    private int NeverTaken(BoundExpression condition, bool isTrue) =>
        condition is not BoundError && folding.TryEvaluate(condition, out var value) && value != 0 != isTrue ? 1 : 0;
}
