// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Preprocessing;

namespace BpfSharp.Compiler.Syntax;

internal sealed class TranslationUnit(IReadOnlyList<SyntaxNode> items) : SyntaxNode
{
    /// <summary><see cref="DeclarationSyntax"/>, <see cref="FunctionDefinitionSyntax"/> and <see cref="StaticAssertSyntax"/> in source order.</summary>
    public IReadOnlyList<SyntaxNode> Items { get; } = items;
}

/// <summary><c>specifiers declarator = initializer, …;</c></summary>
internal class DeclarationSyntax(DeclarationSpecifiers specifiers, IReadOnlyList<InitDeclarator> declarators) : SyntaxNode
{
    public DeclarationSpecifiers Specifiers { get; } = specifiers;
    public IReadOnlyList<InitDeclarator> Declarators { get; } = declarators;
}

internal sealed class FunctionDefinitionSyntax(DeclarationSpecifiers specifiers, DeclaratorSyntax declarator, CompoundStatement body) : SyntaxNode
{
    public DeclarationSpecifiers Specifiers { get; } = specifiers;
    public DeclaratorSyntax Declarator { get; } = declarator;
    public CompoundStatement Body { get; } = body;
}

/// <summary>Also a statement-level declaration: there it is a <see cref="DeclarationSyntax"/> without declarators.</summary>
internal sealed class StaticAssertSyntax(ExpressionSyntax condition, StringExpression? message)
    : DeclarationSyntax(new DeclarationSpecifiers(), [])
{
    public ExpressionSyntax Condition { get; } = condition;
    public StringExpression? Message { get; } = message;
}

internal sealed class InitDeclarator(DeclaratorSyntax declarator, InitializerSyntax? initializer) : SyntaxNode
{
    public DeclaratorSyntax Declarator { get; } = declarator;
    public InitializerSyntax? Initializer { get; } = initializer;
}

internal enum StorageClass
{
    None, Typedef, Extern, Static, Auto, Register,
}

[Flags]
internal enum TypeQualifiers
{
    None = 0, Const = 1, Volatile = 2, Restrict = 4, Atomic = 8,
    /// <summary>__attribute__((address_space(1))): in an arena.</summary>
    Arena = 16,
}

internal sealed class DeclarationSpecifiers : SyntaxNode
{
    public StorageClass Storage { get; init; }
    public TypeQualifiers Qualifiers { get; init; }
    public bool IsInline { get; init; }

    /// <summary>Null when the declaration named no type: an error in C99, "int" in old C.</summary>
    public TypeSpecifierSyntax? Type { get; init; }
    public IReadOnlyList<AttributeSyntax> Attributes { get; init; } = [];
    public IReadOnlyList<SizeofExpression> Alignas { get; init; } = [];
}

internal abstract class TypeSpecifierSyntax : SyntaxNode;

/// <summary>void, _Bool, char, the integer types, float and double, spelled by any mix of keywords.</summary>
internal sealed class BuiltinTypeSpecifier(BuiltinType type) : TypeSpecifierSyntax
{
    public BuiltinType Type { get; } = type;
}

internal enum BuiltinType
{
    Void, Bool, Char, SignedChar, UnsignedChar, Short, UnsignedShort, Int, UnsignedInt, Long, UnsignedLong, LongLong, UnsignedLongLong,
    Int128, UnsignedInt128, Float, Double, LongDouble,
}

internal sealed class TypedefNameSpecifier(string name) : TypeSpecifierSyntax
{
    public string Name { get; } = name;
}

/// <summary><c>struct tag</c>, <c>struct tag { … }</c>, <c>struct { … }</c> and the same for unions.</summary>
internal sealed class RecordSpecifier(bool isUnion, string? tag, IReadOnlyList<SyntaxNode>? members, IReadOnlyList<AttributeSyntax> attributes) : TypeSpecifierSyntax
{
    public bool IsUnion { get; } = isUnion;
    public string? Tag { get; } = tag;

    /// <summary>Null without a body. <see cref="FieldDeclaration"/> and <see cref="StaticAssertSyntax"/>.</summary>
    public IReadOnlyList<SyntaxNode>? Members { get; } = members;
    public IReadOnlyList<AttributeSyntax> Attributes { get; } = attributes;

    /// <summary>#pragma pack in force here; null without.</summary>
    public int? Pack { get; init; }

    /// <summary>A pragma gives it preserve_access_index.</summary>
    public bool PreservesAccessIndex { get; init; }
}

internal sealed class FieldDeclaration(DeclarationSpecifiers specifiers, IReadOnlyList<FieldDeclarator> declarators) : SyntaxNode
{
    public DeclarationSpecifiers Specifiers { get; } = specifiers;

    /// <summary>Empty for anonymous members.</summary>
    public IReadOnlyList<FieldDeclarator> Declarators { get; } = declarators;
}

/// <summary>A field's declarator, nameless for padding bit-fields.</summary>
internal sealed class FieldDeclarator(DeclaratorSyntax declarator, ExpressionSyntax? bitWidth) : SyntaxNode
{
    public DeclaratorSyntax Declarator { get; } = declarator;
    public ExpressionSyntax? BitWidth { get; } = bitWidth;
}

