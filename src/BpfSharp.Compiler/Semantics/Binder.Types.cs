// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Source;
using BpfSharp.Compiler.Syntax;
using static BpfSharp.Compiler.Diagnostics.SemanticsDiagnostics;

namespace BpfSharp.Compiler.Semantics;

// Specifiers and declarators to types.
internal sealed partial class Binder
{
    // Types are walked recursively, part by part.
    private const int MaxDeclaratorParts = 200;
    private const long MaxObjectSize = int.MaxValue;

    // Map declarations say numbers as pointers to arrays of that length; no such array is ever made.
    private const long MaxTypeSize = 1L << 40;

    private readonly Dictionary<FunctionPart, IReadOnlyList<VariableSymbol>> boundParameters = [];

    private QualifiedType BindTypeName(TypeName syntax)
    {
        var attributes = ReadAttributes(syntax.Specifiers);
        return BindDeclarator(BindSpecifiers(syntax.Specifiers), syntax.Declarator, ReadAttributes(attributes, syntax.Declarator).PointerTag);
    }

    private QualifiedType BindSpecifiers(DeclarationSpecifiers specifiers)
    {
        var type = BindTypeSpecifier(specifiers.Type, specifiers.Span);
        return type with { Qualifiers = type.Qualifiers | specifiers.Qualifiers | AddressSpaceOf(specifiers.Attributes) };
    }

    private QualifiedType BindTypeSpecifier(TypeSpecifierSyntax? specifier, SourceSpan span)
    {
        if (!Enter(span))
        {
            return IntegerType.Int;
        }

        try
        {
            return specifier switch
            {
                BuiltinTypeSpecifier builtin => BuiltinTypeOf(builtin.Type),
                TypedefNameSpecifier name => BindTypedefName(name),
                RecordSpecifier record => BindRecord(record),
                EnumSpecifier enumeration => BindEnum(enumeration),
                TypeofSpecifier { Type: { } type } => BindTypeName(type),
                TypeofSpecifier { Expression: { } expression } => BindUnevaluated(expression) is var operand && operand is BoundError ? IntegerType.Unknown : operand.Type,
                AutoTypeSpecifier => BindMisplacedAutoType(specifier.Span),
                _ => BindMissingType(span),
            };
        }
        finally
        {
            Leave();
        }
    }

    private QualifiedType BindMissingType(SourceSpan span)
    {
        if (!Diagnostics.HasErrors)
        {
            Report(SyntaxDiagnostics.Expected, span, "a type", "here"); // the parser says so too, and better
        }

        return IntegerType.Unknown;
    }

    private QualifiedType BindMisplacedAutoType(SourceSpan span)
    {
        Report(AutoTypeNeedsInitializer, span);
        return IntegerType.Int;
    }

    private QualifiedType BindTypedefName(TypedefNameSpecifier syntax)
    {
        if (FindSymbol(syntax.Name) is TypedefSymbol typedef)
        {
            return typedef.Type;
        }

        if (syntax.Name == "__builtin_va_list")
        {
            return new PointerType(VoidType.Instance);
        }

        ReportUndeclared(SyntaxDiagnostics.UnknownTypeName, SyntaxDiagnostics.UnknownTypeNameDidYouMean, syntax.Span, syntax.Name);
        return IntegerType.Unknown;
    }

    private static CType BuiltinTypeOf(BuiltinType type) => type switch
    {
        BuiltinType.Void => VoidType.Instance,
        BuiltinType.Bool => IntegerType.Bool,
        BuiltinType.Char => IntegerType.Char,
        BuiltinType.SignedChar => IntegerType.SignedChar,
        BuiltinType.UnsignedChar => IntegerType.UnsignedChar,
        BuiltinType.Short => IntegerType.Short,
        BuiltinType.UnsignedShort => IntegerType.UnsignedShort,
        BuiltinType.Int => IntegerType.Int,
        BuiltinType.UnsignedInt => IntegerType.UnsignedInt,
        BuiltinType.Long => IntegerType.Long,
        BuiltinType.UnsignedLong => IntegerType.UnsignedLong,
        BuiltinType.LongLong => IntegerType.LongLong,
        BuiltinType.UnsignedLongLong => IntegerType.UnsignedLongLong,
        BuiltinType.Int128 => IntegerType.Int128,
        BuiltinType.UnsignedInt128 => IntegerType.UnsignedInt128,
        BuiltinType.Float => new FloatType("float", 4),
        BuiltinType.Double => new FloatType("double", 8),
        _ => new FloatType("long double", 16),
    };

