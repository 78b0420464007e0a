// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Dialects;
using BpfSharp.Compiler.Preprocessing;
using BpfSharp.Compiler.Source;
using BpfSharp.Compiler.Syntax;
using static BpfSharp.Compiler.Diagnostics.SemanticsDiagnostics;

namespace BpfSharp.Compiler.Semantics;

internal sealed partial class Binder
{
    /// <summary>The expression as it stands: an lvalue stays one.</summary>
    public BoundExpression BindExpression(ExpressionSyntax syntax)
    {
        if (!Enter(syntax.Span))
        {
            return Silent(syntax.Span);
        }

        var result = Dispatch(syntax);
        Leave();
        return result;
    }

    private BoundExpression Dispatch(ExpressionSyntax syntax) => syntax switch
    {
        IdentifierExpression identifier => BindIdentifier(identifier),
        LiteralExpression literal => BindLiteral(literal),
        StringExpression text => BindString(text),
        UnaryExpression unary => BindUnary(unary),
        BinaryExpression binary => BindBinary(binary),
        AssignmentExpression assignment => BindAssignment(assignment),
        ConditionalExpression conditional => BindConditional(conditional),
        CallExpression call => BindCall(call),
        IndexExpression index => BindIndex(index),
        MemberExpression member => BindMember(member),
        CastExpression cast => BindCast(cast),
        SizeofExpression size => BindSizeof(size),
        CompoundLiteralExpression literal => BindCompoundLiteral(literal),
        StatementExpression block => BindStatementExpression(block),
        GenericExpression generic => BindGeneric(generic),
        TypesCompatibleExpression question => BindTypesCompatible(question),
        OffsetofExpression offset => BindOffsetof(offset),
        ChooseExpression choice => BindChoose(choice),
        _ => Silent(syntax.Span),
    };

    private BoundExpression BindIdentifier(IdentifierExpression syntax)
    {
        var span = syntax.Span;
        switch (FindSymbol(syntax.Name))
        {
            case VariableSymbol variable when IsUnknown(variable.Type):
                return Silent(span);
            case VariableSymbol variable when HelperNumber(variable) is { } number:
                return new BoundConstant(number, variable.Type.Type.Unqualified) { Span = span };
            case VariableSymbol variable:
                return Mention(variable, span);
            case FunctionSymbol symbol:
                symbol.IsUsed = true;
                return new BoundFunction(symbol) { Span = span };
            case EnumeratorSymbol enumerator:
                return new BoundConstant(EnumeratorValue(enumerator), enumerator.Type.Type.Unqualified) { Enum = enumerator.Enum, Span = span };
            case HelperSymbol helper:
                return new BoundConstant(helper.Id, new PointerType(helper.Type)) { Span = span };
            case TypedefSymbol:
                return Error(TypeAsExpression, span, syntax.Name);
        }

        if (syntax.Name is "__func__" or "__FUNCTION__" or "__PRETTY_FUNCTION__")
        {
            return MakeString(System.Text.Encoding.UTF8.GetBytes(function?.Symbol.Name ?? ""), span);
        }

        ReportUndeclared(UndeclaredIdentifier, UndeclaredIdentifierDidYouMean, span, syntax.Name);
        return Silent(span);
    }

    private BoundVariable Mention(VariableSymbol variable, SourceSpan span)
    {
        variable.IsUsed = true;
        if (variable.HasStaticStorage)
        {
            ListGlobal(variable);
        }

        return new BoundVariable(variable) { Span = span };
    }

    // libbpf's generated header declares helpers as static pointers to functions, holding the helper's number.
    private static Int128? HelperNumber(VariableSymbol variable) =>
        variable is { Storage: VariableStorage.Static, Type.Canonical: PointerType { Pointee.Canonical: FunctionType }, Initializer.Items: [{ Value: BoundConstant { Value: var number } }] }
        && number != 0 ? number : null;

