// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Preprocessing;

namespace BpfSharp.Compiler.Syntax;

internal sealed partial class Parser
{
    // declarator: pointer* direct-declarator attributes      direct-declarator: [identifier | '(' declarator ')'] suffix*
    private DeclaratorSyntax ParseDeclarator()
    {
        var start = tokens.Current.Location;
        var (firstAttribute, firstPart) = (attributeStack.Count, partStack.Count);
        var name = TryEnter() ? ParseDeclaratorParts() : null;
        Leave();
        var label = ParseAsmLabel();
        ParseAttributes(attributeStack);
        return new DeclaratorSyntax { Name = name, Parts = Cut(partStack, firstPart), AsmLabel = label, Attributes = Cut(attributeStack, firstAttribute), Span = name is { } token ? token.Span : SpanFrom(start) };
    }

    /// <summary>Adds the parts from the name outward: the inner declarator's, then suffixes, then the pointers written before.</summary>
    private Token? ParseDeclaratorParts()
    {
        var firstPointer = pointerStack.Count;
        ParsePointers();
        Token? name = null;
        if (Kind == TokenKind.Identifier)
        {
            name = tokens.Take();
        }
        else if (Kind == TokenKind.OpenParen && StartsNestedDeclarator())
        {
            var open = tokens.Take();
            ParseAttributes(attributeStack);
            name = TryEnter() ? ParseDeclaratorParts() : null;
            Leave();
            ExpectClosing(TokenKind.CloseParen, "')'", open);
        }

        ParseSuffixes(name);
        for (; pointerStack.Count > firstPointer; pointerStack.RemoveAt(pointerStack.Count - 1))
        {
            partStack.Add(pointerStack[^1]);
        }

        return name;
    }

    // pointer: '*' (qualifier | attribute)*
    private void ParsePointers()
    {
        var first = pointerStack.Count;
        ParseAttributes(attributeStack);
        while (Kind == TokenKind.Star && pointerStack.Count - first < MaxDepth)
        {
            var start = tokens.Take().Location;
            var qualifiers = TypeQualifiers.None;
            var firstAttribute = attributeStack.Count;
            while (Kind is TokenKind.Const or TokenKind.Volatile or TokenKind.Restrict or TokenKind.Atomic or TokenKind.Attribute && !isPanicking)
            {
                if (Kind == TokenKind.Attribute)
                {
                    ParseAttributes(attributeStack);
                }
                else
                {
                    qualifiers |= TakeQualifier();
                }
            }

            pointerStack.Add(new PointerPart(qualifiers, Cut(attributeStack, firstAttribute)) { Span = SpanFrom(start) });
        }
    }

    /// <summary>After '(': a declarator in parentheses, or the parameters of an abstract function declarator?</summary>
    private bool StartsNestedDeclarator()
    {
        var next = tokens.PeekNext();
        return next.Kind is TokenKind.Star or TokenKind.OpenParen or TokenKind.OpenBracket or TokenKind.Attribute
            || (next.Kind == TokenKind.Identifier && !names.IsTypeName(next.Text));
    }

    // suffix: '[' ['static'] qualifier* [expression] ']' | '(' parameters ')'
    private void ParseSuffixes(Token? name)
    {
        while (Kind is TokenKind.OpenBracket or TokenKind.OpenParen && !isPanicking)
        {
            partStack.Add(Kind == TokenKind.OpenBracket ? ParseArraySuffix() : ParseParameters(name));
        }
    }

    private ArrayPart ParseArraySuffix()
    {
        var open = tokens.Take();
        while (Kind is TokenKind.Static or TokenKind.Const or TokenKind.Volatile or TokenKind.Restrict)
        {
            tokens.Take();
        }

        var size = Kind == TokenKind.CloseBracket ? null : ParseAssignment();
        ExpectClosing(TokenKind.CloseBracket, "']'", open);
        return new ArrayPart(size) { Span = SpanFrom(open.Location) };
    }

