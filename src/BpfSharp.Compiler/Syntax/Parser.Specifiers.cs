// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Preprocessing;

namespace BpfSharp.Compiler.Syntax;

internal sealed partial class Parser
{
    // specifiers: (storage-class | qualifier | function-specifier | alignas | attribute | type-specifier)+
    private DeclarationSpecifiers ParseDeclarationSpecifiers()
    {
        var start = tokens.Current.Location;
        var storage = StorageClass.None;
        var qualifiers = TypeQualifiers.None;
        var isInline = false;
        var firstAttribute = attributeStack.Count;
        List<SizeofExpression>? alignas = null;
        var words = new TypeWords();
        TypeSpecifierSyntax? type = null;
        while (!isPanicking)
        {
            switch (Kind)
            {
                case TokenKind.Typedef or TokenKind.Extern or TokenKind.Static or TokenKind.Auto or TokenKind.Register:
                    storage = TakeStorageClass(storage);
                    continue;
                case TokenKind.Const or TokenKind.Volatile or TokenKind.Restrict or TokenKind.Atomic:
                    qualifiers |= TakeQualifier();
                    continue;
                case TokenKind.Inline:
                    isInline = true;
                    tokens.Take();
                    continue;
                case TokenKind.ThreadLocal:
                    ReportAndContinue(SyntaxDiagnostics.ThreadLocal, tokens.Take().Span);
                    continue;
                case TokenKind.Complex:
                    ReportAndContinue(SyntaxDiagnostics.ComplexNumbers, tokens.Current.Span, tokens.Take().Text);
                    continue;
                case TokenKind.Noreturn or TokenKind.Extension:
                    tokens.Take();
                    continue;
                case TokenKind.Attribute:
                    ParseAttributes(attributeStack);
                    continue;
                case TokenKind.Alignas:
                    (alignas ??= []).Add(ParseAlignas());
                    continue;
                case TokenKind.Struct or TokenKind.Union or TokenKind.Enum or TokenKind.Typeof or TokenKind.AutoType when type is null:
                    if (!words.IsEmpty)
                    {
                        ReportAndContinue(SyntaxDiagnostics.InvalidTypeCombination, tokens.Current.Span, tokens.Current.Text, words.ToString());
                        words = new TypeWords();
                    }

                    type = ParseTypeSpecifier();
                    continue;
                case TokenKind.Identifier when type is null && words.IsEmpty && StartsTypedefName():
                    type = ParseTypedefName();
                    continue;
            }

            if (!TypeWords.IsTypeWord(Kind))
            {
                break;
            }

            if (type is not null && IsSemicolonForgotten(type))
            {
                break;
            }

            if (type is not null || !words.TryAdd(Kind))
            {
                ReportAndContinue(SyntaxDiagnostics.InvalidTypeCombination, tokens.Current.Span, tokens.Current.Text, words.IsEmpty ? Describe(type!) : words.ToString());
            }

            tokens.Take();
        }

        var span = SpanFrom(start);
        return new DeclarationSpecifiers
        {
            Storage = storage, Qualifiers = qualifiers, IsInline = isInline, Attributes = Cut(attributeStack, firstAttribute), Alignas = (IReadOnlyList<SizeofExpression>?)alignas ?? [], Span = span,
            Type = type ?? (words.IsEmpty ? null : new BuiltinTypeSpecifier(words.Resolve()) { Span = span }),
        };
    }

    private StorageClass TakeStorageClass(StorageClass before)
    {
        var token = tokens.Take();
        var storage = token.Kind switch
        {
            TokenKind.Typedef => StorageClass.Typedef,
            TokenKind.Extern => StorageClass.Extern,
            TokenKind.Static => StorageClass.Static,
            TokenKind.Register => StorageClass.Register,
            _ => StorageClass.Auto,
        };
        if (before != StorageClass.None && before != storage)
        {
            ReportAndContinue(SyntaxDiagnostics.MultipleStorageClasses, token.Span, token.Text, before.ToString().ToLowerInvariant());
        }

        return storage;
    }

    private TypeQualifiers TakeQualifier() => tokens.Take().Kind switch
    {
        TokenKind.Const => TypeQualifiers.Const,
        TokenKind.Volatile => TypeQualifiers.Volatile,
        TokenKind.Restrict => TypeQualifiers.Restrict,
        _ => TypeQualifiers.Atomic,
    };

    /// <summary>True when the current identifier is a type's name here; an unknown name in a type's place is reported as such.</summary>
    private bool StartsTypedefName()
    {
        if (names.IsTypeName(tokens.Current.Text))
        {
            return true;
        }

        // "foo bar" and "foo *bar;" can only have been meant as a declaration.
        var next = tokens.PeekNext().Kind;
        return next == TokenKind.Identifier || IsUnknownPointerType(next);
    }

    private TypedefNameSpecifier ParseTypedefName()
    {
        var token = tokens.Take();
        if (!names.IsTypeName(token.Text))
        {
            ReportUnknownType(token);
        }

        return new TypedefNameSpecifier(token.Text) { Span = token.Span };
    }

