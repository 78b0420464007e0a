// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Preprocessing;

namespace BpfSharp.Compiler.Syntax;

internal sealed partial class Parser
{
    // compound: '{' (declaration | statement)* '}'
    private CompoundStatement ParseCompoundStatement()
    {
        var open = tokens.Current;
        if (!Expect(TokenKind.OpenBrace, "'{'", "to begin a block"))
        {
            return new CompoundStatement([]) { Span = open.Span };
        }

        var items = new List<StatementSyntax>();
        if (TryEnter())
        {
            names.Enter();
            while (Kind is not (TokenKind.CloseBrace or TokenKind.EndOfFile) && !diagnostics.IsFull)
            {
                var before = tokens.Position;
                isReported = false;
                items.Add(ParseBlockItem());
                if (isPanicking)
                {
                    Recover(before);
                }
            }

            names.Leave();
            isReported = false;
            ExpectClosing(TokenKind.CloseBrace, "'}'", open);
        }

        Leave();
        return new CompoundStatement(items) { Span = SpanFrom(open.Location) };
    }

    // block-item: declaration | statement
    private StatementSyntax ParseBlockItem()
    {
        if (!StartsDeclaration())
        {
            return ParseStatement();
        }

        var start = tokens.Current.Location;
        var declaration = Kind == TokenKind.StaticAssert ? ParseStaticAssert() : (DeclarationSyntax)ParseDeclaration(isFileScope: false);
        return new DeclarationStatement(declaration) { Span = SpanFrom(start) };
    }

    private bool StartsDeclaration()
    {
        switch (Kind)
        {
            case TokenKind.Typedef or TokenKind.Extern or TokenKind.Static or TokenKind.Auto or TokenKind.Register or TokenKind.Inline or TokenKind.StaticAssert:
                return true;
            case TokenKind.Identifier:
                var next = tokens.PeekNext().Kind;
                return next != TokenKind.Colon
                    && (names.IsTypeName(tokens.Current.Text) || (next == TokenKind.Identifier && !IsNearKeyword(tokens.Current.Text)) || IsUnknownPointerType(next));
            case TokenKind.Extension:
                return StartsType(tokens.PeekNext());
            case TokenKind.Attribute:
                return false;
            default:
                return StartsType();
        }
    }

    // statement: one method per form below
    private StatementSyntax ParseStatement()
    {
        if (!TryEnter())
        {
            Leave();
            return new ExpressionStatement(null) { Span = tokens.Current.Span };
        }

        var statement = Kind switch
        {
            TokenKind.OpenBrace => ParseCompoundStatement(),
            TokenKind.Semicolon => new ExpressionStatement(null) { Span = tokens.Take().Span },
            TokenKind.If => ParseIf(),
            TokenKind.While => ParseWhile(default),
            TokenKind.Do => ParseDo(default),
            TokenKind.For => ParseFor(default),
            TokenKind.Pragma => ParsePragma(),
            TokenKind.Switch => ParseSwitch(),
            TokenKind.Case => ParseCase(),
            TokenKind.Default => ParseDefault(),
            TokenKind.Goto => ParseGoto(),
            TokenKind.Break => FinishJump(new BreakStatement { Span = tokens.Take().Span }, "break"),
            TokenKind.Continue => FinishJump(new ContinueStatement { Span = tokens.Take().Span }, "continue"),
            TokenKind.Return => ParseReturn(),
            TokenKind.Asm => ParseAsmStatement(),
            TokenKind.Attribute => ParseStatementAttribute(),
            TokenKind.Label => ParseLabelDeclaration(),
            TokenKind.Identifier when tokens.PeekNext().Kind == TokenKind.Colon => ParseLabel(),
            TokenKind.Else => ParseStrayElse(),
            _ => ParseExpressionStatement(),
        };
        Leave();
        return statement;
    }

