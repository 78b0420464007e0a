// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Preprocessing;
using BpfSharp.Compiler.Source;

namespace BpfSharp.Compiler.Syntax;

internal sealed partial class Parser
{
    // expression: assignment (',' assignment)*
    private ExpressionSyntax ParseExpression()
    {
        var left = ParseAssignment();
        while (!isPanicking && TryTake(TokenKind.Comma))
        {
            var right = ParseAssignment();
            left = new BinaryExpression(BinaryOperator.Comma, left, right) { Span = SourceSpan.Cover(left.Span, right.Span) };
        }

        return left;
    }

    // assignment: conditional [assignment-operator assignment]
    private ExpressionSyntax ParseAssignment()
    {
        var left = ParseConditional();
        if (isPanicking || !TryGetAssignmentOperator(Kind, out var op))
        {
            return left;
        }

        var place = tokens.Take().Span;
        if (!TryEnter())
        {
            Leave();
            return left;
        }

        var right = ParseAssignment();
        Leave();
        return new AssignmentExpression(op, left, right) { OperatorSpan = place, Span = SourceSpan.Cover(left.Span, right.Span) };
    }

    private static bool TryGetAssignmentOperator(TokenKind kind, out BinaryOperator? op)
    {
        op = kind switch
        {
            TokenKind.StarEqual => BinaryOperator.Multiply,
            TokenKind.SlashEqual => BinaryOperator.Divide,
            TokenKind.PercentEqual => BinaryOperator.Modulo,
            TokenKind.PlusEqual => BinaryOperator.Add,
            TokenKind.MinusEqual => BinaryOperator.Subtract,
            TokenKind.LessLessEqual => BinaryOperator.ShiftLeft,
            TokenKind.GreaterGreaterEqual => BinaryOperator.ShiftRight,
            TokenKind.AmpersandEqual => BinaryOperator.BitwiseAnd,
            TokenKind.CaretEqual => BinaryOperator.BitwiseXor,
            TokenKind.PipeEqual => BinaryOperator.BitwiseOr,
            _ => null,
        };
        return op is not null || kind == TokenKind.Equal;
    }

    // conditional: binary ['?' [expression] ':' conditional]
    private ExpressionSyntax ParseConditional()
    {
        var condition = ParseBinary(1);
        if (isPanicking || Kind != TokenKind.Question)
        {
            return condition;
        }

        tokens.Take();
        if (!TryEnter())
        {
            Leave();
            return condition;
        }

        var whenTrue = Kind == TokenKind.Colon ? null : ParseExpression();
        if (!isPanicking)
        {
            Expect(TokenKind.Colon, "':'", "in '?:'");
        }

        var whenFalse = ParseConditional();
        Leave();
        return new ConditionalExpression(condition, whenTrue, whenFalse) { Span = SourceSpan.Cover(condition.Span, whenFalse.Span) };
    }

    // binary: unary (operator unary)*, by precedence
    private ExpressionSyntax ParseBinary(int minimumPrecedence)
    {
        var left = ParseCast();
        while (!isPanicking && OperatorPrecedence.Of(Kind) is var precedence && precedence >= minimumPrecedence)
        {
            var token = tokens.Take();
            var right = ParseBinary(precedence + 1);
            left = new BinaryExpression(BinaryOperatorOf(token.Kind), left, right) { OperatorSpan = token.Span, Span = SourceSpan.Cover(left.Span, right.Span) };
        }

        return left;
    }

    private static BinaryOperator BinaryOperatorOf(TokenKind kind) => kind switch
    {
        TokenKind.PipePipe => BinaryOperator.LogicalOr,
        TokenKind.AmpersandAmpersand => BinaryOperator.LogicalAnd,
        TokenKind.Pipe => BinaryOperator.BitwiseOr,
        TokenKind.Caret => BinaryOperator.BitwiseXor,
        TokenKind.Ampersand => BinaryOperator.BitwiseAnd,
        TokenKind.EqualEqual => BinaryOperator.Equal,
        TokenKind.ExclamationEqual => BinaryOperator.NotEqual,
        TokenKind.Less => BinaryOperator.Less,
        TokenKind.Greater => BinaryOperator.Greater,
        TokenKind.LessEqual => BinaryOperator.LessEqual,
        TokenKind.GreaterEqual => BinaryOperator.GreaterEqual,
        TokenKind.LessLess => BinaryOperator.ShiftLeft,
        TokenKind.GreaterGreater => BinaryOperator.ShiftRight,
        TokenKind.Plus => BinaryOperator.Add,
        TokenKind.Minus => BinaryOperator.Subtract,
        TokenKind.Star => BinaryOperator.Multiply,
        TokenKind.Slash => BinaryOperator.Divide,
        _ => BinaryOperator.Modulo,
    };

