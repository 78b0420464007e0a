// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Source;
using BpfSharp.Compiler.Syntax;
using static BpfSharp.Compiler.Diagnostics.SemanticsDiagnostics;

namespace BpfSharp.Compiler.Semantics;

internal sealed partial class Binder
{
    private void BindItems(IReadOnlyList<StatementSyntax> items, List<BoundStatement> output)
    {
        for (var i = 0; i < items.Count && !Diagnostics.IsFull; i++)
        {
            BindStatement(items[i], output);
            if (i + 1 < items.Count)
            {
                WarnIfBodyIsEmpty(items[i], items[i + 1]);
            }
        }
    }

    // "for (…); { … }": the block was meant as the body.
    private void WarnIfBodyIsEmpty(StatementSyntax statement, StatementSyntax next)
    {
        var body = statement is ForStatement loop ? loop.Body : (statement as WhileStatement)?.Body;
        if (body is ExpressionStatement { Expression: null } && next is CompoundStatement && !IsInMacro(statement.Span))
        {
            Report(EmptyLoop, body.Span, statement is ForStatement ? "for" : "while");
        }
    }

    private BoundBlock BindBlock(CompoundStatement syntax)
    {
        var outer = scope;
        scope = new Scope(outer);
        var statements = new List<BoundStatement>();
        BindItems(syntax.Items, statements);
        RunCleanups(scope.Cleanups, outer.Cleanups, statements);
        scope = outer;
        return new BoundBlock(statements) { Span = syntax.Span };
    }

    /// <summary>A statement in its own scope, as bodies of if and loops are.</summary>
    private BoundStatement BindNested(StatementSyntax syntax)
    {
        if (syntax is CompoundStatement block)
        {
            return Enter(syntax.Span) ? LeaveWith(BindBlock(block)) : new BoundBlock([]);
        }

        var outer = scope;
        scope = new Scope(outer);
        var statements = new List<BoundStatement>();
        BindStatement(syntax, statements);
        RunCleanups(scope.Cleanups, outer.Cleanups, statements);
        scope = outer;
        return statements is [var only] ? only : new BoundBlock(statements) { Span = syntax.Span };
    }

    private T LeaveWith<T>(T result)
    {
        Leave();
        return result;
    }

    /// <summary>Appends what the statement is: labels and declarations become several.</summary>
    private void BindStatement(StatementSyntax syntax, List<BoundStatement> output)
    {
        if (!Enter(syntax.Span))
        {
            return;
        }

        switch (syntax)
        {
            case CompoundStatement block:
                output.Add(BindBlock(block));
                break;
            case DeclarationStatement declaration:
                BindDeclaration(declaration.Declaration, output);
                break;
            case LabeledStatement labeled:
                output.Add(BindLabel(labeled));
                BindStatement(labeled.Body, output);
                break;
            case LabelDeclarationStatement labels:
                DeclareLabels(labels);
                break;
            case CaseStatement or DefaultStatement:
                BindCase(syntax, output);
                break;
            case ExpressionStatement { Expression: null }:
                break;
            default:
                output.Add(BindSimple(syntax));
                break;
        }

        Leave();
    }

    private BoundStatement BindSimple(StatementSyntax syntax) => syntax switch
    {
        ExpressionStatement expression => new BoundExpressionStatement(BindDiscarded(expression.Expression!)) { Span = syntax.Span },
        IfStatement branch => BindIf(branch),
        WhileStatement loop => BindWhile(loop),
        DoStatement loop => BindDo(loop),
        ForStatement loop => BindFor(loop),
        SwitchStatement choice => BindSwitch(choice),
        GotoStatement jump => BindGoto(jump),
        BreakStatement => BindBreak(syntax.Span),
        ContinueStatement => BindContinue(syntax.Span),
        ReturnStatement result => BindReturn(result),
        AsmStatement assembly => BindAsm(assembly),
        _ => new BoundBlock([]) { Span = syntax.Span },
    };

    private BoundIf BindIf(IfStatement syntax)
    {
        var condition = BindCondition(syntax.Condition);
        WarnIfElseDangles(syntax);
        var then = BindWhenTaken(condition, true, syntax.Then);
        var otherwise = syntax.Else is null ? null : BindWhenTaken(condition, false, syntax.Else);
        return new BoundIf(condition, then, otherwise) { Span = syntax.Span };
    }

    // "if (a) if (b) x; else y;": the else belongs to the inner if, whatever the indentation says.
    private void WarnIfElseDangles(IfStatement syntax)
    {
        var body = syntax.Then;
        while (syntax.Else is null && body is WhileStatement or ForStatement)
        {
            body = body is WhileStatement loop ? loop.Body : ((ForStatement)body).Body;
        }

        if (syntax.Else is null && body is IfStatement { Else: not null } inner && !IsInMacro(inner.ElseSpan))
        {
            Report(DanglingElse, inner.ElseSpan);
        }
    }

    private BoundStatement BindLoopBody(StatementSyntax syntax)
    {
        if (function is not { } state)
        {
            return BindNested(syntax);
        }

        // "break" inside a loop inside a switch leaves the loop, while "case" still belongs to the switch.
        state.LoopDepth++;
        var breaks = breakDepth++;
        var cleanups = (breakCleanups, continueCleanups);
        breakCleanups = continueCleanups = scope.Cleanups;
        var body = BindNested(syntax);
        (breakCleanups, continueCleanups) = cleanups;
        breakDepth = breaks;
        state.LoopDepth--;
        return body;
    }