    private TypeSpecifierSyntax ParseTypeSpecifier() => Kind switch
    {
        TokenKind.Struct or TokenKind.Union => ParseRecord(),
        TokenKind.Enum => ParseEnum(),
        TokenKind.Typeof => ParseTypeof(),
        _ => new AutoTypeSpecifier { Span = tokens.Take().Span },
    };

    // typeof: 'typeof' '(' (type-name | expression) ')'
    private TypeofSpecifier ParseTypeof()
    {
        var start = tokens.Take().Location;
        var open = tokens.Current;
        Expect(TokenKind.OpenParen, "'('", "after 'typeof'");
        TypeName? type = null;
        ExpressionSyntax? expression = null;
        if (StartsType())
        {
            type = ParseTypeName();
        }
        else
        {
            expression = ParseExpression();
        }

        ExpectClosing(TokenKind.CloseParen, "')'", open);
        return new TypeofSpecifier(expression, type) { Span = SpanFrom(start) };
    }

    // alignas: '_Alignas' '(' (type-name | constant) ')'
    private SizeofExpression ParseAlignas()
    {
        var start = tokens.Take().Location;
        var open = tokens.Current;
        Expect(TokenKind.OpenParen, "'('", "after '_Alignas'");
        var type = StartsType() ? ParseTypeName() : null;
        var operand = type is null ? ParseConditional() : null;
        ExpectClosing(TokenKind.CloseParen, "')'", open);
        return new SizeofExpression(isAlignof: true, operand, type) { Span = SpanFrom(start) };
    }

    // record: ('struct' | 'union') attributes [tag] ['{' member* '}' attributes]
    private RecordSpecifier ParseRecord()
    {
        var keyword = tokens.Take();
        var (pack, isPreserved) = (tokens.Layout.Pack, tokens.Layout.PreservesAccessIndex);
        var firstAttribute = attributeStack.Count;
        ParseAttributes(attributeStack);
        var tag = Kind == TokenKind.Identifier ? tokens.Take().Text : null;
        names.DeclareTag(tag, keyword.Text);
        List<SyntaxNode>? members = null;
        if (Kind == TokenKind.OpenBrace)
        {
            members = ParseMembers();
            ParseAttributes(attributeStack);
        }
        else if (tag is null)
        {
            Report(SyntaxDiagnostics.Expected, tokens.Current.Span, "a name or '{'", $"after '{keyword.Text}'");
        }

        return new RecordSpecifier(keyword.Kind == TokenKind.Union, tag, members, Cut(attributeStack, firstAttribute))
        {
            Span = SpanFrom(keyword.Location), Pack = pack, PreservesAccessIndex = isPreserved,
        };
    }

    private List<SyntaxNode> ParseMembers()
    {
        var open = tokens.Take();
        var members = new List<SyntaxNode>();
        if (TryEnter())
        {
            while (Kind is not (TokenKind.CloseBrace or TokenKind.EndOfFile))
            {
                var before = tokens.Position;
                isReported = false;
                if (Kind == TokenKind.StaticAssert)
                {
                    members.Add(ParseStaticAssert());
                }
                else if (!TryTake(TokenKind.Semicolon) && !TryTake(TokenKind.Pragma))
                {
                    members.Add(ParseField());
                }

                if (isPanicking)
                {
                    Recover(before);
                }
            }

            ExpectClosing(TokenKind.CloseBrace, "'}'", open);
        }

        Leave();
        return members;
    }

    // field: specifiers [field-declarator (',' field-declarator)*] ';'
    private FieldDeclaration ParseField()
    {
        var start = tokens.Current.Location;
        var specifiers = ParseDeclarationSpecifiers();
        var first = fieldStack.Count;
        if (Kind != TokenKind.Semicolon)
        {
            do
            {
                fieldStack.Add(ParseFieldDeclarator(specifiers));
            }
            while (!isPanicking && TryTake(TokenKind.Comma));
        }

        ExpectSemicolon("after member");

        return new FieldDeclaration(specifiers, Cut(fieldStack, first)) { Span = SpanFrom(start) };
    }

    // field-declarator: [declarator] [':' constant] attributes
    private FieldDeclarator ParseFieldDeclarator(DeclarationSpecifiers specifiers)
    {
        var start = tokens.Current.Location;
        var declarator = Kind == TokenKind.Colon ? new DeclaratorSyntax { Span = tokens.Current.Span } : ParseDeclarator();
        if (!isPanicking)
        {
            RequireType(specifiers, declarator);
        }

        var width = TryTake(TokenKind.Colon) ? ParseConditional() : null;
        if (Kind == TokenKind.Attribute)
        {
            var attributes = new List<AttributeSyntax>(declarator.Attributes);
            ParseAttributes(attributes);
            declarator = new DeclaratorSyntax { Name = declarator.Name, Parts = declarator.Parts, Attributes = attributes, Span = declarator.Span };
        }

        return new FieldDeclarator(declarator, width) { Span = SpanFrom(start) };
    }

