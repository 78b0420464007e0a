// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Dialects;
using BpfSharp.Compiler.Source;

namespace BpfSharp.Compiler.Semantics;

/// <summary>Finds results of helpers that may be null and are followed though nothing in the function tests them.</summary>
/// <remarks>Cautious: a pointer that is used in any other way than by following it counts as tested.</remarks>
internal sealed class UncheckedLookups
{
    private readonly Dictionary<VariableSymbol, string> sources = [];
    private readonly Dictionary<VariableSymbol, int> mentions = [];
    private readonly Dictionary<VariableSymbol, (int Count, SourceSpan First)> followed = [];
    private readonly List<(SourceSpan Place, string Helper)> found = [];
    private readonly HashSet<BoundAssignment> statements = [];

    public static List<(SourceSpan Place, string Helper)> Find(BoundBlock body)
    {
        var search = new UncheckedLookups();
        BoundTree.Visit(body, search.See);
        foreach (var (variable, helper) in search.sources)
        {
            if (search.followed.TryGetValue(variable, out var uses) && uses.Count == search.mentions.GetValueOrDefault(variable))
            {
                search.found.Add((uses.First, helper));
            }
        }

        return search.found;
    }

    private void See(BoundNode node)
    {
        switch (node)
        {
            case BoundLocal { Variable: { Storage: VariableStorage.Local } local, Initializer.Items: [{ Value: var value }] } when MayBeNull(value) is { } helper:
                sources[local] = helper;
                break;
            case BoundExpressionStatement { Expression: BoundAssignment plain }:
                statements.Add(plain);
                break;
            case BoundAssignment { Target: BoundVariable { Variable: { Storage: VariableStorage.Local } local } } inside when !statements.Contains(inside):
                // "if ((v = lookup(…)))" tests what it assigns.
                mentions[local] = int.MinValue / 2;
                break;
            case BoundAssignment { Target: BoundVariable { Variable: { Storage: VariableStorage.Local } local }, Value: var value }:
                // The target is a mention too, but no use.
                mentions[local] = mentions.GetValueOrDefault(local) - 1;
                if (MayBeNull(value) is { } source)
                {
                    sources[local] = source;
                }
                else
                {
                    mentions[local] = int.MinValue / 2;
                }

                break;
            case BoundVariable mention:
                mentions[mention.Variable] = mentions.GetValueOrDefault(mention.Variable) + 1;
                break;
            case BoundDereference { Pointer: var pointer }:
                Follow(pointer, node.Span);
                break;
        }
    }

    private void Follow(BoundExpression pointer, SourceSpan span)
    {
        while (pointer is BoundConversion { Kind: ConversionKind.Pointer or ConversionKind.NoOp, Operand: var operand })
        {
            pointer = operand;
        }

        if (pointer is BoundLoad { Source: BoundVariable { Variable: var variable } })
        {
            var known = followed.GetValueOrDefault(variable);
            followed[variable] = (known.Count + 1, known.Count == 0 ? span : known.First);
        }
        else if (MayBeNull(pointer) is { } helper)
        {
            found.Add((span, helper));
        }
    }

    private static string? MayBeNull(BoundExpression value)
    {
        while (value is BoundConversion { Kind: ConversionKind.Pointer or ConversionKind.NoOp, Operand: var operand })
        {
            value = operand;
        }

        return value is BoundHelperCall { Helper: var helper } && HelperTable.Get(helper.Id) is { ReturnsNull: true } ? helper.Name : null;
    }
}