    // Enumerators carry 64 bits; those of an unsigned type above the signed range are stored as negative.
    private static Int128 EnumeratorValue(EnumeratorSymbol enumerator) =>
        ArithmeticConversions.IntegerOf(enumerator.Type.Type) is { } type ? ArithmeticConversions.Wrap(enumerator.Value, type) : enumerator.Value;

    private BoundExpression BindLiteral(LiteralExpression syntax)
    {
        var token = syntax.Token;
        if (token.Kind == TokenKind.Character)
        {
            WarnAboutEscapes(token);
            return StringLiterals.TryDecodeCharacter(token, out var value, out var wrong)
                ? new BoundConstant(value, IntegerType.Int) { Span = syntax.Span }
                : Error(wrong!, syntax.Span);
        }

        return NumberLiteral.TryParse(token.Text, out var number, out var error)
            ? new BoundConstant(number.Value, number.Type) { Span = syntax.Span }
            : Error(error!, syntax.Span, token.Text);
    }

    private void WarnAboutEscapes(Token token)
    {
        if (StringLiterals.UnknownEscape(token.Text) is { } letter)
        {
            Report(UnknownEscape, token.Span, letter);
        }
        else if (token.Kind == TokenKind.Character && token.Text[0] == '\'' && token.Text.Length is 4 or 5 && !token.Text.Contains('\\', StringComparison.Ordinal))
        {
            Report(MultiCharacter, token.Span, token.Text.Length - 2);
        }
    }

    private BoundExpression BindString(StringExpression syntax)
    {
        foreach (var part in syntax.Parts)
        {
            WarnAboutEscapes(part);
        }

        return DecodeString(syntax);
    }

    private BoundExpression DecodeString(StringExpression syntax) =>
        StringLiterals.TryDecode(syntax, out var bytes, out var error) ? MakeString(bytes, syntax.Span) : Error(error!, syntax.Span);

    private static BoundString MakeString(byte[] text, SourceSpan span)
    {
        byte[] terminated = [.. text, 0];
        return new BoundString(terminated, new ArrayType(IntegerType.Char, terminated.Length)) { Span = span };
    }

    private BoundExpression BindConditional(ConditionalExpression syntax)
    {
        var condition = BindCondition(syntax.Condition);
        var whenTrue = syntax.WhenTrue is null ? condition : BindWhenTaken(condition, true, syntax.WhenTrue);
        var whenFalse = BindWhenTaken(condition, false, syntax.WhenFalse);
        if (condition is BoundError || whenTrue is BoundError || whenFalse is BoundError)
        {
            // The type of the good arm keeps what follows from being misjudged.
            var known = whenTrue is BoundError ? whenFalse : whenTrue;
            return new BoundError(known.Type) { Span = syntax.Span };
        }

        if (ConditionalType(whenTrue, whenFalse, syntax.Span) is not { } type)
        {
            return Error(ConditionalMismatch, syntax.Span, whenTrue.Type, whenFalse.Type);
        }

        var left = ConvertArm(whenTrue, type);
        var right = ConvertArm(whenFalse, type);
        return syntax.WhenTrue is null
            ? new BoundConditional(left, null, right, type) { Span = syntax.Span }
            : new BoundConditional(condition, left, right, type) { Span = syntax.Span };
    }

    private static BoundExpression ConvertArm(BoundExpression value, QualifiedType type) =>
        type.Canonical is RecordType || (type.IsVoid() && value.Type.IsVoid()) ? value : MakeConversion(value, type);

