// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Source;
using BpfSharp.Compiler.Syntax;
using static BpfSharp.Compiler.Diagnostics.SemanticsDiagnostics;

namespace BpfSharp.Compiler.Semantics;

// =, op=, ++ and --.
internal sealed partial class Binder
{
    private BoundExpression BindAssignment(AssignmentExpression syntax)
    {
        var target = BindExpression(syntax.Target);
        var value = BindValue(syntax.Value);
        if (!CheckModifiable(target, syntax.Target.Span) || value is BoundError)
        {
            return new BoundError(target.Type.Type.Unqualified) { Span = syntax.Span };
        }

        if (syntax.Operator is { } op)
        {
            operatorAt = syntax.OperatorSpan;
            return BindCompound(op, target, value, syntax.Span);
        }

        // A macro that assigns its argument answers for it: what its "#pragma diagnostic" says counts.
        var place = IsInMacro(syntax.OperatorSpan) && IsElsewhere(value.Span, syntax.OperatorSpan) ? syntax.OperatorSpan : value.Span;
        var converted = ConvertImplicitly(value, target.Type, "assigning", place);
        if (target is BoundMember { Field: { IsBitField: true } field })
        {
            WarnIfFieldIsTooNarrow(field, value);
        }

        WarnIfAssignedToItself(syntax);
        return converted is BoundError ? converted : new BoundAssignment(target, converted) { Span = syntax.Span };
    }

    private bool CheckModifiable(BoundExpression target, SourceSpan span)
    {
        if (target is BoundError)
        {
            return false;
        }

        if (!target.IsLvalue || target.Type.Canonical is FunctionType or VoidType)
        {
            Report(NotAssignable, span);
            return false;
        }

        if (target.Type.Canonical is ArrayType)
        {
            Report(ArrayNotAssignable, span, target.Type);
            return false;
        }

        if (target.Type.Canonical is FloatType)
        {
            Report(FloatNotSupported, span, target.Type);
            return false;
        }

        if (!target.Type.Type.IsComplete)
        {
            Report(IncompleteUse, span, target.Type);
            return false;
        }

        if (target.Type.IsConst)
        {
            ReportReadOnly(target, span);
            return false;
        }

        return true;
    }

    private void ReportReadOnly(BoundExpression target, SourceSpan span)
    {
        if (target is BoundVariable { Variable: var variable })
        {
            ReportDeclaredHere(AssignToConst, span, variable.Name, variable.Span, $"variable '{variable.Name}'", target.Type);
        }
        else
        {
            Report(AssignToConst, span, target is BoundMember { Field.Name: var name } ? $"member '{name}'" : "an lvalue", target.Type);
        }
    }

    private BoundExpression BindCompound(BinaryOperator op, BoundExpression target, BoundExpression value, SourceSpan span)
    {
        if (target.Type.IsPointer() && op is BinaryOperator.Add or BinaryOperator.Subtract && value.Type.IsInteger())
        {
            return ElementSize(target, span) is not { } size
                ? Silent(span)
                : new BoundCompoundAssignment(ToBound(op), target, MakeConversion(value, IntegerType.Long), target.Type.Type.Unqualified)
                {
                    Span = span, ElementSize = size,
                };
        }

        if (!target.Type.IsInteger() || !value.Type.IsInteger())
        {
            return BadOperands(op, target, value, span);
        }

        var left = ArithmeticConversions.PromotedType(new BoundLoad(target));
        if (op is BinaryOperator.ShiftLeft or BinaryOperator.ShiftRight)
        {
            WarnIfShiftsTooFar(value, left);
            return new BoundCompoundAssignment(ToBound(op), target, Promote(value), left) { Span = span };
        }

        WarnIfDividesByZero(op, value);
        var type = ArithmeticConversions.Common(left, ArithmeticConversions.PromotedType(value));
        return new BoundCompoundAssignment(ToBound(op), target, MakeConversion(value, type), type) { Span = span };
    }

    private BoundExpression BindIncrement(UnaryExpression syntax)
    {
        var target = BindExpression(syntax.Operand);
        if (!CheckModifiable(target, syntax.Operand.Span))
        {
            return new BoundError(target.Type.Type.Unqualified) { Span = syntax.Span };
        }

        if (!target.Type.IsScalar())
        {
            return Error(BadUnaryOperand, syntax.Span, target.Type, Spell(syntax.Operator));
        }

        long? step = target.Type.IsPointer() ? ElementSize(target, syntax.Span) : 1;
        if (step is not { } size)
        {
            return Silent(syntax.Span);
        }

        var isDecrement = syntax.Operator is UnaryOperator.PreDecrement or UnaryOperator.PostDecrement;
        var isPostfix = syntax.Operator is UnaryOperator.PostIncrement or UnaryOperator.PostDecrement;
        return new BoundIncrement(target, isDecrement ? -size : size, isPostfix) { Span = syntax.Span };
    }
}
