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
    private static bool Changes(ExpressionSyntax? expression, bool isTop = false)
    {
        // Sums of thousands of terms lean to the left.
        while (expression is BinaryExpression { Operator: not BinaryOperator.Comma } sum)
        {
            if (Changes(sum.Right))
            {
                return true;
            }

            (expression, isTop) = (sum.Left, false);
        }

        return ChangesInside(expression, isTop);
    }

    private static bool ChangesInside(ExpressionSyntax? expression, bool isTop) => expression switch
    {
        UnaryExpression unary => (!isTop && IsIncrement(unary)) || Changes(unary.Operand),
        AssignmentExpression assignment => !isTop || Changes(assignment.Target) || Changes(assignment.Value),
        BinaryExpression { Operator: BinaryOperator.Comma } comma => Changes(comma.Left, isTop) || Changes(comma.Right, isTop),
        ConditionalExpression choice => Changes(choice.Condition) || Changes(choice.WhenTrue) || Changes(choice.WhenFalse),
        CallExpression call => call.Arguments.Any(static a => Changes(a)),
        IndexExpression index => Changes(index.Target) || Changes(index.Index),
        MemberExpression member => Changes(member.Target),
        CastExpression cast => Changes(cast.Operand),
        _ => false,
    };

    private static bool IsIncrement(UnaryExpression unary) =>
        unary.Operator is UnaryOperator.PreIncrement or UnaryOperator.PreDecrement or UnaryOperator.PostIncrement or UnaryOperator.PostDecrement;

    private Accesses Walk(ExpressionSyntax? expression)
    {
        switch (expression)
        {
            case IdentifierExpression identifier:
                return new() { [identifier.Name] = new Access(false, identifier.Span) };
            case UnaryExpression { Operand: IdentifierExpression changed } unary when IsIncrement(unary):
                return new() { [changed.Name] = new Access(true, unary.Span) };
            case UnaryExpression { Operator: UnaryOperator.AddressOf, Operand: IdentifierExpression }:
                return new();
            case UnaryExpression unary:
                return Walk(unary.Operand);
            case AssignmentExpression assignment:
                return WalkAssignment(assignment);
            case BinaryExpression { Operator: BinaryOperator.Comma or BinaryOperator.LogicalAnd or BinaryOperator.LogicalOr } sequenced:
                return InOrder(Walk(sequenced.Left), Walk(sequenced.Right));
            case BinaryExpression binary:
                return WalkChain(binary);
            case ConditionalExpression choice:
                return InOrder(Walk(choice.Condition), Walk(choice.WhenTrue), Walk(choice.WhenFalse));
            case IndexExpression index:
                return Clash(Walk(index.Target), Walk(index.Index));
            case MemberExpression member:
                return Walk(member.Target);
            case CastExpression cast:
                return Walk(cast.Operand);
            case CallExpression call:
                return call.Arguments.Aggregate(new Accesses(), (all, argument) => Clash(all, Walk(argument)));
            default:
                return new();
        }
    }

    // Down the left side in a loop, for sums of thousands of terms.
    private Accesses WalkChain(BinaryExpression binary)
    {
        var rights = new Stack<ExpressionSyntax>();
        ExpressionSyntax left = binary;
        while (left is BinaryExpression { Operator: not (BinaryOperator.Comma or BinaryOperator.LogicalAnd or BinaryOperator.LogicalOr) } inner)
        {
            rights.Push(inner.Right);
            left = inner.Left;
        }

        var all = Walk(left);
        while (rights.TryPop(out var right))
        {
            all = Clash(all, Walk(right));
        }

        return all;
    }

    // The operands are read before the target is changed; what they change themselves is in no order with that.
    private Accesses WalkAssignment(AssignmentExpression assignment)
    {
        var value = Walk(assignment.Value);
        if (assignment.Target is not IdentifierExpression target)
        {
            return Clash(Walk(assignment.Target), value);
        }

        var change = new Access(true, assignment.OperatorSpan);
        if (value.TryGetValue(target.Name, out var inside) && inside.IsChange)
        {
            found ??= (target.Name, inside.Place);
        }

        value[target.Name] = change;
        return value;
    }

    /// <summary>Joins what two parts in no order access, by name; a change stays rather than a read.</summary>
    private Accesses Clash(Accesses left, Accesses right)
    {
        foreach (var (name, access) in right)
        {
            if (!left.TryAdd(name, access) && left[name] is var other && (access.IsChange || other.IsChange))
            {
                found ??= (name, access.IsChange ? access.Place : other.Place);
                left[name] = other.IsChange ? other : access;
            }
        }

        return left;
    }

    /// <summary>Joins parts of which one comes first.</summary>
    private static Accesses InOrder(params ReadOnlySpan<Accesses> parts)
    {
        var all = parts[0];
        foreach (var part in parts[1..])
        {
            foreach (var (name, access) in part)
            {
                if (access.IsChange || !all.ContainsKey(name))
                {
                    all[name] = access;
                }
            }
        }

        return all;
    }

    private readonly record struct Access(bool IsChange, SourceSpan Place);

    private sealed class Accesses : Dictionary<string, Access>;
}
