// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Semantics;
using BpfSharp.Compiler.Source;

namespace BpfSharp.Compiler.Dialects;

/// <summary>Makes the typed nodes that dialects compose: one line each, so that a method's expansion reads like its C.</summary>
internal static class Build
{
    public static readonly PointerType VoidPointer = new(VoidType.Instance);

    public static BoundVariable Place(VariableSymbol variable) => new(variable);

    public static BoundLoad Load(VariableSymbol variable) => new(new BoundVariable(variable));

    public static BoundConstant Constant(Int128 value, QualifiedType type) => new(value, type);

    public static BoundAddressOf AddressOf(VariableSymbol variable) => new(new BoundVariable(variable), new PointerType(variable.Type));

    public static BoundExpression AsVoidPointer(BoundExpression pointer) => new BoundConversion(ConversionKind.Pointer, pointer, VoidPointer) { Span = pointer.Span };

    public static BoundDereference Dereference(BoundExpression pointer) => new(pointer, ((PointerType)pointer.Type.Canonical).Pointee);

    public static BoundBinary NotNull(VariableSymbol pointer) =>
        new(BoundBinaryOperator.NotEqual, Load(pointer), Constant(0, pointer.Type.Type.Unqualified), IntegerType.Int);

    public static BoundBinary IsNull(VariableSymbol pointer) =>
        new(BoundBinaryOperator.Equal, Load(pointer), Constant(0, pointer.Type.Type.Unqualified), IntegerType.Int);

    /// <summary>The scalar as an integer of the given type: extended by its own sign, truncated, or a pointer's bits.</summary>
    public static BoundExpression ToInteger(BoundExpression value, IntegerType type) => value.Type.Canonical switch
    {
        PointerType => new BoundConversion(ConversionKind.PointerToInteger, value, type) { Span = value.Span },
        IntegerType or EnumType when !ReferenceEquals(value.Type.Canonical, type) => new BoundConversion(ConversionKind.Integer, value, type) { Span = value.Span },
        _ => value,
    };

    /// <summary>A 64-bit integer as a value of a scalar type; null for records, arrays and floats.</summary>
    public static BoundExpression? FromWord(BoundExpression word, QualifiedType type)
    {
        ConversionKind? kind = type.Canonical switch
        {
            PointerType => ConversionKind.IntegerToPointer,
            IntegerType { IsBool: true } => ConversionKind.ToBool,
            IntegerType or EnumType => ConversionKind.Integer,
            _ => null,
        };
        return kind is { } k ? new BoundConversion(k, word, type.Type.Unqualified) { Span = word.Span } : null;
    }

    public static BoundLocal Declare(VariableSymbol variable, BoundExpression value) =>
        new(variable, new BoundInitializer(variable.Type, [new InitializedPart(0, null, variable.Type, value)], zeroFirst: false));

    public static BoundExpressionStatement Do(BoundExpression expression) =>
        new(new BoundConversion(ConversionKind.ToVoid, expression, VoidType.Instance));

    public static BoundExpressionStatement Assign(VariableSymbol variable, BoundExpression value) => new(new BoundAssignment(Place(variable), value));

    public static BoundStatementExpression Sequence(SourceSpan span, BoundExpression? value, params IReadOnlyList<BoundStatement> statements) =>
        new(new BoundBlock(statements) { Span = span }, value, value?.Type ?? VoidType.Instance) { Span = span };
}
