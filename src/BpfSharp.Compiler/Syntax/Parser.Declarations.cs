// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Preprocessing;
using BpfSharp.Compiler.Source;

namespace BpfSharp.Compiler.Syntax;

internal sealed partial class Parser
{
    // external-declaration: declaration | function-definition | static-assert | asm-definition | ';'
    private SyntaxNode? ParseExternalDeclaration()
    {
        switch (Kind)
        {
            case TokenKind.Semicolon or TokenKind.Pragma:
                tokens.Take();
                return null;
            case TokenKind.StaticAssert:
                return ParseStaticAssert();
            case TokenKind.Asm:
                ParseAsmStatement();
                return null;
            case TokenKind.CloseBrace:
                Report(SyntaxDiagnostics.UnexpectedAtFileScope, tokens.Current.Span, Describe(tokens.Current));
                return null;
            case TokenKind.If or TokenKind.For or TokenKind.While or TokenKind.Do or TokenKind.Switch or TokenKind.Return or TokenKind.Goto
                or TokenKind.Break or TokenKind.Continue or TokenKind.Case or TokenKind.Default or TokenKind.Else:
                Report(SyntaxDiagnostics.StatementAtFileScope, tokens.Current.Span, tokens.Current.Text);
                return null;
            case TokenKind.Identifier when tokens.PeekNext().Kind == TokenKind.OpenParen && !names.IsTypeName(tokens.Current.Text):
                ReportUnknownMacro(tokens.Take());
                return null;
        }

        return ParseDeclaration(isFileScope: true);
    }

    // declaration: specifiers [init-declarator (',' init-declarator)*] ';'      function-definition: specifiers declarator compound
    private SyntaxNode ParseDeclaration(bool isFileScope)
    {
        while (TryTake(TokenKind.Extension))
        {
        }

        var start = tokens.Current.Location;
        var specifiers = ParseDeclarationSpecifiers();
        if (TryTake(TokenKind.Semicolon))
        {
            return EmptyDeclaration(specifiers, start);
        }

        var declarators = new List<InitDeclarator>();
        do
        {
            var declarator = ParseDeclarator();
            if (isPanicking)
            {
                // What could be read of it declares the name, so that its uses are no further errors.
                if (declarator.Name is not null && specifiers.Type is not null)
                {
                    declarators.Add(ParseInitDeclarator(specifiers, declarator));
                }

                break;
            }

            if (declarator.Name is null && !IsNamePossible(specifiers, declarator, isFileScope))
            {
                break;
            }

            RequireType(specifiers, declarator);
            if (isPanicking)
            {
                declarators.Add(ParseInitDeclarator(specifiers, declarator));
                break;
            }

            if (declarators.Count == 0 && Kind == TokenKind.OpenBrace && declarator.Parts is [FunctionPart function, ..])
            {
                if (isFileScope)
                {
                    return ParseFunctionBody(specifiers, declarator, function, start);
                }

                ReportAndContinue(SyntaxDiagnostics.NestedFunction, declarator.Span, declarator.Name?.Text ?? "");
                ParseFunctionBody(specifiers, declarator, function, start);
                return new DeclarationSyntax(specifiers, []) { Span = SpanFrom(start) };
            }

            declarators.Add(ParseInitDeclarator(specifiers, declarator));
        }
        while (!isPanicking && TryTake(TokenKind.Comma));

        ExpectSemicolon("after declaration");
        return new DeclarationSyntax(specifiers, declarators) { Span = SpanFrom(start) };
    }

    private DeclarationSyntax EmptyDeclaration(DeclarationSpecifiers specifiers, SourceLocation start)
    {
        var span = SpanFrom(start);
        if (specifiers.Type is not (RecordSpecifier or EnumSpecifier))
        {
            ReportAndContinue(SyntaxDiagnostics.EmptyDeclaration, span);
        }

        return new DeclarationSyntax(specifiers, []) { Span = span };
    }

    private void RequireType(DeclarationSpecifiers specifiers, DeclaratorSyntax declarator)
    {
        if (specifiers.Type is not null)
        {
            return;
        }

        if (declarator.Name is not { } name)
        {
            Report(SyntaxDiagnostics.Expected, tokens.Current.Span, "a type", $"before {Describe(tokens.Current)}");
        }
        else
        {
            Report(specifiers.Storage == StorageClass.Auto ? SyntaxDiagnostics.AutoIsNoType : SyntaxDiagnostics.MissingTypeSpecifier, declarator.Span, name.Text);
        }
    }