internal sealed class EnumSpecifier(string? tag, IReadOnlyList<EnumeratorSyntax>? enumerators, TypeName? underlying, IReadOnlyList<AttributeSyntax> attributes) : TypeSpecifierSyntax
{
    public string? Tag { get; } = tag;
    public IReadOnlyList<EnumeratorSyntax>? Enumerators { get; } = enumerators;
    public TypeName? Underlying { get; } = underlying;
    public IReadOnlyList<AttributeSyntax> Attributes { get; } = attributes;
}

internal sealed class EnumeratorSyntax(Token name, ExpressionSyntax? value) : SyntaxNode
{
    public Token Name { get; } = name;
    public ExpressionSyntax? Value { get; } = value;
}

/// <summary><c>typeof(expression)</c> or <c>typeof(type)</c>; exactly one is set.</summary>
internal sealed class TypeofSpecifier(ExpressionSyntax? expression, TypeName? type) : TypeSpecifierSyntax
{
    public ExpressionSyntax? Expression { get; } = expression;
    public TypeName? Type { get; } = type;
}

/// <summary>GNU <c>__auto_type</c>.</summary>
internal sealed class AutoTypeSpecifier : TypeSpecifierSyntax;

/// <summary>A type as in casts and sizeof: specifiers and a declarator without a name.</summary>
internal sealed class TypeName(DeclarationSpecifiers specifiers, DeclaratorSyntax declarator) : SyntaxNode
{
    public DeclarationSpecifiers Specifiers { get; } = specifiers;
    public DeclaratorSyntax Declarator { get; } = declarator;
}

/// <summary>What stands around a declared name. <c>char *a[3]</c> has the parts Array(3), Pointer: nearest to the name first.</summary>
internal sealed class DeclaratorSyntax : SyntaxNode
{
    /// <summary>Null for abstract declarators.</summary>
    public Token? Name { get; init; }
    public IReadOnlyList<DeclaratorPart> Parts { get; init; } = [];

    /// <summary>Another name for the symbol, which means nothing to BPF programs but where it is one of LLVM's intrinsic functions.</summary>
    public StringExpression? AsmLabel { get; init; }
    public IReadOnlyList<AttributeSyntax> Attributes { get; init; } = [];
}

internal abstract class DeclaratorPart : SyntaxNode;

internal sealed class PointerPart(TypeQualifiers qualifiers, IReadOnlyList<AttributeSyntax> attributes) : DeclaratorPart
{
    public TypeQualifiers Qualifiers { get; } = qualifiers;
    public IReadOnlyList<AttributeSyntax> Attributes { get; } = attributes;
}

/// <summary><c>[size]</c>; no size for <c>[]</c>.</summary>
internal sealed class ArrayPart(ExpressionSyntax? size) : DeclaratorPart
{
    public ExpressionSyntax? Size { get; } = size;
}

/// <summary><c>(parameters)</c>; <see cref="HasPrototype"/> is false for <c>()</c>.</summary>
internal sealed class FunctionPart(IReadOnlyList<ParameterSyntax> parameters, bool isVariadic, bool hasPrototype) : DeclaratorPart
{
    public IReadOnlyList<ParameterSyntax> Parameters { get; } = parameters;
    public bool IsVariadic { get; } = isVariadic;
    public bool HasPrototype { get; } = hasPrototype;
}

internal sealed class ParameterSyntax(DeclarationSpecifiers specifiers, DeclaratorSyntax declarator) : SyntaxNode
{
    public DeclarationSpecifiers Specifiers { get; } = specifiers;
    public DeclaratorSyntax Declarator { get; } = declarator;
}

/// <summary>One attribute of <c>__attribute__((name(arguments), …))</c>, name without surrounding underscores.</summary>
internal sealed class AttributeSyntax(string name, IReadOnlyList<ExpressionSyntax> arguments) : SyntaxNode
{
    public string Name { get; } = name;
    public IReadOnlyList<ExpressionSyntax> Arguments { get; } = arguments;
}

internal abstract class InitializerSyntax : SyntaxNode;

internal sealed class ExpressionInitializer(ExpressionSyntax value) : InitializerSyntax
{
    public ExpressionSyntax Value { get; } = value;
}

internal sealed class InitializerListSyntax(IReadOnlyList<InitializerItem> items) : InitializerSyntax
{
    public IReadOnlyList<InitializerItem> Items { get; } = items;
}

internal sealed class InitializerItem(IReadOnlyList<DesignatorSyntax> designators, InitializerSyntax value) : SyntaxNode
{
    public IReadOnlyList<DesignatorSyntax> Designators { get; } = designators;
    public InitializerSyntax Value { get; } = value;
}

/// <summary><c>.name</c>, <c>[index]</c> or GNU's <c>[low ... high]</c>.</summary>
internal sealed class DesignatorSyntax(string? field, ExpressionSyntax? index, ExpressionSyntax? high) : SyntaxNode
{
    public string? Field { get; } = field;
    public ExpressionSyntax? Index { get; } = index;
    public ExpressionSyntax? High { get; } = high;
}
