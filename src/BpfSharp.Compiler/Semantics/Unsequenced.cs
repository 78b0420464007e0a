// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Source;
using BpfSharp.Compiler.Syntax;

namespace BpfSharp.Compiler.Semantics;

/// <summary>Finds variables that an expression changes and uses without C saying which comes first: <c>i = i++</c>, <c>f(i, i++)</c>.</summary>
internal sealed class Unsequenced
{
    private (string Name, SourceSpan Place)? found;

    /// <summary>The first such variable and where it is changed; null when there is none.</summary>
    public static (string Name, SourceSpan Place)? Find(ExpressionSyntax expression)
    {
        if (!Changes(expression, isTop: true))
        {
            return null;
        }

        var search = new Unsequenced();
        search.Walk(expression);
        return search.found;
    }

    /// <summary>Something inside is changed, besides by the outermost operator: all others have nothing to clash with.</summary>
    private static bool Changes(ExpressionSyntax? expression, bool isTop = false) => expression switch
    {
        UnaryExpression unary => (!isTop && IsIncrement(unary)) || Changes(unary.Operand),
        AssignmentExpression assignment => !isTop || Changes(assignment.Target) || Changes(assignment.Value),
        BinaryExpression { Operator: BinaryOperator.Comma } comma => Changes(comma.Left, isTop) || Changes(comma.Right, isTop),
        BinaryExpression binary => Changes(binary.Left) || Changes(binary.Right),
        ConditionalExpression choice => Changes(choice.Condition) || Changes(choice.WhenTrue) || Changes(choice.WhenFalse),
        CallExpression call => call.Arguments.Any(static a => Changes(a)),
        IndexExpression index => Changes(index.Target) || Changes(index.Index),
        MemberExpression member => Changes(member.Target),
        CastExpression cast => Changes(cast.Operand),
        _ => false,
    };

    private static bool IsIncrement(UnaryExpression unary) =>
        unary.Operator is UnaryOperator.PreIncrement or UnaryOperator.PreDecrement or UnaryOperator.PostIncrement or UnaryOperator.PostDecrement;

    private List<Access> Walk(ExpressionSyntax? expression)
    {
        switch (expression)
        {
            case IdentifierExpression identifier:
                return [new Access(identifier.Name, false, identifier.Span)];
            case UnaryExpression { Operand: IdentifierExpression changed } unary when IsIncrement(unary):
                return [new Access(changed.Name, true, unary.Span)];
            case UnaryExpression { Operator: UnaryOperator.AddressOf, Operand: IdentifierExpression }:
                return [];
            case UnaryExpression unary:
                return Walk(unary.Operand);
            case AssignmentExpression assignment:
                return WalkAssignment(assignment);
            case BinaryExpression { Operator: BinaryOperator.Comma or BinaryOperator.LogicalAnd or BinaryOperator.LogicalOr } sequenced:
                return [.. Walk(sequenced.Left), .. Walk(sequenced.Right)];
            case BinaryExpression binary:
                return Clash(Walk(binary.Left), Walk(binary.Right));
            case ConditionalExpression choice:
                return [.. Walk(choice.Condition), .. Walk(choice.WhenTrue), .. Walk(choice.WhenFalse)];
            case IndexExpression index:
                return Clash(Walk(index.Target), Walk(index.Index));
            case MemberExpression member:
                return Walk(member.Target);
            case CastExpression cast:
                return Walk(cast.Operand);
            case CallExpression call:
                return call.Arguments.Aggregate(new List<Access>(), (all, argument) => Clash(all, Walk(argument)));
            default:
                return [];
        }
    }

    // The operands are read before the target is changed; what they change themselves is in no order with that.
    private List<Access> WalkAssignment(AssignmentExpression assignment)
    {
        var value = Walk(assignment.Value);
        if (assignment.Target is not IdentifierExpression target)
        {
            return Clash(Walk(assignment.Target), value);
        }

        var change = new Access(target.Name, true, assignment.OperatorSpan);
        Clash([change], value.FindAll(static a => a.IsChange));
        value.Add(change);
        return value;
    }

    private List<Access> Clash(List<Access> left, List<Access> right)
    {
        foreach (var access in right)
        {
            foreach (var other in left)
            {
                if (found is null && access.Name == other.Name && (access.IsChange || other.IsChange))
                {
                    found = (access.Name, access.IsChange ? access.Place : other.Place);
                }
            }
        }

        left.AddRange(right);
        return left;
    }

    private readonly record struct Access(string Name, bool IsChange, SourceSpan Place);
}
