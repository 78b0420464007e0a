// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Dialects;
using BpfSharp.Compiler.Preprocessing;
using BpfSharp.Compiler.Source;
using BpfSharp.Compiler.Syntax;

namespace BpfSharp.Compiler.Semantics;

// __attribute__((cleanup(f))): f(&variable) runs wherever the variable's scope is left.
internal sealed partial class Binder
{
    // What is active outside the loop or switch that "break" leaves, and inside the loop that "continue" goes on with.
    private Cleanup? breakCleanups;
    private Cleanup? continueCleanups;

    private BoundExpressionStatement BindCleanup(IdentifierExpression callee, Token variable)
    {
        var address = new UnaryExpression(UnaryOperator.AddressOf, new IdentifierExpression(variable.Text) { Span = variable.Span }) { Span = variable.Span };
        return new BoundExpressionStatement(BindExpression(new CallExpression(callee, [address]) { Span = callee.Span })) { Span = callee.Span };
    }

    /// <summary>Appends what leaving all scopes within <paramref name="outer"/> runs.</summary>
    private static void RunCleanups(Cleanup? from, Cleanup? outer, List<BoundStatement> output)
    {
        for (var next = from; next is not null && !ReferenceEquals(next, outer); next = next.Next)
        {
            output.Add(next.Call);
        }
    }

    private BoundStatement AfterCleanups(BoundStatement jump, Cleanup? outer)
    {
        if (ReferenceEquals(scope.Cleanups, outer))
        {
            return jump;
        }

        var statements = new List<BoundStatement>();
        RunCleanups(scope.Cleanups, outer, statements);
        statements.Add(jump);
        return new BoundBlock(statements) { Span = jump.Span };
    }

    /// <summary>A result is computed before the cleanups run.</summary>
    private BoundStatement ReturnAfterCleanups(BoundExpression value, SourceSpan span)
    {
        if (scope.Cleanups is null || value is BoundError)
        {
            return new BoundReturn(value) { Span = span };
        }

        var result = NewResult(value, span);
        var statements = new List<BoundStatement> { Build.Declare(result, value) };
        RunCleanups(scope.Cleanups, null, statements);
        statements.Add(new BoundReturn(Build.Load(result)) { Span = span });
        return new BoundBlock(statements) { Span = span };
    }

    private static VariableSymbol NewResult(BoundExpression value, SourceSpan span) => new("", span, value.Type.Type.Unqualified, VariableStorage.Local);

    /// <summary>Where a goto goes is known at the end of the function: only then, what it leaves.</summary>
    private sealed record PendingGoto(LabelSymbol Label, Cleanup? Active, List<BoundStatement> Statements);

    private static void CompleteGoto(PendingGoto jump)
    {
        var inside = new HashSet<Cleanup>(ReferenceEqualityComparer.Instance);
        for (var next = jump.Label.Cleanups; next is not null; next = next.Next)
        {
            inside.Add(next);
        }

        var common = jump.Active;
        while (common is not null && !inside.Contains(common))
        {
            common = common.Next;
        }

        var before = new List<BoundStatement>();
        RunCleanups(jump.Active, common, before);
        jump.Statements.InsertRange(0, before);
    }
}