    // init-declarator: declarator [asm-label] attributes ['=' initializer]
    private InitDeclarator ParseInitDeclarator(DeclarationSpecifiers specifiers, DeclaratorSyntax declarator)
    {
        if (declarator.Name is { } name)
        {
            names.Declare(name.Text, specifiers.Storage == StorageClass.Typedef);
        }

        var initializer = !isPanicking && TryTake(TokenKind.Equal) ? ParseInitializer() : null;
        return new InitDeclarator(declarator, initializer) { Span = SpanFrom(declarator.Span.Start) };
    }

    private FunctionDefinitionSyntax ParseFunctionBody(DeclarationSpecifiers specifiers, DeclaratorSyntax declarator, FunctionPart function, SourceLocation start)
    {
        names.Declare(declarator.Name?.Text ?? "", isTypedef: false);
        names.Enter();
        foreach (var parameter in function.Parameters)
        {
            if (parameter.Declarator.Name is { } name)
            {
                names.Declare(name.Text, isTypedef: false);
            }
        }

        var body = ParseCompoundStatement();
        names.Leave();
        return new FunctionDefinitionSyntax(specifiers, declarator, body) { Span = SpanFrom(start) };
    }

    // static-assert: '_Static_assert' '(' expression [',' string] ')' ';'
    private StaticAssertSyntax ParseStaticAssert()
    {
        var start = tokens.Take().Location;
        var open = tokens.Current;
        Expect(TokenKind.OpenParen, "'('", "after '_Static_assert'");
        var condition = ParseConditional();
        StringExpression? message = null;
        if (TryTake(TokenKind.Comma))
        {
            message = ParseStringLiteral();
        }

        ExpectClosing(TokenKind.CloseParen, "')'", open);
        ExpectSemicolon("after '_Static_assert'");

        return new StaticAssertSyntax(condition, message) { Span = SpanFrom(start) };
    }

    // initializer: assignment-expression | initializer-list
    private InitializerSyntax ParseInitializer()
    {
        if (Kind == TokenKind.OpenBrace)
        {
            return ParseInitializerList();
        }

        var value = ParseAssignment();
        return new ExpressionInitializer(value) { Span = value.Span };
    }

    // initializer-list: '{' [item (',' item)*] [','] '}'
    private InitializerListSyntax ParseInitializerList()
    {
        var open = tokens.Take();
        var items = new List<InitializerItem>();
        if (TryEnter())
        {
            while (Kind is not (TokenKind.CloseBrace or TokenKind.EndOfFile) && !isPanicking)
            {
                items.Add(ParseInitializerItem());
                if (!TryTake(TokenKind.Comma))
                {
                    break;
                }
            }

            ExpectClosing(TokenKind.CloseBrace, "'}'", open);
        }

        Leave();
        return new InitializerListSyntax(items) { Span = SpanFrom(open.Location) };
    }

    // item: [designator+ '=' | identifier ':'] initializer
    private InitializerItem ParseInitializerItem()
    {
        var start = tokens.Current.Location;
        var designators = new List<DesignatorSyntax>();
        if (Kind == TokenKind.Identifier && tokens.PeekNext().Kind == TokenKind.Colon)
        {
            var field = tokens.Take();
            designators.Add(new DesignatorSyntax(field.Text, null, null) { Span = field.Span });
            tokens.Take();
        }
        else
        {
            while (Kind is TokenKind.Dot or TokenKind.OpenBracket && !isPanicking)
            {
                designators.Add(ParseDesignator());
            }

            // GNU lets "[0] value" do without the '='.
            if (designators.Count > 0 && !TryTake(TokenKind.Equal) && designators[^1].Field is not null)
            {
                Expect(TokenKind.Equal, "'='", "after designator");
            }
        }

        var value = ParseInitializer();
        return new InitializerItem(designators, value) { Span = SpanFrom(start) };
    }

    // designator: '.' identifier | '[' constant ['...' constant] ']'
    private DesignatorSyntax ParseDesignator()
    {
        var first = tokens.Take();
        if (first.Kind == TokenKind.Dot)
        {
            return new DesignatorSyntax(ExpectMemberName().Text, null, null) { Span = SpanFrom(first.Location) };
        }

        var index = ParseConditional();
        var high = TryTake(TokenKind.Ellipsis) ? ParseConditional() : null;
        ExpectClosing(TokenKind.CloseBracket, "']'", first);
        return new DesignatorSyntax(null, index, high) { Span = SpanFrom(first.Location) };
    }

    private Token ExpectMemberName()
    {
        if (Kind == TokenKind.Identifier)
        {
            return tokens.Take();
        }

        Report(SyntaxDiagnostics.ExpectedMember, tokens.Current.Span, Describe(tokens.Current));
        return tokens.Current;
    }
}
