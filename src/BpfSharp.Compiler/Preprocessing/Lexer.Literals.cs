// SPDX-License-Identifier: Apache-2.0
using System.Text;
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Source;

namespace BpfSharp.Compiler.Preprocessing;

/// <summary>The tokens themselves.</summary>
internal sealed partial class Lexer
{
    private Token LexIdentifier(TokenFlags flags)
    {
        var start = position;
        var span = text.AsSpan();
        var at = position + 1;
        while ((uint)at < (uint)span.Length && Characters.IsIdentifierPart(span[at]))
        {
            at++;
        }

        position = at;
        if (at >= span.Length)
        {
            return Make(TokenKind.Identifier, flags, start);
        }

        if (span[at] is '"' or '\'' && IsPrefix(span[start..at]))
        {
            return LexQuoted(span[at], start, flags);
        }

        return span[at] == '\\' && ContinuationLength(at) > 0 ? LexSplit(TokenKind.Identifier, start, flags) : Make(TokenKind.Identifier, flags, start);
    }

    private static bool IsPrefix(ReadOnlySpan<char> text) => text is "L" or "u" or "U" or "u8";

    private Token LexOther(char c, TokenFlags flags)
    {
        if (c is '"' or '\'')
        {
            return LexQuoted(c, position, flags);
        }

        if (char.IsAsciiDigit(c) || (c == '.' && char.IsAsciiDigit(CharacterAfter(position, out _))))
        {
            return LexNumber(flags);
        }

        return c is >= '\u2018' and <= '\u201f' && !isPeeking ? LexTypographic(c, flags) : LexPunctuator(c, flags);
    }

    /// <summary>A quote as word processors make them: read as the literal it was meant to be, and told once.</summary>
    private Token LexTypographic(char c, TokenFlags flags)
    {
        var start = position;
        var isDouble = c >= '\u201c';
        var quote = isDouble ? '"' : '\'';
        var rest = text.AsSpan(start + 1);
        var line = rest.IndexOf('\n') is var end && end >= 0 ? rest[..end] : rest;
        var close = isDouble ? line.IndexOfAny("\u201c\u201d\u201e\u201f\"") : line.IndexOfAny("\u2018\u2019\u201a\u201b'");
        var body = close < 0 ? line : line[..close];
        position = start + 1 + body.Length + (close < 0 ? 0 : 1);
        var at = new SourceLocation(address + start);
        diagnostics?.Report(PreprocessingDiagnostics.TypographicQuote, new SourceSpan(at, new SourceLocation(address + position)), c, quote);
        return new Token(isDouble ? TokenKind.String : TokenKind.Character, flags, at, atoms.Intern($"{quote}{body}{quote}"));
    }

    private Token LexNumber(TokenFlags flags)
    {
        var start = position++;
        while (position < text.Length)
        {
            var c = text[position];
            if (c is '+' or '-')
            {
                if (text[position - 1] is not ('e' or 'E' or 'p' or 'P'))
                {
                    break;
                }
            }
            else if (!Characters.IsIdentifierPart(c) && c != '.')
            {
                break;
            }

            position++;
        }

        return ContinuationLength(position) > 0 ? LexSplit(TokenKind.Number, start, flags) : Make(TokenKind.Number, flags, start);
    }

    /// <summary>An identifier or number with line continuations inside; its atom has them removed.</summary>
    private Token LexSplit(TokenKind kind, int start, TokenFlags flags)
    {
        var spelling = new StringBuilder();
        spelling.Append(text, start, position - start);
        while (true)
        {
            var next = position;
            for (var length = ContinuationLength(next); length > 0; length = ContinuationLength(next))
            {
                next += length;
            }

            if (next >= text.Length || !Continues(kind, text[next], spelling[^1]))
            {
                break;
            }

            spelling.Append(text[next]);
            position = next + 1;
        }

        return new Token(kind, flags, new SourceLocation(address + start), atoms.Intern(spelling.ToString()));
    }

    private static bool Continues(TokenKind kind, char c, char previous) =>
        Characters.IsIdentifierPart(c) ||
        (kind == TokenKind.Number && (c == '.' || (c is '+' or '-' && previous is 'e' or 'E' or 'p' or 'P')));

    /// <summary>A character or string literal, the prefix already passed. Without its closing quote it becomes Unknown, up to the end of the line.</summary>
    private Token LexQuoted(char quote, int start, TokenFlags flags)
    {
        var closed = SkipQuoted(quote);
        var kind = !closed ? TokenKind.Unknown : quote == '"' ? TokenKind.String : TokenKind.Character;
        var spelling = text.AsSpan(start, position - start);
        if (!spelling.Contains('\n'))
        {
            return Make(kind, flags, start);
        }

        return new Token(kind, flags, new SourceLocation(address + start), atoms.Intern(WithoutContinuations(start, position)));
    }

    private bool SkipQuoted(char quote)
    {
        position++;
        while (position < text.Length)
        {
            var next = text.AsSpan(position).IndexOfAny(quote, '\\', '\n');
            position = next < 0 ? text.Length : position + next;
            if (position >= text.Length || text[position] == '\n')
            {
                return false;
            }

            if (text[position] == quote)
            {
                position++;
                return true;
            }

            var continuation = ContinuationLength(position);
            position += continuation > 0 ? continuation : position + 1 < text.Length && text[position + 1] != '\n' ? 2 : 1;
        }

        position = text.Length;
        return false;
    }

    private string WithoutContinuations(int start, int end)
    {
        var spelling = new StringBuilder(end - start);
        for (var i = start; i < end;)
        {
            var length = ContinuationLength(i);
            if (length == 0)
            {
                spelling.Append(text[i]);
            }

            i += Math.Max(1, length);
        }

        return spelling.ToString();
    }

    private Token LexPunctuator(char c, TokenFlags flags)
    {
        var start = position;
        var b = CharacterAfter(start, out var second);
        var c3 = second < text.Length ? CharacterAfter(second, out var third) : Missing(out third);
        var (kind, length) = Punctuators.Match(c, b, c3);
        position = length == 1 ? start + 1 : length == 2 ? second + 1 : third + 1;
        var atom = kind == TokenKind.Unknown || IsDigraph(kind, c) ? null : punctuators[kind];
        return atom is null ? Make(kind, flags, start) : new Token(kind, flags, new SourceLocation(address + start), atom);
    }

    private char Missing(out int third)
    {
        third = text.Length;
        return '\0';
    }

    private static bool IsDigraph(TokenKind kind, char first) => kind switch
    {
        TokenKind.OpenBracket => first != '[',
        TokenKind.CloseBracket => first != ']',
        TokenKind.OpenBrace => first != '{',
        TokenKind.CloseBrace => first != '}',
        TokenKind.Hash => first != '#',
        _ => false,
    };
}
