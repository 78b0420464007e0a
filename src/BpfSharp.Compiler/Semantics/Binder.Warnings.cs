// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Dialects;
using BpfSharp.Compiler.Source;
using BpfSharp.Compiler.Syntax;
using static BpfSharp.Compiler.Diagnostics.SemanticsDiagnostics;

namespace BpfSharp.Compiler.Semantics;

// Right programs that hardly mean what they say.
internal sealed partial class Binder
{
    private const int LookupHelper = 1;
    private const int DeleteHelper = 3;

    private void WarnIfUnused(ExpressionSyntax syntax, BoundExpression expression)
    {
        if (WithoutConversions(expression) is BoundHelperCall { Helper.Id: LookupHelper } lookup)
        {
            if (lookup.Arguments.Any(static a => WithoutConversions(a) is BoundError))
            {
                return;
            }

            Report(UnusedLookup, syntax.Span);
        }
        else if (expression is BoundCall { Function: { ResultMatters: true } function })
        {
            ReportDeclaredHere(UnusedResult, syntax.Span, function.Name, function.Span, function.Name);
        }
        else if (expression is not BoundError && !expression.Type.IsVoid() && !IsInMacro(syntax.Span))
        {
            WarnIfWithoutEffect(syntax, expression);
        }
    }

    private void WarnIfWithoutEffect(ExpressionSyntax syntax, BoundExpression expression)
    {
        switch (syntax)
        {
            case BinaryExpression { Operator: BinaryOperator.Comma } comma:
                // The left side had its warning when it was bound.
                WarnIfWithoutEffect(comma.Right, expression);
                break;
            case BinaryExpression { Operator: BinaryOperator.LogicalAnd or BinaryOperator.LogicalOr }:
                break;
            case BinaryExpression { Operator: BinaryOperator.Equal or BinaryOperator.NotEqual } comparison when !IsInMacro(comparison.OperatorSpan):
                ReportAt(UnusedComparison, syntax.Span, comparison.OperatorSpan);
                break;
            case BinaryExpression binary when !IsInMacro(binary.OperatorSpan):
                ReportAt(UnusedValue, syntax.Span, binary.OperatorSpan);
                break;
            case IdentifierExpression or LiteralExpression or StringExpression or MemberExpression or IndexExpression or SizeofExpression or CastExpression:
            case UnaryExpression { Operator: not (UnaryOperator.PreIncrement or UnaryOperator.PreDecrement or UnaryOperator.PostIncrement or UnaryOperator.PostDecrement or UnaryOperator.Extension) }:
                // Reading something volatile is an effect.
                if (!expression.Type.IsVolatile)
                {
                    Report(UnusedValue, syntax.Span);
                }

                break;
        }
    }

    private void WarnIfUnsequenced(ExpressionSyntax syntax)
    {
        if (Unsequenced.Find(syntax) is var (name, place) && scope.Find(name) is VariableSymbol && !IsInMacro(place))
        {
            ReportAt(SemanticsDiagnostics.Unsequenced, place, place, name);
        }
    }

    /// <summary>Warns of locals that nothing ever gives a value, where they are first read or used as a key.</summary>
    private void WarnAboutUninitialized(BoundBlock body)
    {
        var reads = new Dictionary<VariableSymbol, (int Count, SourceSpan First)>();
        var mentions = new Dictionary<VariableSymbol, int>();
        var declared = new List<VariableSymbol>();
        BoundTree.Visit(body, node =>
        {
            switch (node)
            {
                case BoundLocal { Initializer: null, Variable: { Storage: VariableStorage.Local } local } when local.Type.IsScalar():
                    declared.Add(local);
                    break;
                case BoundVariable mention:
                    mentions[mention.Variable] = mentions.GetValueOrDefault(mention.Variable) + 1;
                    break;
                case BoundLoad { Source: BoundVariable read }:
                    Count(read);
                    break;
                case BoundHelperCall { Helper.Id: >= LookupHelper and <= DeleteHelper, Arguments: [_, var key, ..] } when WithoutConversions(key) is BoundAddressOf { Target: BoundVariable named }:
                    Count(named);
                    break;
            }
        });

        foreach (var variable in declared)
        {
            if (reads.TryGetValue(variable, out var read) && read.Count == mentions.GetValueOrDefault(variable))
            {
                ReportDeclaredHere(Uninitialized, read.First, variable.Name, variable.Span, variable.Name);
            }
        }

        void Count(BoundVariable place)
        {
            var known = reads.GetValueOrDefault(place.Variable);
            reads[place.Variable] = (known.Count + 1, known.Count == 0 ? place.Span : known.First);
        }
    }

    private static BoundExpression WithoutConversions(BoundExpression expression)
    {
        while (expression is BoundConversion conversion)
        {
            expression = conversion.Operand;
        }

        return expression;
    }

    /// <summary>Whether one stands in another text or expansion than the other, as a macro's argument does.</summary>
    private bool IsElsewhere(SourceSpan span, SourceSpan other) => macros is not null && macros.Sources.StartOf(span.Start) != macros.Sources.StartOf(other.Start);

    private bool IsInMacro(SourceSpan span) => macros is not null && macros.Sources.ExpandedAt(span.Start).IsKnown;
}