    // expression-statement: expression ';'
    private ExpressionStatement ParseExpressionStatement()
    {
        var start = tokens.Current.Location;
        var expression = ParseExpression();
        if (!isPanicking && IsMisspeltKeyword(expression))
        {
            return new ExpressionStatement(null) { Span = SpanFrom(start) };
        }

        ExpectSemicolon("after expression");
        return new ExpressionStatement(expression) { Span = SpanFrom(start) };
    }

    // if: 'if' '(' expression ')' statement ['else' statement]
    private IfStatement ParseIf()
    {
        var start = tokens.Take().Location;
        var condition = ParseParenthesised("after 'if'");
        var then = ParseStatement();
        var place = tokens.Current.Span;
        var otherwise = !isPanicking && TryTake(TokenKind.Else) ? ParseStatement() : null;
        return new IfStatement(condition, then, otherwise) { ElseSpan = place, Span = SpanFrom(start) };
    }

    // while: 'while' '(' expression ')' statement
    private WhileStatement ParseWhile(UnrollHint unroll)
    {
        var start = tokens.Take().Location;
        var condition = ParseParenthesised("after 'while'");
        var body = ParseStatement();
        return new WhileStatement(condition, body, unroll) { Span = SpanFrom(start) };
    }

    // do: 'do' statement 'while' '(' expression ')' ';'
    private DoStatement ParseDo(UnrollHint unroll)
    {
        var start = tokens.Take().Location;
        var body = ParseStatement();
        Expect(TokenKind.While, "'while'", "after the body of 'do'");
        var condition = ParseParenthesised("after 'while'");
        if (!isPanicking)
        {
            Expect(TokenKind.Semicolon, "';'", "after 'do … while'");
        }

        return new DoStatement(body, condition, unroll) { Span = SpanFrom(start) };
    }

    // for: 'for' '(' (declaration | [expression] ';') [expression] ';' [expression] ')' statement
    private ForStatement ParseFor(UnrollHint unroll)
    {
        var start = tokens.Take().Location;
        var open = tokens.Current;
        Expect(TokenKind.OpenParen, "'('", "after 'for'");
        names.Enter();
        StatementSyntax? initializer = TryTake(TokenKind.Semicolon) ? null : ParseBlockItem();
        var condition = Kind == TokenKind.Semicolon || isPanicking ? null : ParseExpression();
        if (!isPanicking)
        {
            Expect(TokenKind.Semicolon, "';'", "after the condition of 'for'");
        }

        var step = Kind == TokenKind.CloseParen || isPanicking ? null : ParseExpression();
        ExpectClosing(TokenKind.CloseParen, "')'", open);
        var body = isPanicking ? new ExpressionStatement(null) { Span = open.Span } : ParseStatement();
        names.Leave();
        return new ForStatement(initializer, condition, step, body, unroll) { Span = SpanFrom(start) };
    }