    // enum: 'enum' attributes [tag] [':' type-name] ['{' enumerator (',' enumerator)* [','] '}' attributes]
    private EnumSpecifier ParseEnum()
    {
        var start = tokens.Take().Location;
        var attributes = new List<AttributeSyntax>();
        ParseAttributes(attributes);
        var tag = Kind == TokenKind.Identifier ? tokens.Take().Text : null;
        var underlying = Kind == TokenKind.Colon ? ParseUnderlyingType() : null;
        List<EnumeratorSyntax>? enumerators = null;
        if (Kind == TokenKind.OpenBrace)
        {
            enumerators = ParseEnumerators();
            ParseAttributes(attributes);
        }
        else if (tag is null)
        {
            Report(SyntaxDiagnostics.Expected, tokens.Current.Span, "a name or '{'", "after 'enum'");
        }

        return new EnumSpecifier(tag, enumerators, underlying, attributes) { Span = SpanFrom(start) };
    }

    private TypeName ParseUnderlyingType()
    {
        tokens.Take();
        var specifiers = ParseDeclarationSpecifiers();
        return new TypeName(specifiers, new DeclaratorSyntax { Span = specifiers.Span }) { Span = specifiers.Span };
    }

    private List<EnumeratorSyntax> ParseEnumerators()
    {
        var open = tokens.Take();
        var enumerators = new List<EnumeratorSyntax>();
        var firstAttribute = attributeStack.Count;
        while (Kind == TokenKind.Identifier && !isPanicking)
        {
            var name = tokens.Take();
            ParseAttributes(attributeStack);
            attributeStack.RemoveRange(firstAttribute, attributeStack.Count - firstAttribute);
            var value = TryTake(TokenKind.Equal) ? ParseConditional() : null;
            names.Declare(name.Text, isTypedef: false);
            enumerators.Add(new EnumeratorSyntax(name, value) { Span = SpanFrom(name.Location) });
            if (!TryTake(TokenKind.Comma) && !IsCommaForgotten("between enumerators"))
            {
                break;
            }
        }

        ExpectClosing(TokenKind.CloseBrace, "'}'", open);
        return enumerators;
    }

    // attributes: ('__attribute__' '(' '(' attribute (',' attribute)* ')' ')' | '[' '[' attribute (',' attribute)* ']' ']')*
    private void ParseAttributes(List<AttributeSyntax> attributes)
    {
        while (Kind == TokenKind.Attribute && !isPanicking)
        {
            var start = tokens.Take();
            if (start.Text == "[")
            {
                ParseBracketedAttributes(attributes);
                continue;
            }

            var open = tokens.Current;
            Expect(TokenKind.OpenParen, "'(('", "after '__attribute__'");
            Expect(TokenKind.OpenParen, "'(('", "after '__attribute__'");
            while (Kind is not (TokenKind.CloseParen or TokenKind.EndOfFile) && !isPanicking)
            {
                if (Kind == TokenKind.Attribute)
                {
                    // A macro named like the attribute it stands for: __attribute__((noinline)) with the kernel's noinline.
                    ParseAttributes(attributes);
                }
                else if (!TryTake(TokenKind.Comma))
                {
                    attributes.Add(ParseAttribute());
                }
            }

            ExpectClosing(TokenKind.CloseParen, "'))'", open);
            ExpectClosing(TokenKind.CloseParen, "'))'", open);
        }
    }

    private void ParseBracketedAttributes(List<AttributeSyntax> attributes)
    {
        var open = tokens.Take();
        while (Kind is not (TokenKind.CloseBracket or TokenKind.EndOfFile) && !isPanicking)
        {
            if (!TryTake(TokenKind.Comma))
            {
                attributes.Add(ParseAttribute());
            }
        }

        ExpectClosing(TokenKind.CloseBracket, "']]'", open);
        ExpectClosing(TokenKind.CloseBracket, "']]'", open);
    }

    // attribute: [vendor ':' ':'] any-word ['(' [argument (',' argument)*] ')']      an argument is an expression or a type
    private AttributeSyntax ParseAttribute()
    {
        var name = tokens.Take();
        if (Kind == TokenKind.Colon && tokens.PeekNext().Kind == TokenKind.Colon)
        {
            tokens.Take();
            tokens.Take();
            name = tokens.Take();
        }

        var arguments = new List<ExpressionSyntax>();
        if (Kind == TokenKind.OpenParen)
        {
            var open = tokens.Take();
            while (Kind is not (TokenKind.CloseParen or TokenKind.EndOfFile) && !isPanicking)
            {
                arguments.Add(StartsType() ? ParseTypeArgument() : ParseAssignment());
                if (!TryTake(TokenKind.Comma))
                {
                    break;
                }
            }

            ExpectClosing(TokenKind.CloseParen, "')'", open);
        }

        var text = name.Text;
        if (text.Length > 4 && text.StartsWith("__", StringComparison.Ordinal) && text.EndsWith("__", StringComparison.Ordinal))
        {
            text = text[2..^2];
        }

        return new AttributeSyntax(text, arguments) { Span = SpanFrom(name.Location) };
    }

    /// <summary>A type given to an attribute, as the sizeof it stands for.</summary>
    private SizeofExpression ParseTypeArgument()
    {
        var type = ParseTypeName();
        return new SizeofExpression(isAlignof: true, null, type) { Span = type.Span };
    }
}
