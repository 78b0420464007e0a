// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace BpfSharp.Compiler.Semantics;

internal sealed partial class BoundTreePrinter
{
    /// <summary>The expression with its type where an operator alone would not tell it.</summary>
    public static string Expression(BoundExpression expression) => expression switch
    {
        BoundConstant constant => $"{Number(constant.Value)}:{constant.Type}",
        BoundString text => Quote(text.Bytes),
        BoundVariable variable => variable.Variable.Name,
        BoundFunction function => $"function {function.Function.Name}",
        BoundDereference dereference => $"*({Expression(dereference.Pointer)})",
        BoundMember member => $"{Expression(member.Target)}.{(member.Field.Name.Length == 0 ? $"<{member.Field.Index}>" : member.Field.Name)}",
        BoundLoad load => $"load({Expression(load.Source)})",
        BoundAddressOf address => $"&({Expression(address.Target)})",
        BoundConversion conversion => $"{Name(conversion)}({Expression(conversion.Operand)})",
        BoundUnary unary => $"{unary.Operator.ToString().ToLowerInvariant()}({Expression(unary.Operand)})",
        BoundBinary binary => $"({Expression(binary.Left)} {Symbol(binary.Operator)} {Expression(binary.Right)}):{binary.Type}",
        BoundPointerAdd add => $"({Expression(add.Pointer)} {(add.IsSubtraction ? "-" : "+")} {Expression(add.Index)} * {add.ElementSize})",
        BoundPointerDifference difference => $"(({Expression(difference.Left)} - {Expression(difference.Right)}) / {difference.ElementSize})",
        BoundLogical logical => $"({Expression(logical.Left)} {(logical.IsOr ? "||" : "&&")} {Expression(logical.Right)})",
        BoundConditional { WhenTrue: null } conditional => $"({Expression(conditional.Condition)} ?: {Expression(conditional.WhenFalse)}):{conditional.Type}",
        BoundConditional conditional =>
            $"({Expression(conditional.Condition)} ? {Expression(conditional.WhenTrue)} : {Expression(conditional.WhenFalse)}):{conditional.Type}",
        BoundComma comma => $"({Expression(comma.Left)}, {Expression(comma.Right)})",
        BoundAssignment assignment => $"{Expression(assignment.Target)} = {Expression(assignment.Value)}",
        BoundCompoundAssignment compound => Compound(compound),
        BoundIncrement increment => Increment(increment),
        BoundCall call => $"{call.Function.Name}({Arguments(call.Arguments)}):{call.Type}",
        BoundHelperCall call => $"helper {call.Helper.Name}({Arguments(call.Arguments)}):{call.Type}",
        BoundIndirectCall call => $"call {Expression(call.Callee)}({Arguments(call.Arguments)}):{call.Type}",
        BoundBuiltin call => $"@{call.Builtin}({Arguments(call.Arguments)}):{call.Type}",
        BoundStatementExpression block => StatementExpression(block),
        BoundCompoundLiteral literal => $"literal {literal.Type} {List(literal.Initializer)}",
        BoundCoreValue core => $"core({core.Kind} {core.Root} {core.Path}):{core.Type}",
        BoundError => "error",
        _ => expression.GetType().Name,
    };

    private static string Name(BoundConversion conversion) => conversion.Kind switch
    {
        ConversionKind.ArrayToPointer or ConversionKind.FunctionToPointer => "decay",
        ConversionKind.ToVoid => "void",
        var kind => $"{kind}<{conversion.Type}>",
    };

    private static string Arguments(IReadOnlyList<BoundExpression> arguments) => string.Join(", ", arguments.Select(Expression));

    private static string Compound(BoundCompoundAssignment compound)
    {
        var scale = compound.ElementSize > 0 ? $" * {compound.ElementSize}" : "";
        return $"{Expression(compound.Target)} {Symbol(compound.Operator)}= {Expression(compound.Value)}{scale} in {compound.ComputationType}";
    }

    private static string Increment(BoundIncrement increment)
    {
        var step = $"{(increment.Step < 0 ? "-" : "+")}{Math.Abs(increment.Step)}";
        return increment.IsPostfix ? $"post{step}({Expression(increment.Target)})" : $"pre{step}({Expression(increment.Target)})";
    }

    private static string StatementExpression(BoundStatementExpression block)
    {
        var inner = new BoundTreePrinter();
        inner.Nested(block.Body);
        var statements = string.Join("; ", inner.output.ToString().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        return $"({{ {statements}; {(block.Value is null ? "" : Expression(block.Value))} }})";
    }

    private static string Symbol(BoundBinaryOperator op) => op switch
    {
        BoundBinaryOperator.Multiply => "*",
        BoundBinaryOperator.Divide => "/",
        BoundBinaryOperator.Modulo => "%",
        BoundBinaryOperator.Add => "+",
        BoundBinaryOperator.Subtract => "-",
        BoundBinaryOperator.ShiftLeft => "<<",
        BoundBinaryOperator.ShiftRight => ">>",
        BoundBinaryOperator.And => "&",
        BoundBinaryOperator.Xor => "^",
        BoundBinaryOperator.Or => "|",
        BoundBinaryOperator.Less => "<",
        BoundBinaryOperator.Greater => ">",
        BoundBinaryOperator.LessEqual => "<=",
        BoundBinaryOperator.GreaterEqual => ">=",
        BoundBinaryOperator.Equal => "==",
        _ => "!=",
    };

    private static string Quote(byte[] bytes)
    {
        var text = new StringBuilder("\"");
        foreach (var one in bytes)
        {
            text.Append(one is >= 32 and < 127 and not (byte)'"' and not (byte)'\\' ? ((char)one).ToString() : $"\\x{one:x2}");
        }

        return text.Append('"').ToString();
    }
}
