// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Source;
using BpfSharp.Compiler.Syntax;
using static BpfSharp.Compiler.Diagnostics.SemanticsDiagnostics;

namespace BpfSharp.Compiler.Semantics;

// Expressions about types: sizeof, offsetof, _Generic and their kin, compound literals.
internal sealed partial class Binder
{
    private BoundExpression BindSizeof(SizeofExpression syntax)
    {
        QualifiedType type;
        int? align = null;
        if (syntax.Type is { } name)
        {
            type = BindTypeName(name);
        }
        else
        {
            var operand = BindUnevaluated(syntax.Operand!);
            if (operand is BoundError)
            {
                return new BoundError(IntegerType.UnsignedLong) { Span = syntax.Span };
            }

            if (!syntax.IsAlignof && operand is BoundMember { Field: { IsBitField: true } field })
            {
                return Error(SizeofBitField, syntax.Span, field.Name);
            }

            align = (operand as BoundVariable)?.Variable.AlignOverride;
            type = operand.Type;
        }

        if (type.Canonical is not (VoidType or FunctionType) && !type.Type.IsComplete && !(syntax.IsAlignof && type.Canonical is ArrayType))
        {
            return Error(SizeofIncomplete, syntax.Span, syntax.IsAlignof ? "_Alignof" : "sizeof", type);
        }

        var value = syntax.IsAlignof ? Math.Max(align ?? 0, type.Type.Align) : type.Type.Size;
        return new BoundConstant(value, IntegerType.UnsignedLong) { Span = syntax.Span };
    }

    private BoundExpression BindOffsetof(OffsetofExpression syntax)
    {
        var type = BindTypeName(syntax.Type);
        long offset = 0;
        foreach (var step in syntax.Path)
        {
            if (step.Field is { } name)
            {
                if (type.Canonical is not RecordType { Fields: not null } record)
                {
                    return type.Canonical is RecordType ? Error(IncompleteRecord, syntax.Span, type) : Error(MemberOfNonRecord, step.Span, type);
                }

                var path = new List<FieldSymbol>();
                if (!TryFindPath(record, name, path))
                {
                    return NoMember(record, name, step.Span.Start.IsKnown ? step.Span : syntax.Span, type);
                }

                if (path[^1].IsBitField)
                {
                    return Error(AddressOfBitField, syntax.Span, name);
                }

                offset += path.Sum(f => f.Offset);
                type = path[^1].Type;
            }
            else if (type.Canonical is not ArrayType array)
            {
                return Error(SubscriptOfNonPointer, step.Span, type);
            }
            else
            {
                if (!TryBindConstant(step.Index!, out var index))
                {
                    return Silent(syntax.Span);
                }

                offset += (long)index * array.Element.Type.Size;
                type = array.Element;
            }
        }

        return new BoundConstant(offset, IntegerType.UnsignedLong) { Span = syntax.Span };
    }

    private BoundConstant BindTypesCompatible(TypesCompatibleExpression syntax)
    {
        var (left, right) = (BindTypeName(syntax.Left), BindTypeName(syntax.Right));

        // GCC keeps enums apart here, though they are compatible with their integer type elsewhere.
        var same = left.Canonical is EnumType == right.Canonical is EnumType && TypeRelations.AreCompatible(left.Type, right.Type);
        return new BoundConstant(same ? 1 : 0, IntegerType.Int) { Span = syntax.Span };
    }

    private BoundExpression BindChoose(ChooseExpression syntax)
    {
        var condition = BindValue(syntax.Condition);
        if (condition is BoundError)
        {
            return condition;
        }

        return folding.TryEvaluate(condition, out var value)
            ? BindExpression(value != 0 ? syntax.WhenTrue : syntax.WhenFalse)
            : Error(NotConstant, syntax.Condition.Span);
    }

    private BoundExpression BindGeneric(GenericExpression syntax)
    {
        var control = BindValue(syntax.Control);
        if (control is BoundError)
        {
            return control;
        }

        ExpressionSyntax? fallback = null;
        foreach (var (typeName, value) in syntax.Associations)
        {
            if (typeName is null)
            {
                fallback = value;
            }
            else if (TypeRelations.AreSame(BindTypeName(typeName), control.Type.Type.Unqualified))
            {
                return BindExpression(value);
            }
        }

        return fallback is null ? Error(GenericNoMatch, syntax.Control.Span, control.Type) : BindExpression(fallback);
    }

    private BoundExpression BindCompoundLiteral(CompoundLiteralExpression syntax)
    {
        var type = BindTypeName(syntax.Type);
        if (type.Canonical is FunctionType or VoidType || (!type.Type.IsComplete && type.Canonical is not ArrayType))
        {
            return Error(IncompleteUse, syntax.Span, type);
        }

        if (type.Type.Size > MaxObjectSize)
        {
            return Error(ArrayTooLarge, syntax.Span, type.Type.Size);
        }

        var isStatic = function is null;
        var initializer = BindInitializer(type, syntax.Initializer, isStatic, null);
        type = type with { Type = SizedType(type, initializer) };
        if (!isStatic)
        {
            return new BoundCompoundLiteral(MakeLocal("", type, syntax.Span), initializer) { Span = syntax.Span };
        }

        // At file scope the unnamed object is one more static variable.
        var name = $".literal.{literalCount++}";
        var storage = new VariableSymbol(name, syntax.Span, type, VariableStorage.Static) { Initializer = initializer };
        ListGlobal(storage);
        return new BoundVariable(storage) { Span = syntax.Span };
    }

    private int literalCount;
}
