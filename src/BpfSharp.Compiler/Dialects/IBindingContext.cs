// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Semantics;
using BpfSharp.Compiler.Source;
using BpfSharp.Compiler.Syntax;

namespace BpfSharp.Compiler.Dialects;

/// <summary>What the binder lends a dialect. (One implementation, but it keeps dialects from reaching into the binder.)</summary>
internal interface IBindingContext
{
    DiagnosticBag Diagnostics { get; }
    TargetDescription Target { get; }
    FunctionSymbol? CurrentFunction { get; }

    /// <summary>The expression as a value: loads, array and function decay applied.</summary>
    BoundExpression BindValue(ExpressionSyntax syntax);

    /// <summary>The expression as it stands, possibly an lvalue.</summary>
    BoundExpression BindExpression(ExpressionSyntax syntax);

    /// <summary>C's implicit conversion as if by assignment, with its diagnostics.</summary>
    BoundExpression Convert(BoundExpression value, QualifiedType type);

    /// <summary>&amp;lvalue, or the decayed array.</summary>
    BoundExpression AddressOf(BoundExpression lvalue);

    bool TryEvaluate(BoundExpression expression, out Int128 value);

    /// <summary>A fresh local of the current function; the caller declares it with a <see cref="BoundLocal"/>.</summary>
    VariableSymbol MakeLocal(string name, QualifiedType type, SourceSpan span);

    HelperSymbol? FindHelper(string name);
    CType? FindTypedef(string name);
}
