// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Source;
using BpfSharp.Compiler.Syntax;
using static BpfSharp.Compiler.Diagnostics.SemanticsDiagnostics;

namespace BpfSharp.Compiler.Semantics;

// Lvalue conversion, decay, promotions, implicit conversions and casts.
internal sealed partial class Binder
{
    private static readonly PointerType VoidPointer = new(VoidType.Instance);

    /// <summary>The expression as a value: what memory holds, an array's or function's address.</summary>
    private BoundExpression ToValue(BoundExpression expression)
    {
        if (expression is BoundError)
        {
            return expression;
        }

        var span = expression.Span;
        switch (expression.Type.Canonical)
        {
            case ArrayType array:
                return new BoundConversion(ConversionKind.ArrayToPointer, expression, new PointerType(ElementOf(array, expression.Type))) { Span = span };
            case FunctionType:
                return new BoundConversion(ConversionKind.FunctionToPointer, expression, new PointerType(expression.Type)) { Span = span };
            case FloatType:
                return Error(FloatNotSupported, span, expression.Type);
            case VoidType:
                return expression;
        }

        if (!expression.IsLvalue)
        {
            return expression;
        }

        return expression.Type.Type.IsComplete ? new BoundLoad(expression) { Span = span } : Error(IncompleteUse, span, expression.Type);
    }

    private BoundExpression Promote(BoundExpression value) =>
        value is BoundError || !value.Type.IsInteger() ? value : MakeConversion(value, ArithmeticConversions.PromotedType(value));

    /// <summary>A scalar for a condition.</summary>
    private BoundExpression BindCondition(ExpressionSyntax syntax)
    {
        var condition = CheckScalar(BindValue(syntax));
        WarnIfUnsequenced(syntax);
        WarnIfAlwaysTrue(condition);
        return condition;
    }

    private BoundExpression CheckScalar(BoundExpression value)
    {
        if (value is BoundError || value.Type.IsScalar())
        {
            return value;
        }

        return Error(NotScalar, value.Span, value.Type);
    }

    /// <summary>A bound expression evaluated for its effects only.</summary>
    private BoundExpression BindDiscarded(ExpressionSyntax syntax)
    {
        var expression = BindExpression(syntax);
        WarnIfUnsequenced(syntax);
        WarnIfUnused(syntax, expression);
        if (expression.IsLvalue && expression is not BoundError && expression.Type.Canonical is RecordType)
        {
            // Nothing reads the record; only finding it may have effects.
            return new BoundAddressOf(expression, new PointerType(expression.Type)) { Span = expression.Span };
        }

        return ToValue(expression);
    }

    /// <summary>C's conversion as if by assignment, with what clang says about doubtful ones.</summary>
    /// <param name="action">"assigning", "initializing", "passing" or "returning".</param>
    /// <param name="place">Where to complain, if not at the value.</param>
    private BoundExpression ConvertImplicitly(BoundExpression value, QualifiedType type, string action, SourceSpan? place = null)
    {
        value = ToValue(value);
        if (value is BoundError || IsUnknown(type) || IsUnknown(value.Type))
        {
            return new BoundError(type) { Span = value.Span };
        }

        var at = place ?? value.Span;
        type = type.Type.Unqualified;
        switch (type.Canonical)
        {
            case IntegerType or EnumType when value.Type.IsInteger():
                WarnIfConstantChanges(value, type);
                WarnIfEnumChanges(value, type);
                return MakeConversion(value, type);
            case IntegerType or EnumType when value.Type.IsPointer():
                if (type.Canonical is not IntegerType { IsBool: true })
                {
                    ReportConversion(PointerToIntegerConversion, at, Phrase(action, value.Type, type));
                }

                return MakeConversion(value, type);
            case PointerType target when value.Type.Canonical is PointerType source:
                if (!IsNullPointer(value))
                {
                    WarnAboutPointers(target, source, at, Phrase(action, value.Type, type));
                }

                return MakeConversion(value, type);
            case PointerType when value.Type.IsInteger():
                if (!IsNullPointer(value))
                {
                    ReportConversion(IntegerToPointerConversion, at, Phrase(action, value.Type, type));
                }

                return MakeConversion(value, type);
            case RecordType when TypeRelations.AreCompatible(type.Type, value.Type.Type):
                return value;
            default:
                ReportConversion(IncompatibleTypes, at, Phrase(action, value.Type, type));
                return new BoundError(type) { Span = value.Span };
        }
    }

    private void ReportConversion(DiagnosticDescriptor descriptor, SourceSpan span, string phrase)
    {
        DiagnosticNote[] notes = passedTo is { Span: { Start.IsKnown: true } place } parameter ? [new DiagnosticNote(place, parameter.Name.Length > 0 ? $"the argument is for parameter '{parameter.Name}'" : "the argument is for this parameter")] : [];
        Diagnostics.ReportWithNotes(descriptor, span, notes, phrase);
    }

