// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Semantics;

/// <summary>Whether control can run off the end of a body: a cautious answer, for a warning.</summary>
internal sealed class FallThrough(IReadOnlySet<FunctionSymbol> noReturnFunctions)
{
    private static readonly ConstantEvaluator Constants = new(null);

    public bool ReachesEnd(BoundStatement statement) => statement switch
    {
        BoundBlock block => ReachesEnd(block),
        BoundReturn or BoundGoto or BoundBreak or BoundContinue => false,
        BoundIf branch => ReachesEnd(branch),
        BoundLoop loop => ReachesEnd(loop),
        BoundSwitch choice => choice.DefaultCase is null || HasBreak(choice.Body) || ReachesEnd(choice.Body),
        BoundExpressionStatement { Expression: var expression } => !NeverReturns(expression),
        _ => true,
    };

    private bool ReachesEnd(BoundBlock block)
    {
        var reachable = true;
        foreach (var statement in block.Statements)
        {
            // Something may jump to a label or a case; who exactly does not matter for a warning.
            reachable |= statement is BoundLabel or BoundCase;
            if (reachable)
            {
                reachable = ReachesEnd(statement);
            }
        }

        return reachable;
    }

    private bool ReachesEnd(BoundIf branch)
    {
        if (Constants.TryEvaluate(branch.Condition, out var condition))
        {
            return condition != 0 ? ReachesEnd(branch.Then) : branch.Else is null || ReachesEnd(branch.Else);
        }

        return branch.Else is null || ReachesEnd(branch.Then) || ReachesEnd(branch.Else);
    }

    private bool ReachesEnd(BoundLoop loop)
    {
        var isForever = loop.Condition is null || (Constants.TryEvaluate(loop.Condition, out var condition) && condition != 0);
        if (loop.Kind == LoopKind.DoWhile && !isForever)
        {
            return ReachesEnd(loop.Body) || HasBreak(loop.Body) || HasContinue(loop.Body);
        }

        return !isForever || HasBreak(loop.Body);
    }

    private static bool HasBreak(BoundStatement statement) => statement switch
    {
        BoundBreak => true,
        BoundBlock block => block.Statements.Any(HasBreak),
        BoundIf branch => HasBreak(branch.Then) || (branch.Else is not null && HasBreak(branch.Else)),
        _ => false,
    };

    private static bool HasContinue(BoundStatement statement) => statement switch
    {
        BoundContinue => true,
        BoundBlock block => block.Statements.Any(HasContinue),
        BoundIf branch => HasContinue(branch.Then) || (branch.Else is not null && HasContinue(branch.Else)),
        BoundSwitch choice => HasContinue(choice.Body),
        _ => false,
    };

    private bool NeverReturns(BoundExpression expression) => expression switch
    {
        BoundBuiltin { Builtin: Builtin.Unreachable or Builtin.Trap } => true,
        BoundCall call => noReturnFunctions.Contains(call.Function),
        BoundConversion { Kind: ConversionKind.ToVoid } conversion => NeverReturns(conversion.Operand),
        BoundStatementExpression { Value: null } block => !ReachesEnd(block.Body),
        _ => false,
    };
}
