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
        if (WithoutConversions(expression) is BoundHelperCall { Helper.Id: LookupHelper })
        {
            Report(UnusedLookup, syntax.Span);
        }
        else if (syntax is BinaryExpression binary && expression is not BoundError && !IsInMacro(syntax.Span))
        {
            WarnIfUnused(binary);
        }
    }

    private void WarnIfUnused(BinaryExpression syntax)
    {
        switch (syntax.Operator)
        {
            case BinaryOperator.Comma or BinaryOperator.LogicalAnd or BinaryOperator.LogicalOr:
                break;
            case BinaryOperator.Equal:
                Report(UnusedComparison, syntax.Span);
                break;
            default:
                Report(UnusedValue, syntax.Span);
                break;
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

    private bool IsInMacro(SourceSpan span) => macros is not null && macros.Sources.GetExpansionChain(span.Start).Count > 0;
}
