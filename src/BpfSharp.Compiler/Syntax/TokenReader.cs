// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Preprocessing;
using BpfSharp.Compiler.Source;

namespace BpfSharp.Compiler.Syntax;

/// <summary>The preprocessor's tokens with look-ahead.</summary>
internal sealed class TokenReader
{
    private readonly Preprocessor source;
    private readonly Queue<Token> ahead = new();
    private Token? held;

    public TokenReader(Preprocessor source)
    {
        this.source = source;
        Current = Next();
    }

    /// <summary>What the layout pragmas read so far ask for.</summary>
    public LayoutPragmas Layout { get; } = new();

    public Token Current { get; private set; }

    /// <summary>Just past the last token taken: where a missing ';' is reported.</summary>
    public SourceLocation PreviousEnd { get; private set; }

    /// <summary>Tokens taken so far; tells whether a rule made progress.</summary>
    public int Position { get; private set; }

    public Token Take()
    {
        var token = Current;
        if (token.Kind != TokenKind.EndOfFile)
        {
            PreviousEnd = token.Span.End;
            Position++;
            Current = ahead.Count > 0 ? ahead.Dequeue() : Next();
        }

        return token;
    }

    /// <summary>The token after the current one.</summary>
    public Token PeekNext()
    {
        if (ahead.Count == 0)
        {
            ahead.Enqueue(Next());
        }

        return ahead.Peek();
    }

    /// <summary>Layout pragmas may stand anywhere, so the grammar never sees them.</summary>
    private Token Next()
    {
        var token = held ?? NextOfGrammar();
        held = null;
        if (token.Kind == TokenKind.OpenBracket)
        {
            // No expression starts with a bracket, so two of them always open an attribute.
            held = NextOfGrammar();
            token = held.Value.Kind == TokenKind.OpenBracket ? token with { Kind = TokenKind.Attribute } : token;
        }

        return token;
    }

    private Token NextOfGrammar()
    {
        var token = source.Next();
        for (; token.Kind == TokenKind.Pragma && LayoutPragmas.IsOne(token.Text); token = source.Next())
        {
            Layout.Apply(token.Text);
        }

        return token;
    }
}
