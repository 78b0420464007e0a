// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Source;
using BpfSharp.Compiler.Syntax;
using static BpfSharp.Compiler.Diagnostics.SemanticsDiagnostics;

namespace BpfSharp.Compiler.Semantics;

// Entry to initialisers: whole-object values here, lists in the flattener.
internal sealed partial class Binder
{
    /// <param name="isStatic">Every value must be a constant.</param>
    /// <param name="inferred">The value already bound to infer the type from (__auto_type).</param>
    private BoundInitializer BindInitializer(QualifiedType type, InitializerSyntax syntax, bool isStatic, BoundExpression? inferred)
    {
        var flattener = new InitializerFlattener(this, isStatic);
        if (syntax is InitializerListSyntax list)
        {
            return flattener.FlattenList(type, list);
        }

        var expression = ((ExpressionInitializer)syntax).Value;
        if (type.Canonical is ArrayType array)
        {
            return BindArrayInitializer(type, array, expression, flattener);
        }

        if (type.Canonical is RecordType && isStatic && expression is CompoundLiteralExpression literal)
        {
            // GNU: a static record may be initialised by a literal of its type, which then is just the list.
            if (TypeRelations.AreCompatible(BindTypeName(literal.Type).Type, type.Type))
            {
                return flattener.FlattenList(type, literal.Initializer);
            }
        }

        var value = inferred ?? BindValue(expression);
        return flattener.Whole(type, ConvertImplicitly(value, type, "initializing"), expression.Span);
    }

    private BoundInitializer BindArrayInitializer(QualifiedType type, ArrayType array, ExpressionSyntax expression, InitializerFlattener flattener)
    {
        if (expression is StringExpression text && IsCharacter(array.Element))
        {
            return flattener.WholeString(type, array, text);
        }

        if (expression is CompoundLiteralExpression literal && BindTypeName(literal.Type) is var literalType && TypeRelations.AreCompatible(literalType.Type, type.Type))
        {
            return flattener.FlattenList(type, literal.Initializer);
        }

        if (BindValue(expression) is not BoundError)
        {
            Report(ArrayNeedsList, expression.Span);
        }

        return new BoundInitializer(Sized(type, array, 1), [], true) { Span = expression.Span };
    }

    private static QualifiedType Sized(QualifiedType type, ArrayType array, long length) =>
        array.Length is null ? new QualifiedType(new ArrayType(array.Element, length), type.Qualifiers) : type;

    private static bool IsCharacter(QualifiedType element) => element.Canonical is IntegerType { Rank: 1 };

    /// <summary>A value as static storage may hold it: a number, or a symbol's address left as it is.</summary>
    private BoundExpression RequireConstant(BoundExpression value, SourceSpan span)
    {
        if (value is BoundError or BoundString)
        {
            return value;
        }

        if (!folding.TryEvaluateAddress(value, out var constant))
        {
            return Error(InitializerNotConstant, value.Span.Start.IsKnown ? value.Span : span);
        }

        return constant.Base is null ? new BoundConstant(constant.Addend, value.Type) { Span = value.Span } : value;
    }
}
