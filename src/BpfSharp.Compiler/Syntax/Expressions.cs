// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Preprocessing;
using BpfSharp.Compiler.Source;

namespace BpfSharp.Compiler.Syntax;

// The expression nodes of C with GNU extensions, one family in one file so that the grammar can be read at once.

internal abstract class ExpressionSyntax : SyntaxNode
{
    /// <summary>Stands in parentheses of its own: the author said how it binds.</summary>
    public bool IsParenthesized { get; set; }
}

internal sealed class IdentifierExpression(string name) : ExpressionSyntax
{
    public string Name { get; } = name;
}

/// <summary>An integer, floating or character constant; its value is computed by the binder from the spelling.</summary>
internal sealed class LiteralExpression(Token token) : ExpressionSyntax
{
    public Token Token { get; } = token;
}

/// <summary>One or more adjacent string literals.</summary>
internal sealed class StringExpression(IReadOnlyList<Token> parts) : ExpressionSyntax
{
    public IReadOnlyList<Token> Parts { get; } = parts;
}

internal enum UnaryOperator
{
    Plus, Minus, BitwiseNot, LogicalNot, AddressOf, Dereference, PreIncrement, PreDecrement, PostIncrement, PostDecrement, Extension,
}

internal sealed class UnaryExpression(UnaryOperator op, ExpressionSyntax operand) : ExpressionSyntax
{
    public UnaryOperator Operator { get; } = op;
    public ExpressionSyntax Operand { get; } = operand;
}

internal enum BinaryOperator
{
    Multiply, Divide, Modulo, Add, Subtract, ShiftLeft, ShiftRight, Less, Greater, LessEqual, GreaterEqual, Equal, NotEqual,
    BitwiseAnd, BitwiseXor, BitwiseOr, LogicalAnd, LogicalOr, Comma,
}

internal sealed class BinaryExpression(BinaryOperator op, ExpressionSyntax left, ExpressionSyntax right) : ExpressionSyntax
{
    public BinaryOperator Operator { get; } = op;

    /// <summary>Where the operator stands.</summary>
    public SourceSpan OperatorSpan { get; init; }
    public ExpressionSyntax Left { get; } = left;
    public ExpressionSyntax Right { get; } = right;
}

/// <summary><c>target = value</c>, or <c>target op= value</c> when <see cref="Operator"/> is set.</summary>
internal sealed class AssignmentExpression(BinaryOperator? op, ExpressionSyntax target, ExpressionSyntax value) : ExpressionSyntax
{
    public BinaryOperator? Operator { get; } = op;
    public SourceSpan OperatorSpan { get; init; }
    public ExpressionSyntax Target { get; } = target;
    public ExpressionSyntax Value { get; } = value;
}

/// <summary><c>condition ? whenTrue : whenFalse</c>; GNU's <c>a ?: b</c> has no <see cref="WhenTrue"/>.</summary>
internal sealed class ConditionalExpression(ExpressionSyntax condition, ExpressionSyntax? whenTrue, ExpressionSyntax whenFalse) : ExpressionSyntax
{
    public ExpressionSyntax Condition { get; } = condition;
    public ExpressionSyntax? WhenTrue { get; } = whenTrue;
    public ExpressionSyntax WhenFalse { get; } = whenFalse;
}

internal sealed class CallExpression(ExpressionSyntax callee, IReadOnlyList<ExpressionSyntax> arguments) : ExpressionSyntax
{
    public ExpressionSyntax Callee { get; } = callee;
    public IReadOnlyList<ExpressionSyntax> Arguments { get; } = arguments;
}

internal sealed class IndexExpression(ExpressionSyntax target, ExpressionSyntax index) : ExpressionSyntax
{
    public ExpressionSyntax Target { get; } = target;
    public ExpressionSyntax Index { get; } = index;
}

/// <summary><c>target.name</c> or <c>target->name</c>.</summary>
internal sealed class MemberExpression(ExpressionSyntax target, Token name, bool isArrow) : ExpressionSyntax
{
    public ExpressionSyntax Target { get; } = target;
    public Token Name { get; } = name;
    public bool IsArrow { get; } = isArrow;
}

internal sealed class CastExpression(TypeName type, ExpressionSyntax operand) : ExpressionSyntax
{
    public TypeName Type { get; } = type;
    public ExpressionSyntax Operand { get; } = operand;
}

/// <summary><c>sizeof</c> or <c>_Alignof</c> of an expression or a type; exactly one of the two is set.</summary>
internal sealed class SizeofExpression(bool isAlignof, ExpressionSyntax? operand, TypeName? type) : ExpressionSyntax
{
    public bool IsAlignof { get; } = isAlignof;
    public ExpressionSyntax? Operand { get; } = operand;
    public TypeName? Type { get; } = type;
}

internal sealed class CompoundLiteralExpression(TypeName type, InitializerListSyntax initializer) : ExpressionSyntax
{
    public TypeName Type { get; } = type;
    public InitializerListSyntax Initializer { get; } = initializer;
}

/// <summary>GNU <c>({ … })</c>.</summary>
internal sealed class StatementExpression(CompoundStatement body) : ExpressionSyntax
{
    public CompoundStatement Body { get; } = body;
}

/// <summary><c>_Generic(control, type: value, default: value)</c>; the default association has no type.</summary>
internal sealed class GenericExpression(ExpressionSyntax control, IReadOnlyList<(TypeName? Type, ExpressionSyntax Value)> associations) : ExpressionSyntax
{
    public ExpressionSyntax Control { get; } = control;
    public IReadOnlyList<(TypeName? Type, ExpressionSyntax Value)> Associations { get; } = associations;
}

internal sealed class TypesCompatibleExpression(TypeName left, TypeName right) : ExpressionSyntax
{
    public TypeName Left { get; } = left;
    public TypeName Right { get; } = right;
}

/// <summary><c>__builtin_offsetof(type, member.designator[0])</c>.</summary>
internal sealed class OffsetofExpression(TypeName type, IReadOnlyList<DesignatorSyntax> path) : ExpressionSyntax
{
    public TypeName Type { get; } = type;
    public IReadOnlyList<DesignatorSyntax> Path { get; } = path;
}

internal sealed class ChooseExpression(ExpressionSyntax condition, ExpressionSyntax whenTrue, ExpressionSyntax whenFalse) : ExpressionSyntax
{
    public ExpressionSyntax Condition { get; } = condition;
    public ExpressionSyntax WhenTrue { get; } = whenTrue;
    public ExpressionSyntax WhenFalse { get; } = whenFalse;
}

/// <summary>What stands where an expression could not be parsed; an error has been reported.</summary>
internal sealed class ErrorExpression : ExpressionSyntax;