    /// <summary>Wraps the parts around the base type, the farthest from the name first.</summary>
    private QualifiedType BindDeclarator(QualifiedType type, DeclaratorSyntax declarator, string? pointerTag)
    {
        if (declarator.Parts.Count > MaxDeclaratorParts)
        {
            Report(NestedTooDeeply, declarator.Span);
            return IntegerType.Int;
        }

        for (var i = declarator.Parts.Count - 1; i >= 0; i--)
        {
            switch (declarator.Parts[i])
            {
                case PointerPart pointer:
                    var attributes = ReadAttributes(pointer);
                    type = new QualifiedType(new PointerType(type) { Tag = attributes.PointerTag ?? pointerTag }, pointer.Qualifiers | AddressSpaceOf(pointer.Attributes));
                    pointerTag = null;
                    break;
                case ArrayPart array:
                    type = BindArray(type, array, declarator.Span);
                    break;
                case FunctionPart functionPart:
                    type = BindFunctionType(type, functionPart);
                    break;
            }
        }

        return type with { Qualifiers = type.Qualifiers | AddressSpaceOf(declarator.Attributes) };
    }

    private QualifiedType BindArray(QualifiedType element, ArrayPart array, SourceSpan span)
    {
        span = array.Span.Start.IsKnown ? array.Span : span;
        if (element.Canonical is FunctionType or VoidType || !element.Type.IsComplete)
        {
            Report(ArrayOfIncomplete, span, element);
            element = IntegerType.Int;
        }

        return array.Size is null ? new ArrayType(element, null) : new ArrayType(element, ArrayLength(array.Size, element));
    }

    private long ArrayLength(ExpressionSyntax size, QualifiedType element)
    {
        var value = BindValue(size);
        if (value is BoundError)
        {
            return 1;
        }

        if (!value.Type.IsInteger())
        {
            Report(ArraySizeNotInteger, size.Span, value.Type);
            return 1;
        }

        if (!folding.TryEvaluate(value, out var length))
        {
            Report(VariableLengthArray, size.Span);
            return 1;
        }

        if (length < 0)
        {
            Report(NegativeArraySize, size.Span, length);
            return 1;
        }

        if (length * Math.Max(1, element.Type.Size) > MaxTypeSize)
        {
            Report(ArrayTooLarge, size.Span, length);
            return 1;
        }

        return (long)length;
    }

    private QualifiedType BindFunctionType(QualifiedType result, FunctionPart part)
    {
        if (result.Canonical is ArrayType or FunctionType)
        {
            Report(BadFunctionResult, part.Span, result);
            result = IntegerType.Int;
        }

        var parameters = BindParameters(part);
        boundParameters[part] = parameters;
        var types = new QualifiedType[parameters.Count];
        for (var i = 0; i < types.Length; i++)
        {
            types[i] = parameters[i].Type.Type.Unqualified;
        }

        return new FunctionType(result, types, part.IsVariadic, part.HasPrototype);
    }

    private List<VariableSymbol> BindParameters(FunctionPart part)
    {
        var parameters = new List<VariableSymbol>();
        foreach (var syntax in part.Parameters)
        {
            var attributes = ReadAttributes(ReadAttributes(syntax.Specifiers), syntax.Declarator);
            var type = Adjust(BindDeclarator(BindSpecifiers(syntax.Specifiers), syntax.Declarator, attributes.PointerTag));
            if (type.IsVoid())
            {
                if (part.Parameters.Count == 1 && syntax.Declarator.Name is null)
                {
                    return parameters;
                }

                Report(VoidParameter, syntax.Span);
                type = IntegerType.Int;
            }

            var span = syntax.Declarator.Name is { } name ? name.Span : syntax.Span;
            type = OutsideArena(type, "parameter", syntax.Declarator.Name?.Text ?? "", span);
            parameters.Add(new VariableSymbol(syntax.Declarator.Name?.Text ?? "", span, type, VariableStorage.Parameter) { DeclTags = attributes.DeclTags });
        }

        return parameters;
    }

    /// <summary>The type without its address space where only global variables can have one; says so when it had.</summary>
    private QualifiedType OutsideArena(QualifiedType type, string kind, string name, SourceSpan span)
    {
        if (!type.IsInArena)
        {
            return type;
        }

        Report(NotInArena, span, kind, name);
        return IntegerType.Unknown;
    }

    /// <summary>Arrays and functions as parameters are pointers.</summary>
    private static QualifiedType Adjust(QualifiedType type) => type.Canonical switch
    {
        ArrayType array => new PointerType(ElementOf(array, type)),
        FunctionType => new PointerType(type),
        _ => type,
    };

    /// <summary>The element type with the qualifiers put on the array as a whole.</summary>
    private static QualifiedType ElementOf(ArrayType array, QualifiedType whole) =>
        array.Element with { Qualifiers = array.Element.Qualifiers | whole.AllQualifiers };

    /// <summary>Binds what is only asked for its type.</summary>
    private BoundExpression BindUnevaluated(ExpressionSyntax syntax)
    {
        unreachable++;
        var operand = BindExpression(syntax);
        unreachable--;
        return operand;
    }

    /// <summary>An integer constant the program must give; reports when it does not.</summary>
    private bool TryBindConstant(ExpressionSyntax syntax, out Int128 value)
    {
        var bound = BindValue(syntax);
        if (bound.Type.IsInteger() && folding.TryEvaluate(bound, out value))
        {
            return true;
        }

        value = 0;
        if (bound is not BoundError)
        {
            Report(NotConstant, syntax.Span);
        }

        return false;
    }
}