    // parameters: '(' [parameter (',' parameter)* [',' '...']] ')'      '(' 'void' ')' has none
    private FunctionPart ParseParameters(Token? name)
    {
        var open = tokens.Take();
        var parameters = new List<ParameterSyntax>();
        var isVariadic = false;
        var hasPrototype = Kind != TokenKind.CloseParen;
        if (Kind == TokenKind.Identifier && !names.IsTypeName(tokens.Current.Text) && tokens.PeekNext().Kind is TokenKind.Comma or TokenKind.CloseParen)
        {
            ReportParameterWithoutType(name);
        }

        names.Enter();
        while (Kind is not (TokenKind.CloseParen or TokenKind.EndOfFile) && !isPanicking)
        {
            if (TryTake(TokenKind.Ellipsis))
            {
                isVariadic = true;
                break;
            }

            parameters.Add(ParseParameter());
            if (!TryTake(TokenKind.Comma))
            {
                break;
            }

            if (Kind == TokenKind.CloseParen)
            {
                Report(SyntaxDiagnostics.Expected, tokens.Current.Span, "a parameter", "after ','");
            }
        }

        names.Leave();
        ExpectClosing(TokenKind.CloseParen, "',' or ')'", open);
        if (parameters is [{ Specifiers.Type: BuiltinTypeSpecifier { Type: BuiltinType.Void }, Declarator: { Name: null, Parts.Count: 0 } }])
        {
            parameters.Clear();
        }

        return new FunctionPart(parameters, isVariadic, hasPrototype) { Span = SpanFrom(open.Location) };
    }

    // parameter: specifiers declarator
    private ParameterSyntax ParseParameter()
    {
        var start = tokens.Current.Location;
        var specifiers = ParseDeclarationSpecifiers();
        var declarator = ParseDeclarator();
        if (!isPanicking && specifiers.Type is null && declarator.Name is null)
        {
            Report(SyntaxDiagnostics.Expected, tokens.Current.Span, "a parameter", $"before {Describe(tokens.Current)}");
        }

        if (!isPanicking)
        {
            RequireType(specifiers, declarator);
            if (declarator.Name is { } name)
            {
                names.Declare(name.Text, isTypedef: false);
            }

            if (Kind == TokenKind.Equal)
            {
                ReportAndContinue(SyntaxDiagnostics.ParameterInitializer, tokens.Take().Span);
                ParseAssignment();
            }
        }

        return new ParameterSyntax(specifiers, declarator) { Span = SpanFrom(start) };
    }

    // type-name: specifiers abstract-declarator
    private TypeName ParseTypeName()
    {
        var start = tokens.Current.Location;
        var specifiers = ParseDeclarationSpecifiers();
        var declarator = ParseDeclarator();
        if (!isPanicking)
        {
            RequireType(specifiers, declarator);
        }

        return new TypeName(specifiers, declarator) { Span = SpanFrom(start) };
    }

    /// <summary>True when the current token can only begin a type: decides casts, sizeof and declarations.</summary>
    private bool StartsType() => StartsType(tokens.Current);

    private bool StartsType(Token token) => token.Kind switch
    {
        TokenKind.Identifier => names.IsTypeName(token.Text),
        TokenKind.Struct or TokenKind.Union or TokenKind.Enum or TokenKind.Typeof or TokenKind.AutoType or TokenKind.Const or TokenKind.Volatile
            or TokenKind.Restrict or TokenKind.Atomic or TokenKind.Attribute or TokenKind.Alignas => true,
        _ => TypeWords.IsTypeWord(token.Kind),
    };

    // asm-label: 'asm' '(' string ')'
    private StringExpression? ParseAsmLabel()
    {
        if (Kind != TokenKind.Asm || tokens.PeekNext().Kind != TokenKind.OpenParen)
        {
            return null;
        }

        tokens.Take();
        var open = tokens.Take();
        var label = ParseStringLiteral();
        ExpectClosing(TokenKind.CloseParen, "')'", open);
        return label;
    }
}