    // cast: '(' type-name ')' cast | '(' type-name ')' initializer-list postfix* | unary
    private ExpressionSyntax ParseCast()
    {
        if (Kind != TokenKind.OpenParen || !StartsType(tokens.PeekNext()))
        {
            return ParseUnary();
        }

        var open = tokens.Take();
        var type = ParseTypeName();
        ExpectClosing(TokenKind.CloseParen, "')'", open);
        if (isPanicking)
        {
            return new ErrorExpression { Span = SpanFrom(open.Location) };
        }

        if (Kind == TokenKind.OpenBrace)
        {
            var initializer = ParseInitializerList();
            return ParsePostfix(new CompoundLiteralExpression(type, initializer) { Span = SpanFrom(open.Location) });
        }

        var operand = TryEnter() ? ParseCast() : new ErrorExpression { Span = open.Span };
        Leave();
        return new CastExpression(type, operand) { Span = SpanFrom(open.Location) };
    }

    // unary: ('++' | '--' | '&' | '*' | '+' | '-' | '~' | '!' | '__extension__') cast | sizeof | alignof | postfix
    private ExpressionSyntax ParseUnary()
    {
        UnaryOperator? op = Kind switch
        {
            TokenKind.PlusPlus => UnaryOperator.PreIncrement,
            TokenKind.MinusMinus => UnaryOperator.PreDecrement,
            TokenKind.Ampersand => UnaryOperator.AddressOf,
            TokenKind.Star => UnaryOperator.Dereference,
            TokenKind.Plus => UnaryOperator.Plus,
            TokenKind.Minus => UnaryOperator.Minus,
            TokenKind.Tilde => UnaryOperator.BitwiseNot,
            TokenKind.Exclamation => UnaryOperator.LogicalNot,
            TokenKind.Extension => UnaryOperator.Extension,
            _ => null,
        };
        if (op is { } unary)
        {
            var start = tokens.Take().Location;
            var operand = TryEnter() ? ParseCast() : new ErrorExpression { Span = SourceSpan.At(start) };
            Leave();
            return new UnaryExpression(unary, operand) { Span = SpanFrom(start) };
        }

        return Kind is TokenKind.Sizeof or TokenKind.Alignof ? ParseSizeof() : ParsePostfix(ParsePrimary());
    }

    // sizeof: ('sizeof' | '_Alignof') ('(' type-name ')' | unary)
    private SizeofExpression ParseSizeof()
    {
        var keyword = tokens.Take();
        var isAlignof = keyword.Kind == TokenKind.Alignof;
        if (Kind == TokenKind.OpenParen && StartsType(tokens.PeekNext()))
        {
            var open = tokens.Take();
            var type = ParseTypeName();
            ExpectClosing(TokenKind.CloseParen, "')'", open);
            if (Kind != TokenKind.OpenBrace)
            {
                return new SizeofExpression(isAlignof, null, type) { Span = SpanFrom(keyword.Location) };
            }

            // sizeof (T){…}: a compound literal's size.
            var initializer = ParseInitializerList();
            var literal = ParsePostfix(new CompoundLiteralExpression(type, initializer) { Span = SpanFrom(open.Location) });
            return new SizeofExpression(isAlignof, literal, null) { Span = SpanFrom(keyword.Location) };
        }

        var operand = TryEnter() ? ParseUnary() : new ErrorExpression { Span = keyword.Span };
        Leave();
        return new SizeofExpression(isAlignof, operand, null) { Span = SpanFrom(keyword.Location) };
    }

