// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Preprocessing;
using BpfSharp.Compiler.Source;

namespace BpfSharp.Compiler.Syntax;

internal abstract class StatementSyntax : SyntaxNode;

/// <summary><c>{ … }</c>; items are statements, declarations among them.</summary>
internal sealed class CompoundStatement(IReadOnlyList<StatementSyntax> items) : StatementSyntax
{
    public IReadOnlyList<StatementSyntax> Items { get; } = items;
}

internal sealed class DeclarationStatement(DeclarationSyntax declaration) : StatementSyntax
{
    public DeclarationSyntax Declaration { get; } = declaration;
}

/// <summary>An expression statement; an empty one has no expression.</summary>
internal sealed class ExpressionStatement(ExpressionSyntax? expression) : StatementSyntax
{
    public ExpressionSyntax? Expression { get; } = expression;
}

internal sealed class IfStatement(ExpressionSyntax condition, StatementSyntax then, StatementSyntax? otherwise) : StatementSyntax
{
    public ExpressionSyntax Condition { get; } = condition;
    public StatementSyntax Then { get; } = then;
    public StatementSyntax? Else { get; } = otherwise;

    /// <summary>Where the word else stands.</summary>
    public SourceSpan ElseSpan { get; init; }
}

/// <summary>What <c>#pragma unroll</c> before a loop asks for.</summary>
/// <param name="Count">How many copies; 0 for all of them, 1 for "do not unroll", null when not said.</param>
internal readonly record struct UnrollHint(int? Count);

internal sealed class WhileStatement(ExpressionSyntax condition, StatementSyntax body, UnrollHint unroll) : StatementSyntax
{
    public ExpressionSyntax Condition { get; } = condition;
    public StatementSyntax Body { get; } = body;
    public UnrollHint Unroll { get; } = unroll;
}

internal sealed class DoStatement(StatementSyntax body, ExpressionSyntax condition, UnrollHint unroll) : StatementSyntax
{
    public StatementSyntax Body { get; } = body;
    public ExpressionSyntax Condition { get; } = condition;
    public UnrollHint Unroll { get; } = unroll;
}

/// <summary><paramref name="initializer"/> is a declaration, an expression statement or null.</summary>
internal sealed class ForStatement(StatementSyntax? initializer, ExpressionSyntax? condition, ExpressionSyntax? step, StatementSyntax body, UnrollHint unroll) : StatementSyntax
{
    public StatementSyntax? Initializer { get; } = initializer;
    public ExpressionSyntax? Condition { get; } = condition;
    public ExpressionSyntax? Step { get; } = step;
    public StatementSyntax Body { get; } = body;
    public UnrollHint Unroll { get; } = unroll;
}

internal sealed class SwitchStatement(ExpressionSyntax value, StatementSyntax body) : StatementSyntax
{
    public ExpressionSyntax Value { get; } = value;
    public StatementSyntax Body { get; } = body;
}

/// <summary><c>case low:</c>, or GNU's <c>case low ... high:</c>.</summary>
internal sealed class CaseStatement(ExpressionSyntax low, ExpressionSyntax? high, StatementSyntax body) : StatementSyntax
{
    public ExpressionSyntax Low { get; } = low;
    public ExpressionSyntax? High { get; } = high;
    public StatementSyntax Body { get; } = body;
}

internal sealed class DefaultStatement(StatementSyntax body) : StatementSyntax
{
    public StatementSyntax Body { get; } = body;
}

internal sealed class LabeledStatement(Token label, StatementSyntax body) : StatementSyntax
{
    public Token Label { get; } = label;
    public StatementSyntax Body { get; } = body;
}

/// <summary>"__label__ a, b;": labels of this block alone.</summary>
internal sealed class LabelDeclarationStatement(IReadOnlyList<Token> labels) : StatementSyntax
{
    public IReadOnlyList<Token> Labels { get; } = labels;
}

internal sealed class GotoStatement(Token label) : StatementSyntax
{
    public Token Label { get; } = label;
}

internal sealed class BreakStatement : StatementSyntax;

internal sealed class ContinueStatement : StatementSyntax;

internal sealed class ReturnStatement(ExpressionSyntax? value) : StatementSyntax
{
    public ExpressionSyntax? Value { get; } = value;
}

/// <summary>GNU <c>asm volatile goto("template" : outputs : inputs : clobbers : labels)</c>.</summary>
internal sealed class AsmStatement(
    StringExpression template, IReadOnlyList<AsmOperandSyntax> outputs, IReadOnlyList<AsmOperandSyntax> inputs, IReadOnlyList<StringExpression> clobbers,
    IReadOnlyList<Token> labels) : StatementSyntax
{
    public StringExpression Template { get; } = template;
    public IReadOnlyList<AsmOperandSyntax> Outputs { get; } = outputs;
    public IReadOnlyList<AsmOperandSyntax> Inputs { get; } = inputs;
    public IReadOnlyList<StringExpression> Clobbers { get; } = clobbers;

    /// <summary>Where the assembly may jump to besides going on.</summary>
    public IReadOnlyList<Token> Labels { get; } = labels;
}

internal sealed class AsmOperandSyntax(string? name, StringExpression constraint, ExpressionSyntax value) : SyntaxNode
{
    public string? Name { get; } = name;
    public StringExpression Constraint { get; } = constraint;
    public ExpressionSyntax Value { get; } = value;
}