    private int breakDepth;

    private BoundLoop BindWhile(WhileStatement syntax)
    {
        var condition = BindCondition(syntax.Condition);
        return new BoundLoop(LoopKind.While, null, condition, null, BindLoopBody(syntax.Body), syntax.Unroll) { Span = syntax.Span };
    }

    private BoundLoop BindDo(DoStatement syntax)
    {
        var body = BindLoopBody(syntax.Body);
        return new BoundLoop(LoopKind.DoWhile, null, BindCondition(syntax.Condition), null, body, syntax.Unroll) { Span = syntax.Span };
    }

    private BoundStatement BindFor(ForStatement syntax)
    {
        var outer = scope;
        scope = new Scope(outer);
        BoundStatement? initializer = null;
        if (syntax.Initializer is { } first)
        {
            var statements = new List<BoundStatement>();
            BindStatement(first, statements);
            initializer = statements.Count switch { 0 => null, 1 => statements[0], _ => new BoundBlock(statements) { Span = first.Span } };
        }

        var condition = syntax.Condition is null ? null : BindCondition(syntax.Condition);
        var step = syntax.Step is null ? null : BindDiscarded(syntax.Step);
        var loop = new BoundLoop(LoopKind.For, initializer, condition, step, BindLoopBody(syntax.Body), syntax.Unroll) { Span = syntax.Span };
        var cleanups = new List<BoundStatement>();
        RunCleanups(scope.Cleanups, outer.Cleanups, cleanups);
        scope = outer;
        return cleanups.Count == 0 ? loop : new BoundBlock([loop, .. cleanups]) { Span = syntax.Span };
    }

    // A label so declared must stand in the block, as one that is jumped to must in the function.
    private void DeclareLabels(LabelDeclarationStatement syntax)
    {
        foreach (var name in syntax.Labels)
        {
            if (scope.FindLabelHere(name.Text) is { } earlier)
            {
                ReportDeclaredHere(DuplicateLabel, name.Span, name.Text, earlier.Span, name.Text);
                continue;
            }

            var label = new LabelSymbol(name.Text, name.Span);
            scope.DeclareLabel(label);
            function?.LocalLabels.Add(label);
            function?.Gotos.Add((label, name.Span));
        }
    }

    private BoundLabel BindLabel(LabeledStatement syntax)
    {
        var label = LabelNamed(syntax.Label.Text, syntax.Label.Span);
        if (label.IsDefined)
        {
            ReportDeclaredHere(DuplicateLabel, syntax.Label.Span, label.Name, label.Span, label.Name);
        }

        label.IsDefined = true;
        label.Cleanups = scope.Cleanups;
        return new BoundLabel(label) { Span = syntax.Label.Span };
    }

    private BoundStatement BindGoto(GotoStatement syntax)
    {
        var label = LabelNamed(syntax.Label.Text, syntax.Label.Span);
        label.IsUsed = true;
        function?.Gotos.Add((label, syntax.Label.Span));
        var jump = new BoundGoto(label) { Span = syntax.Span };
        if (function is null || scope.Cleanups is null)
        {
            return jump;
        }

        var statements = new List<BoundStatement> { jump };
        function.LeavingGotos.Add(new PendingGoto(label, scope.Cleanups, statements));
        return new BoundBlock(statements) { Span = syntax.Span };
    }

    private LabelSymbol LabelNamed(string name, SourceSpan span)
    {
        if (function is null)
        {
            return new LabelSymbol(name, span);
        }

        if (scope.FindLabel(name) is { } local)
        {
            return local;
        }

        if (!function.Labels.TryGetValue(name, out var label))
        {
            function.Labels[name] = label = new LabelSymbol(name, span);
        }

        return label;
    }

    private BoundStatement BindBreak(SourceSpan span)
    {
        if (breakDepth == 0)
        {
            Report(BreakOutside, span);
        }

        return AfterCleanups(new BoundBreak { Span = span }, breakCleanups);
    }

    private BoundStatement BindContinue(SourceSpan span)
    {
        if (function is null or { LoopDepth: 0 })
        {
            Report(ContinueOutside, span);
        }

        return AfterCleanups(new BoundContinue { Span = span }, continueCleanups);
    }

    private BoundStatement BindReturn(ReturnStatement syntax)
    {
        QualifiedType result = function?.Symbol.Type.Result ?? IntegerType.Int;
        var name = function?.Symbol.Name ?? "";
        if (syntax.Value is null)
        {
            if (!result.IsVoid())
            {
                Report(ReturnWithoutValue, syntax.Span, name);
            }

            return AfterCleanups(new BoundReturn(null) { Span = syntax.Span }, null);
        }

        var value = BindValue(syntax.Value);
        WarnIfUnsequenced(syntax.Value);
        if (!result.IsVoid())
        {
            if (result.IsPointer())
            {
                WarnIfDangling(value, syntax.Value.Span);
            }

            return ReturnAfterCleanups(ConvertImplicitly(value, result.Type.Unqualified, "returning"), syntax.Span);
        }

        // GNU lets a void function return a void expression.
        if (!value.Type.IsVoid() && value is not BoundError)
        {
            Report(VoidReturnsValue, syntax.Value.Span, name);
        }

        var evaluate = new BoundExpressionStatement(value) { Span = syntax.Value.Span };
        return new BoundBlock([evaluate, AfterCleanups(new BoundReturn(null) { Span = syntax.Span }, null)]) { Span = syntax.Span };
    }
}