    // postfix: primary ('[' expression ']' | '(' arguments ')' | '.' identifier | '->' identifier | '++' | '--')*
    private ExpressionSyntax ParsePostfix(ExpressionSyntax expression)
    {
        var start = expression.Span.Start;
        while (!isPanicking)
        {
            switch (Kind)
            {
                case TokenKind.OpenBracket:
                    var open = tokens.Take();
                    var index = ParseExpression();
                    ExpectClosing(TokenKind.CloseBracket, "']'", open);
                    expression = new IndexExpression(expression, index) { Span = SpanFrom(start) };
                    continue;
                case TokenKind.OpenParen:
                    var arguments = ParseArguments();
                    expression = new CallExpression(expression, arguments) { Span = SpanFrom(start) };
                    continue;
                case TokenKind.Dot or TokenKind.Arrow:
                    var isArrow = tokens.Take().Kind == TokenKind.Arrow;
                    var name = ExpectMemberName();
                    expression = new MemberExpression(expression, name, isArrow) { Span = SpanFrom(start) };
                    continue;
                case TokenKind.PlusPlus or TokenKind.MinusMinus:
                    var op = tokens.Take().Kind == TokenKind.PlusPlus ? UnaryOperator.PostIncrement : UnaryOperator.PostDecrement;
                    expression = new UnaryExpression(op, expression) { Span = SpanFrom(start) };
                    continue;
            }

            break;
        }

        return expression;
    }

    // arguments: '(' [assignment (',' assignment)*] ')'
    private List<ExpressionSyntax> ParseArguments()
    {
        var open = tokens.Take();
        var arguments = new List<ExpressionSyntax>();
        if (TryEnter())
        {
            while (Kind is not (TokenKind.CloseParen or TokenKind.EndOfFile) && !isPanicking)
            {
                arguments.Add(ParseAssignment());
                if (!TryTake(TokenKind.Comma))
                {
                    break;
                }
            }

            if (Kind != TokenKind.CloseParen)
            {
                // One argument was not read to its end: how many there are is not known.
                arguments.Add(new ErrorExpression { Span = tokens.Current.Span });
            }

            ExpectClosing(TokenKind.CloseParen, "',' or ')'", open);
        }

        Leave();
        return arguments;
    }

    // primary: identifier | constant | string | '(' expression ')' | '(' compound ')' | generic | builtin
    private ExpressionSyntax ParsePrimary()
    {
        var token = tokens.Current;
        switch (token.Kind)
        {
            case TokenKind.Identifier:
                tokens.Take();
                if ((Kind == TokenKind.Identifier || StartsType()) && ForeignWords.AdviceFor(token.Text) is { } advice)
                {
                    Report(SyntaxDiagnostics.ForeignWord, token.Span, token.Text, advice);
                    return new ErrorExpression { Span = token.Span };
                }

                return new IdentifierExpression(token.Text) { Span = token.Span };
            case TokenKind.Number or TokenKind.Character:
                tokens.Take();
                return new LiteralExpression(token) { Span = token.Span };
            case TokenKind.String:
                return ParseStringLiteral();
            case TokenKind.OpenParen:
                return ParseParenthesisedExpression();
            case TokenKind.Generic:
                return ParseGeneric();
            case TokenKind.BuiltinTypesCompatible:
                return ParseTypesCompatible();
            case TokenKind.BuiltinOffsetof:
                return ParseOffsetof();
            case TokenKind.BuiltinChooseExpr:
                return ParseChooseExpression();
        }

        if (token.Kind == TokenKind.AmpersandAmpersand && tokens.PeekNext().Kind == TokenKind.Identifier)
        {
            Report(SyntaxDiagnostics.ComputedGoto, token.Span);
            return new ErrorExpression { Span = token.Span };
        }

        Report(SyntaxDiagnostics.ExpectedExpression, Kind == TokenKind.EndOfFile ? PlaceOfMissing() : token.Span, Describe(token));
        return new ErrorExpression { Span = token.Span };
    }