    private static string Phrase(string action, QualifiedType from, QualifiedType to) => action switch
    {
        "assigning" => $"assigning to '{to}' from '{from}'",
        "initializing" => $"initializing '{to}' with an expression of type '{from}'",
        "returning" => $"returning '{from}' from a function with result type '{to}'",
        _ => $"passing '{from}' to parameter of type '{to}'",
    };

    private void WarnAboutPointers(PointerType target, PointerType source, SourceSpan span, string phrase)
    {
        switch (TypeRelations.Compare(target, source))
        {
            case PointerAssignment.ChangesAddressSpace:
                ReportConversion(ChangesAddressSpace, span, phrase);
                break;
            case PointerAssignment.DropsQualifiers:
                ReportConversion(DropsQualifiers, span, phrase);
                break;
            case PointerAssignment.Incompatible:
                ReportConversion(IncompatiblePointers, span, phrase);
                break;
            case PointerAssignment.DiffersInSign:
                ReportConversion(PointerSign, span, phrase);
                break;
        }
    }

    // When the bits themselves are lost; -1 for an unsigned and 0xff for a char are how people write them, but not 200 for a signed char.
    private void WarnIfConstantChanges(BoundExpression value, QualifiedType type)
    {
        if (value is not BoundConstant { Enum: null } constant || ArithmeticConversions.IntegerOf(type.Type) is not { IsBool: false, Bits: < 64 } integer)
        {
            return;
        }

        var unsigned = ArithmeticConversions.ToUnsigned(integer);
        var lowest = -((Int128)1 << (integer.Bits - 1));
        var losesBits = constant.Value < lowest || !(constant.Value < 0 || ArithmeticConversions.Fits(constant.Value, unsigned));
        var losesSign = integer.IsSigned && constant.Value > 0 && !ArithmeticConversions.Fits(constant.Value, integer)
            && ArithmeticConversions.IntegerOf(constant.Type.Type) is { IsSigned: true, Bits: <= 32 } && IsDecimal(value.Span);
        if (losesBits || losesSign)
        {
            var result = ArithmeticConversions.Wrap(constant.Value, integer);
            ReportIfReachable(ConstantChanges, value.Span, value.Span, value.Type, type, constant.Value, result);
        }
    }

    private bool IsDecimal(SourceSpan span) =>
        macros?.Sources.ResolveSpelling(span.Start) is { IsKnown: true } place && place.Column <= place.LineText.Length && place.LineText[place.Column - 1] is >= '1' and <= '9';

    private void WarnIfEnumChanges(BoundExpression value, QualifiedType type)
    {
        var source = value is BoundConstant { Enum: { } of } ? of : value.Type.Canonical as EnumType;
        if (source is not null && type.Canonical is EnumType target && !TypeRelations.AreCompatible(source, target))
        {
            Report(EnumToOtherEnum, value.Span, (QualifiedType)source, type);
        }
    }

    /// <summary>A constant stored in a bit-field that is too narrow for it.</summary>
    private void WarnIfFieldIsTooNarrow(FieldSymbol field, BoundExpression value)
    {
        if (WithoutConversions(value) is not BoundConstant constant || ArithmeticConversions.IntegerOf(field.Type.Type) is not { IsBool: false } type)
        {
            return;
        }

        var width = field.BitWidth;
        var low = constant.Value & (((Int128)1 << width) - 1);
        var stored = type.IsSigned && (low >> (width - 1)) != 0 ? low - ((Int128)1 << width) : low;

        // All ones and other small negatives are how masks are written.
        if (stored == constant.Value || (constant.Value < 0 && !type.IsSigned && constant.Value >= -((Int128)1 << (width - 1))))
        {
            return;
        }

        ReportIfReachable(BitFieldChanges, value.Span, value.Span, field.Name, width, constant.Value, stored);
    }

    /// <summary>A null pointer constant: integer zero, or that cast to void *.</summary>
    private bool IsNullPointer(BoundExpression value)
    {
        if (value.Type.Canonical is PointerType pointer)
        {
            return value is BoundConstant { Value: var address } && address == 0 && pointer.Pointee.IsVoid() && pointer.Pointee.Qualifiers == TypeQualifiers.None;
        }

        return value.Type.IsInteger() && strict.TryEvaluate(value, out var number) && number == 0;
    }

