// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Syntax;

namespace BpfSharp.Compiler.Semantics;

internal abstract class BoundStatement : BoundNode;

internal sealed class BoundBlock(IReadOnlyList<BoundStatement> statements) : BoundStatement
{
    public IReadOnlyList<BoundStatement> Statements { get; } = statements;
}

/// <summary>The declaration of a local, with its initialiser if it has one (static locals are globals and do not appear).</summary>
internal sealed class BoundLocal(VariableSymbol variable, BoundInitializer? initializer) : BoundStatement
{
    public VariableSymbol Variable { get; } = variable;
    public BoundInitializer? Initializer { get; } = initializer;
}

internal sealed class BoundExpressionStatement(BoundExpression expression) : BoundStatement
{
    public BoundExpression Expression { get; } = expression;
}

internal sealed class BoundIf(BoundExpression condition, BoundStatement then, BoundStatement? otherwise) : BoundStatement
{
    public BoundExpression Condition { get; } = condition;
    public BoundStatement Then { get; } = then;
    public BoundStatement? Else { get; } = otherwise;
}

internal enum LoopKind
{
    While, DoWhile, For,
}

/// <summary>Any loop: initializer; while (condition) { body; step }. DoWhile tests after the body. No condition means for ever.</summary>
internal sealed class BoundLoop(LoopKind kind, BoundStatement? initializer, BoundExpression? condition, BoundExpression? step, BoundStatement body, UnrollHint unroll) : BoundStatement
{
    public LoopKind Kind { get; } = kind;
    public BoundStatement? Initializer { get; } = initializer;
    public BoundExpression? Condition { get; } = condition;
    public BoundExpression? Step { get; } = step;
    public BoundStatement Body { get; } = body;
    public UnrollHint Unroll { get; } = unroll;
}

/// <summary>The value is converted to its promoted type; cases are <see cref="BoundCase"/> anywhere in the body.</summary>
internal sealed class BoundSwitch(BoundExpression value, BoundStatement body, IReadOnlyList<BoundCase> cases, BoundCase? defaultCase) : BoundStatement
{
    public BoundExpression Value { get; } = value;
    public BoundStatement Body { get; } = body;

    /// <summary>Without the default.</summary>
    public IReadOnlyList<BoundCase> Cases { get; } = cases;
    public BoundCase? DefaultCase { get; } = defaultCase;
}

/// <summary>A case label (Low ≤ value ≤ High) or default, and the statement it stands before.</summary>
internal sealed class BoundCase(Int128 low, Int128 high, bool isDefault) : BoundStatement
{
    public Int128 Low { get; } = low;
    public Int128 High { get; } = high;
    public bool IsDefault { get; } = isDefault;
}

internal sealed class BoundLabel(LabelSymbol label) : BoundStatement
{
    public LabelSymbol Label { get; } = label;
}

internal sealed class BoundGoto(LabelSymbol label) : BoundStatement
{
    public LabelSymbol Label { get; } = label;
}

internal sealed class BoundBreak : BoundStatement;

internal sealed class BoundContinue : BoundStatement;

/// <summary>The value is converted to the function's result type.</summary>
internal sealed class BoundReturn(BoundExpression? value) : BoundStatement
{
    public BoundExpression? Value { get; } = value;
}

internal sealed class BoundAsm(string template, IReadOnlyList<BoundAsmOperand> operands, IReadOnlyList<string> clobbers, IReadOnlyList<LabelSymbol> labels) : BoundStatement
{
    public string Template { get; } = template;

    /// <summary>Outputs first, in the order %0, %1 … count.</summary>
    public IReadOnlyList<BoundAsmOperand> Operands { get; } = operands;
    public IReadOnlyList<string> Clobbers { get; } = clobbers;

    /// <summary>Where control may go besides on; the template names them %l[name].</summary>
    public IReadOnlyList<LabelSymbol> Labels { get; } = labels;
}

/// <param name="Value">An lvalue for outputs ("=r", "+r") and memory ("m"), a value otherwise.</param>
internal sealed record BoundAsmOperand(string? Name, string Constraint, BoundExpression Value, bool IsOutput);