    private ExpressionSyntax ParseParenthesisedExpression()
    {
        var open = tokens.Take();
        ExpressionSyntax expression = new ErrorExpression { Span = open.Span };
        if (TryEnter())
        {
            if (Kind == TokenKind.OpenBrace)
            {
                var body = ParseCompoundStatement();
                ExpectClosing(TokenKind.CloseParen, "')'", open);
                expression = new StatementExpression(body) { Span = SpanFrom(open.Location) };
            }
            else
            {
                expression = ParseExpression();
                expression.IsParenthesized = true;
                ExpectClosing(TokenKind.CloseParen, "')'", open);
            }
        }

        Leave();
        return expression;
    }

    // string: string-literal+
    private StringExpression ParseStringLiteral()
    {
        var start = tokens.Current.Location;
        var parts = new List<Token>();
        while (Kind == TokenKind.String)
        {
            parts.Add(tokens.Take());
        }

        if (parts.Count == 0)
        {
            Report(SyntaxDiagnostics.Expected, tokens.Current.Span, "a string", $"instead of {Describe(tokens.Current)}");
        }

        return new StringExpression(parts) { Span = SpanFrom(start) };
    }

    // generic: '_Generic' '(' assignment (',' (type-name | 'default') ':' assignment)+ ')'
    private GenericExpression ParseGeneric()
    {
        var start = tokens.Take().Location;
        var open = tokens.Current;
        Expect(TokenKind.OpenParen, "'('", "after '_Generic'");
        var control = ParseAssignment();
        var associations = new List<(TypeName?, ExpressionSyntax)>();
        while (!isPanicking && TryTake(TokenKind.Comma))
        {
            var type = TryTake(TokenKind.Default) ? null : ParseTypeName();
            Expect(TokenKind.Colon, "':'", "after the type");
            associations.Add((type, ParseAssignment()));
        }

        ExpectClosing(TokenKind.CloseParen, "')'", open);
        return new GenericExpression(control, associations) { Span = SpanFrom(start) };
    }

    // types-compatible: '__builtin_types_compatible_p' '(' type-name ',' type-name ')'
    private TypesCompatibleExpression ParseTypesCompatible()
    {
        var start = tokens.Take().Location;
        var open = tokens.Current;
        Expect(TokenKind.OpenParen, "'('", "after '__builtin_types_compatible_p'");
        var left = ParseTypeName();
        ExpectComma();
        var right = ParseTypeName();
        ExpectClosing(TokenKind.CloseParen, "')'", open);
        return new TypesCompatibleExpression(left, right) { Span = SpanFrom(start) };
    }

    // offsetof: '__builtin_offsetof' '(' type-name ',' identifier designator* ')'
    private OffsetofExpression ParseOffsetof()
    {
        var start = tokens.Take().Location;
        var open = tokens.Current;
        Expect(TokenKind.OpenParen, "'('", "after 'offsetof'");
        var type = ParseTypeName();
        ExpectComma();
        var first = ExpectMemberName();
        var path = new List<DesignatorSyntax> { new(first.Text, null, null) { Span = first.Span } };
        while (Kind is TokenKind.Dot or TokenKind.OpenBracket && !isPanicking)
        {
            path.Add(ParseDesignator());
        }

        ExpectClosing(TokenKind.CloseParen, "')'", open);
        return new OffsetofExpression(type, path) { Span = SpanFrom(start) };
    }

    // choose: '__builtin_choose_expr' '(' constant ',' assignment ',' assignment ')'
    private ChooseExpression ParseChooseExpression()
    {
        var start = tokens.Take().Location;
        var open = tokens.Current;
        Expect(TokenKind.OpenParen, "'('", "after '__builtin_choose_expr'");
        var condition = ParseAssignment();
        ExpectComma();
        var whenTrue = ParseAssignment();
        ExpectComma();
        var whenFalse = ParseAssignment();
        ExpectClosing(TokenKind.CloseParen, "')'", open);
        return new ChooseExpression(condition, whenTrue, whenFalse) { Span = SpanFrom(start) };
    }

    private void ExpectComma()
    {
        if (!isPanicking)
        {
            Expect(TokenKind.Comma, "','", "between arguments");
        }
    }
}