    /// <summary>Converts between scalar types without asking whether that is wise.</summary>
    private static BoundExpression MakeConversion(BoundExpression value, QualifiedType type)
    {
        var span = value.Span;
        if (value is BoundError)
        {
            return new BoundError(type) { Span = span };
        }

        if (type.IsVoid())
        {
            return new BoundConversion(ConversionKind.ToVoid, value, type) { Span = span };
        }

        if (value is BoundConstant constant)
        {
            return new BoundConstant(ConvertConstant(constant, type), type) { Span = span };
        }

        if (ReferenceEquals(value.Type.Canonical, type.Canonical) || IsSamePointer(value.Type, type))
        {
            return value;
        }

        var (from, to) = (ArithmeticConversions.IntegerOf(value.Type.Type), ArithmeticConversions.IntegerOf(type.Type));
        if (to is { IsBool: true })
        {
            return from is { IsBool: true } ? value : new BoundConversion(ConversionKind.ToBool, value, type) { Span = span };
        }

        return (from, to) switch
        {
            ({ } a, { } b) when ReferenceEquals(a, b) => new BoundConversion(ConversionKind.NoOp, value, type) { Span = span },
            ({ }, { }) => new BoundConversion(ConversionKind.Integer, value, type) { Span = span },
            ({ } a, null) => new BoundConversion(ConversionKind.IntegerToPointer, Widen(value, a), type) { Span = span },
            (null, { Size: 8 }) => new BoundConversion(ConversionKind.PointerToInteger, value, type) { Span = span },
            (null, { }) => MakeConversion(new BoundConversion(ConversionKind.PointerToInteger, value, IntegerType.UnsignedLong) { Span = span }, type),
            _ => new BoundConversion(IsIntoOtherSpace(value.Type, type) ? ConversionKind.AddressSpace : ConversionKind.Pointer, value, type) { Span = span },
        };
    }

    private static bool IsIntoOtherSpace(QualifiedType from, QualifiedType to) =>
        (from.Canonical, to.Canonical) is (PointerType a, PointerType b) && a.Pointee.IsInArena != b.Pointee.IsInArena;

    private static bool IsSamePointer(QualifiedType left, QualifiedType right) =>
        (left.Canonical, right.Canonical) is (PointerType a, PointerType b) && a.Tag == b.Tag && TypeRelations.AreSame(a.Pointee, b.Pointee);

    private static BoundExpression Widen(BoundExpression value, IntegerType from) =>
        from.Size == 8 ? value : MakeConversion(value, from.IsSigned ? IntegerType.Long : IntegerType.UnsignedLong);

    private static Int128 ConvertConstant(BoundConstant constant, QualifiedType type) =>
        ArithmeticConversions.Wrap(constant.Value, ArithmeticConversions.IntegerOf(type.Type) ?? IntegerType.UnsignedLong);

    private BoundExpression BindCast(CastExpression syntax)
    {
        var type = BindTypeName(syntax.Type);
        var operand = BindExpression(syntax.Operand);
        if (operand is BoundError)
        {
            return new BoundError(type) { Span = syntax.Span };
        }

        if (type.IsVoid())
        {
            var discarded = operand.Type.IsVoid() || operand.Type.Canonical is RecordType ? operand : ToValue(operand);
            if (discarded is { IsLvalue: true } and not BoundError && discarded.Type.Canonical is RecordType)
            {
                discarded = new BoundAddressOf(discarded, new PointerType(discarded.Type)) { Span = operand.Span };
            }

            return new BoundConversion(ConversionKind.ToVoid, discarded, VoidType.Instance) { Span = syntax.Span };
        }

        var value = ToValue(operand);
        return value is BoundError ? new BoundError(type) { Span = syntax.Span } : Cast(value, type, syntax);
    }

    private BoundExpression Cast(BoundExpression value, QualifiedType type, CastExpression syntax)
    {
        type = type.Type.Unqualified;
        switch (type.Canonical)
        {
            case FloatType:
                return Error(FloatNotSupported, syntax.Type.Span, type);
            case RecordType when TypeRelations.AreCompatible(type.Type, value.Type.Type):
                return value;
            case RecordType { IsUnion: true } union when BindUnionCast(value, union, type, syntax.Span) is { } cast:
                return cast;
            case IntegerType or EnumType or PointerType when value.Type.IsScalar():
                WarnAboutCast(value, type, syntax.Span);
                return Respan(MakeConversion(value, type), value, type, syntax.Span);
            default:
                Report(BadCast, syntax.Span, value.Type, type);
                return new BoundError(type) { Span = syntax.Span };
        }
    }

    // A cast that changes nothing must still give a value of the named type, for typeof and messages.
    private static BoundExpression Respan(BoundExpression converted, BoundExpression original, QualifiedType type, SourceSpan span)
    {
        if (converted is BoundConstant constant)
        {
            return new BoundConstant(constant.Value, type) { Span = span };
        }

        return ReferenceEquals(converted, original) ? new BoundConversion(ConversionKind.NoOp, original, type) { Span = span } : converted;
    }

    private BoundLoad? BindUnionCast(BoundExpression value, RecordType union, QualifiedType type, SourceSpan span)
    {
        foreach (var field in union.Fields ?? [])
        {
            if (!field.IsBitField && TypeRelations.AreCompatible(field.Type.Type, value.Type.Type))
            {
                var initializer = new BoundInitializer(type, [new InitializedPart(field.Offset, null, field.Type, value)], true) { Span = span };
                return new BoundLoad(new BoundCompoundLiteral(MakeLocal("", type, span), initializer) { Span = span }) { Span = span };
            }
        }

        return null;
    }
}