    private QualifiedType? ConditionalType(BoundExpression left, BoundExpression right, SourceSpan span)
    {
        if (left.Type.IsInteger() && right.Type.IsInteger())
        {
            return ArithmeticConversions.Common(ArithmeticConversions.PromotedType(left), ArithmeticConversions.PromotedType(right));
        }

        if (left.Type.IsVoid() || right.Type.IsVoid())
        {
            return VoidType.Instance;
        }

        if (left.Type.Canonical is RecordType)
        {
            return TypeRelations.AreCompatible(left.Type.Type, right.Type.Type) ? left.Type : (QualifiedType?)null;
        }

        if (IsIntoOtherSpace(left.Type, right.Type) && !IsNullPointer(left) && !IsNullPointer(right))
        {
            Report(AddressSpacesMeet, span, left.Type, right.Type);
        }

        return left.Type.IsScalar() && right.Type.IsScalar() ? CommonPointer(left, right, span) : (QualifiedType?)null;
    }

    /// <summary>The pointer type that both sides of a conditional or comparison become; at least one is a pointer.</summary>
    private QualifiedType CommonPointer(BoundExpression left, BoundExpression right, SourceSpan span)
    {
        if (left.Type.Canonical is not PointerType a || IsNullPointer(left))
        {
            WarnIfInteger(left, right, span);
            return right.Type.IsPointer() ? right.Type : left.Type;
        }

        if (right.Type.Canonical is not PointerType b || IsNullPointer(right))
        {
            WarnIfInteger(right, left, span);
            return left.Type;
        }

        if (a.Pointee.IsInArena != b.Pointee.IsInArena)
        {
            return left.Type; // the other is converted
        }

        var qualifiers = a.Pointee.AllQualifiers | b.Pointee.AllQualifiers;
        if (a.Pointee.IsVoid() || b.Pointee.IsVoid())
        {
            return new PointerType(new QualifiedType(VoidType.Instance, qualifiers));
        }

        if (TypeRelations.Compare(new PointerType(a.Pointee with { Qualifiers = qualifiers }), b) == PointerAssignment.Incompatible)
        {
            Report(PointerMismatch, span, left.Type, right.Type);
            return new PointerType(new QualifiedType(VoidType.Instance, qualifiers));
        }

        return qualifiers == a.Pointee.AllQualifiers ? left.Type : new PointerType(a.Pointee with { Qualifiers = qualifiers }) { Tag = a.Tag };
    }

    private void WarnIfInteger(BoundExpression value, BoundExpression other, SourceSpan span)
    {
        if (value.Type.IsInteger() && !IsNullPointer(value))
        {
            Report(PointerAndInteger, span, other.Type, value.Type);
        }
    }

    private BoundExpression BindStatementExpression(StatementExpression syntax)
    {
        if (function is null)
        {
            return Error(StatementExpressionOutside, syntax.Span);
        }

        var outer = scope;
        scope = new Scope(outer);
        var statements = new List<BoundStatement>();
        BoundExpression? value = null;
        var items = syntax.Body.Items;
        for (var i = 0; i < items.Count; i++)
        {
            var item = items[i];
            if (i < items.Count - 1)
            {
                BindStatement(item, statements);
                continue;
            }

            // "({ …; out: x; })" has the value of x.
            for (; item is LabeledStatement labeled; item = labeled.Body)
            {
                statements.Add(BindLabel(labeled));
            }

            if (item is ExpressionStatement { Expression: { } last })
            {
                value = BindValue(last);
            }
            else
            {
                BindStatement(item, statements);
            }
        }

        if (value is not null && value.Type.IsVoid())
        {
            statements.Add(new BoundExpressionStatement(value) { Span = value.Span });
            value = null;
        }

        if (value is not null and not BoundError && !ReferenceEquals(scope.Cleanups, outer.Cleanups))
        {
            var result = NewResult(value, value.Span);
            statements.Add(Build.Declare(result, value));
            value = Build.Load(result);
        }

        RunCleanups(scope.Cleanups, outer.Cleanups, statements);
        scope = outer;

        var body = new BoundBlock(statements) { Span = syntax.Body.Span };
        return new BoundStatementExpression(body, value, value is null ? VoidType.Instance : value.Type.Type.Unqualified) { Span = syntax.Span };
    }
}
