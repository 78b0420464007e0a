// SPDX-License-Identifier: Apache-2.0
using System.Text;
using BpfSharp.Compiler.Diagnostics;

namespace BpfSharp.Compiler.Preprocessing;

/// <summary>The operators # and ##.</summary>
internal sealed partial class Preprocessor
{
    internal TokenBuffer RentBuffer() => Rent();

    internal void ReturnBuffer(TokenBuffer buffer) => Release(buffer);

    /// <summary>The string literal that spells the tokens, in place of the operator.</summary>
    internal Token Stringify(ReadOnlySpan<Token> tokens, in Token hash)
    {
        var text = new StringBuilder("\"");
        for (var i = 0; i < tokens.Length; i++)
        {
            if (i > 0 && (tokens[i].Flags & Spacing) != 0)
            {
                text.Append(' ');
            }

            AppendSpelling(text, tokens[i]);
        }

        DropLooseBackslash(text);
        text.Append('"');
        if (!Spend(1 + (text.Length / 4), hash.Location))
        {
            text.Clear().Append("\"\"");
        }

        return hash with { Kind = TokenKind.String, Atom = atoms.Intern(text.ToString()) };
    }

    /// <summary>A backslash of its own at the end would swallow the closing quote.</summary>
    private static void DropLooseBackslash(StringBuilder text)
    {
        var count = 0;
        while (text[text.Length - 1 - count] == '\\')
        {
            count++;
        }

        text.Length -= count % 2;
    }

    private static void AppendSpelling(StringBuilder text, in Token token)
    {
        if (token.Kind is not (TokenKind.String or TokenKind.Character or TokenKind.Unknown))
        {
            text.Append(token.Text);
            return;
        }

        foreach (var c in token.Text)
        {
            if (c == '"' || (c == '\\' && token.Kind != TokenKind.Unknown))
            {
                text.Append('\\');
            }

            text.Append(c);
        }
    }

    /// <summary>Joins the last token of <paramref name="result"/> with <paramref name="right"/>; both stay when that makes no token.</summary>
    internal void Paste(TokenBuffer result, in Token right)
    {
        ref var left = ref result.Last;
        if (!Spend(1 + ((left.Text.Length + right.Text.Length) / 4), left.Location))
        {
            return;
        }

        var text = string.Concat(left.Text, right.Text);
        if (Characters.IsIdentifier(text))
        {
            left = left with { Kind = TokenKind.Identifier, Atom = atoms.Intern(text), Flags = left.Flags & ~TokenFlags.NoExpand };
            return;
        }

        var lexer = new Lexer(text, 0, atoms, punctuators, null);
        var token = lexer.Lex();
        if (token.Kind is TokenKind.EndOfFile or TokenKind.Unknown || !lexer.IsAtEnd || token.Text.Length != text.Length)
        {
            diagnostics.Report(PreprocessingDiagnostics.InvalidPaste, left.Span, text.Length > 80 ? text[..80] + "…" : text);
            result.Add(right);
            return;
        }

        left = left with { Kind = token.Kind, Atom = token.Atom, Flags = left.Flags & ~TokenFlags.NoExpand };
    }
}