    /// <summary>"#pragma unroll [n]" and "nounroll", as the preprocessor spells them, before a loop; ignored elsewhere.</summary>
    private StatementSyntax ParsePragma()
    {
        var words = tokens.Take().Text.Split(' ');
        var hint = words switch
        {
            ["nounroll"] => new UnrollHint(1),
            ["unroll", var count] when int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var n) => new UnrollHint(n),
            ["unroll"] => new UnrollHint(0),
            _ => default,
        };
        return Kind switch
        {
            TokenKind.While => ParseWhile(hint),
            TokenKind.Do => ParseDo(hint),
            TokenKind.For => ParseFor(hint),
            TokenKind.CloseBrace or TokenKind.EndOfFile => new ExpressionStatement(null) { Span = tokens.Current.Span },
            _ => ParseBlockItem(),
        };
    }

    // switch: 'switch' '(' expression ')' statement
    private SwitchStatement ParseSwitch()
    {
        var start = tokens.Take().Location;
        var value = ParseParenthesised("after 'switch'");
        var body = ParseStatement();
        return new SwitchStatement(value, body) { Span = SpanFrom(start) };
    }

    // case: 'case' constant ['...' constant] ':' statement
    private CaseStatement ParseCase()
    {
        var start = tokens.Take().Location;
        var low = ParseConditional();
        var high = TryTake(TokenKind.Ellipsis) ? ParseConditional() : null;
        if (!isPanicking)
        {
            Expect(TokenKind.Colon, "':'", "after 'case'");
        }

        return new CaseStatement(low, high, ParseLabelled()) { Span = SpanFrom(start) };
    }

    // default: 'default' ':' statement
    private DefaultStatement ParseDefault()
    {
        var start = tokens.Take().Location;
        Expect(TokenKind.Colon, "':'", "after 'default'");
        return new DefaultStatement(ParseLabelled()) { Span = SpanFrom(start) };
    }

    // label: identifier ':' attributes statement
    private LabeledStatement ParseLabel()
    {
        var label = tokens.Take();
        tokens.Take();
        ParseAttributes([]);
        return new LabeledStatement(label, ParseLabelled()) { Span = SpanFrom(label.Location) };
    }

    /// <summary>The statement after a label: as C23 has it, it may be a declaration, or missing at the end of a block.</summary>
    private StatementSyntax ParseLabelled() => isPanicking || Kind is TokenKind.CloseBrace or TokenKind.EndOfFile
        ? new ExpressionStatement(null) { Span = tokens.Current.Span }
        : StartsDeclaration() ? ParseBlockItem() : ParseStatement();

    // goto: 'goto' identifier ';'
    private StatementSyntax ParseGoto()
    {
        var start = tokens.Take().Location;
        var label = tokens.Current;
        if (Kind == TokenKind.Star)
        {
            Report(SyntaxDiagnostics.ComputedGoto, tokens.Current.Span);
            return new ExpressionStatement(null) { Span = SpanFrom(start) };
        }

        if (!Expect(TokenKind.Identifier, "a label", "after 'goto'"))
        {
            return new ExpressionStatement(null) { Span = SpanFrom(start) };
        }

        return FinishJump(new GotoStatement(label) { Span = SpanFrom(start) }, "goto");
    }

    // return: 'return' [expression] ';'
    private ReturnStatement ParseReturn()
    {
        var start = tokens.Take().Location;
        var isLost = (tokens.Current.Flags & TokenFlags.AfterError) != 0;
        var value = Kind != TokenKind.Semicolon ? ParseExpression() : isLost ? new ErrorExpression { Span = tokens.Current.Span } : null;
        return FinishJump(new ReturnStatement(value) { Span = SpanFrom(start) }, "return");
    }

    private T FinishJump<T>(T statement, string keyword)
    {
        ExpectSemicolon($"after '{keyword}'");
        return statement;
    }

    // statement-attribute: attributes ';' | attributes statement
    private StatementSyntax ParseStatementAttribute()
    {
        ParseAttributes([]);
        return Kind == TokenKind.CloseBrace || isPanicking ? new ExpressionStatement(null) { Span = tokens.Current.Span } : ParseBlockItem();
    }

    // label-declaration: '__label__' identifier (',' identifier)* ';'
    private LabelDeclarationStatement ParseLabelDeclaration()
    {
        var start = tokens.Take().Location;
        var labels = new List<Token>();
        do
        {
            var label = tokens.Current;
            if (Expect(TokenKind.Identifier, "a label", "after '__label__'"))
            {
                labels.Add(label);
            }
        }
        while (!isPanicking && TryTake(TokenKind.Comma));
        return FinishJump(new LabelDeclarationStatement(labels) { Span = SpanFrom(start) }, "__label__");
    }

    private ExpressionStatement ParseStrayElse()
    {
        ReportAndContinue(SyntaxDiagnostics.ElseWithoutIf, tokens.Current.Span);
        return new ExpressionStatement(null) { Span = tokens.Take().Span };
    }

    private ExpressionSyntax ParseParenthesised(string context)
    {
        var open = tokens.Current;
        Expect(TokenKind.OpenParen, "'('", context);
        if (isPanicking)
        {
            return new ErrorExpression { Span = open.Span };
        }

        var expression = ParseExpression();
        ExpectClosing(TokenKind.CloseParen, "')'", open);
        if (!isPanicking && expression is AssignmentExpression { Operator: null, IsParenthesized: false } && context is "after 'if'" or "after 'while'")
        {
            diagnostics.Report(SyntaxDiagnostics.AssignmentAsCondition, expression.Span);
        }
        else if (!isPanicking && expression is BinaryExpression { Operator: BinaryOperator.Equal, IsParenthesized: true } equality && !IsConstant(equality.Left) && !hints.IsInMacro(open.Location) && !hints.IsInMacro(equality.OperatorSpan.Start))
        {
            diagnostics.Report(SyntaxDiagnostics.ComparisonInParentheses, expression.Span);
        }

        WarnAboutEmptyBody(context);
        return expression;
    }

    private static bool IsConstant(ExpressionSyntax syntax) => syntax is LiteralExpression;

    // "if (a);" — a ';' directly behind the parenthesis, so that macros that expand to nothing are left alone.
    private void WarnAboutEmptyBody(string context)
    {
        if (Kind == TokenKind.Semicolon && context == "after 'if'" && tokens.PreviousEnd == tokens.Current.Location)
        {
            diagnostics.Report(SyntaxDiagnostics.EmptyIf, tokens.Current.Span);
        }
    }

    // asm: 'asm' ('volatile' | 'goto' | 'inline')* '(' template [':' operands [':' operands [':' clobbers [':' labels]]]] ')' ';'
    private AsmStatement ParseAsmStatement()
    {
        var start = tokens.Take().Location;
        while (Kind is TokenKind.Volatile or TokenKind.Goto or TokenKind.Inline)
        {
            tokens.Take();
        }

        var open = tokens.Current;
        Expect(TokenKind.OpenParen, "'('", "after 'asm'");
        var template = ParseStringLiteral();
        var outputs = TryTake(TokenKind.Colon) ? ParseAsmOperands() : [];
        var inputs = TryTake(TokenKind.Colon) ? ParseAsmOperands() : [];
        var clobbers = TryTake(TokenKind.Colon) ? ParseClobbers() : [];
        var labels = TryTake(TokenKind.Colon) ? ParseAsmLabels() : [];
        ExpectClosing(TokenKind.CloseParen, "')'", open);
        return FinishJump(new AsmStatement(template, outputs, inputs, clobbers, labels) { Span = SpanFrom(start) }, "asm");
    }

    private List<Token> ParseAsmLabels()
    {
        var labels = new List<Token>();
        while (Kind == TokenKind.Identifier && !isPanicking)
        {
            labels.Add(tokens.Take());
            if (!TryTake(TokenKind.Comma))
            {
                break;
            }
        }

        return labels;
    }

    // operands: [operand (',' operand)*]      operand: ['[' identifier ']'] string '(' expression ')'
    private List<AsmOperandSyntax> ParseAsmOperands()
    {
        var operands = new List<AsmOperandSyntax>();
        while (Kind is TokenKind.String or TokenKind.OpenBracket && !isPanicking)
        {
            var start = tokens.Current.Location;
            string? name = null;
            if (Kind == TokenKind.OpenBracket)
            {
                var bracket = tokens.Take();
                name = ExpectMemberName().Text;
                ExpectClosing(TokenKind.CloseBracket, "']'", bracket);
            }

            var constraint = ParseStringLiteral();
            var value = ParseParenthesised("after the constraint");
            operands.Add(new AsmOperandSyntax(name, constraint, value) { Span = SpanFrom(start) });
            if (!TryTake(TokenKind.Comma))
            {
                break;
            }
        }

        return operands;
    }

    private List<StringExpression> ParseClobbers()
    {
        var clobbers = new List<StringExpression>();
        while (Kind == TokenKind.String && !isPanicking)
        {
            clobbers.Add(ParseStringLiteral());
            if (!TryTake(TokenKind.Comma))
            {
                break;
            }
        }

        return clobbers;
    }
}
