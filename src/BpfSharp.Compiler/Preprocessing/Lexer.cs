// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Source;

namespace BpfSharp.Compiler.Preprocessing;

/// <summary>Cuts one text into preprocessing tokens. Knows comments and line continuations, nothing of directives except where their line ends.</summary>
/// <param name="text">The text.</param>
/// <param name="address">The address of its first character.</param>
/// <param name="diagnostics">Where to say that a comment does not end; null to keep quiet.</param>
internal sealed partial class Lexer(string text, int address, AtomTable atoms, PunctuatorAtoms punctuators, DiagnosticBag? diagnostics)
{
    private int position;
    private bool startOfLine = true;
    private bool isPeeking;

    /// <summary>While set, the end of the line reads as <see cref="TokenKind.EndOfFile"/>.</summary>
    public bool InDirective { get; set; }
    public SourceLocation Location => new(address + position);
    public bool IsAtEnd => position >= text.Length;

    public Token Lex()
    {
        var flags = TokenFlags.None;
        while (true)
        {
            if (position >= text.Length)
            {
                return End(flags);
            }

            var c = text[position];
            if (Characters.IsIdentifierStart(c))
            {
                return LexIdentifier(Take(flags));
            }

            if (Characters.IsSpace(c))
            {
                position++;
                flags |= TokenFlags.LeadingSpace;
            }
            else if (c == '\n')
            {
                if (InDirective)
                {
                    return End(flags);
                }

                position++;
                startOfLine = true;
                flags = TokenFlags.None;
            }
            else if (c == '/' && IsCommentAt(position))
            {
                SkipComment();
                flags |= TokenFlags.LeadingSpace;
            }
            else if (c == '\\' && ContinuationLength(position) is > 0 and var length)
            {
                position += length;
            }
            else
            {
                return LexOther(c, Take(flags));
            }
        }
    }

    /// <summary>True when the next token is "(", however many lines and comments away.</summary>
    public bool IsOpenParenNext()
    {
        var (savedPosition, savedStart) = (position, startOfLine);
        isPeeking = true;
        var found = Lex().Kind == TokenKind.OpenParen;
        isPeeking = false;
        (position, startOfLine) = (savedPosition, savedStart);
        return found;
    }

    /// <summary>The rest of the line as written, trimmed, comments included; for #error and #warning.</summary>
    public string ReadRestOfLine()
    {
        var start = position;
        while (position < text.Length && text[position] != '\n')
        {
            position += Math.Max(1, ContinuationLength(position));
        }

        return text.AsSpan(start, Math.Min(position, text.Length) - start).Trim().ToString();
    }

    /// <summary>After the name of an include directive: a header name as one token of kind String or Unknown, or an ordinary token.</summary>
    public Token LexHeaderName()
    {
        var token = Lex();
        if (token.Kind is not (TokenKind.Less or TokenKind.LessLess or TokenKind.LessEqual))
        {
            return token;
        }

        var start = token.Location.Position - address;
        var length = text.AsSpan(start).IndexOfAny('>', '\n');
        if (length < 0 || text[start + length] != '>')
        {
            return token;
        }

        position = start + length + 1;
        return new Token(TokenKind.String, token.Flags, token.Location, atoms.Intern(text.AsSpan(start, length + 1)));
    }

    /// <summary>Goes to the next line whose first token is "#", past that token; false at the end of the text.</summary>
    public bool SkipToDirective()
    {
        while (position < text.Length)
        {
            SkipBlank();
            if (position < text.Length && (text[position] == '#' || text.AsSpan(position).StartsWith("%:")))
            {
                position += text[position] == '#' ? 1 : 2;
                startOfLine = false;
                return true;
            }

            SkipRestOfLine();
        }

        return false;
    }

    private TokenFlags Take(TokenFlags flags)
    {
        if (startOfLine)
        {
            startOfLine = false;
            flags |= TokenFlags.StartOfLine;
        }

        return flags;
    }

    private Token End(TokenFlags flags) => new(TokenKind.EndOfFile, flags, Location, punctuators.Empty);

    private Token Make(TokenKind kind, TokenFlags flags, int start) =>
        new(kind, flags, new SourceLocation(address + start), atoms.Intern(text.AsSpan(start, position - start)));

    private void SkipBlank()
    {
        while (position < text.Length)
        {
            var c = text[position];
            if (c == '\n' || Characters.IsSpace(c))
            {
                position++;
            }
            else if (c == '/' && IsCommentAt(position))
            {
                SkipComment();
            }
            else if (c == '\\' && ContinuationLength(position) is > 0 and var length)
            {
                position += length;
            }
            else
            {
                return;
            }
        }
    }

    /// <summary>To the end of a line that is not compiled; quotes and comments still hide line breaks and each other.</summary>
    public void SkipRestOfLine()
    {
        while (position < text.Length)
        {
            var next = text.AsSpan(position).IndexOfAny("\n/\\\"'");
            position = next < 0 ? text.Length : position + next;
            if (position >= text.Length || text[position] == '\n')
            {
                return;
            }

            var c = text[position];
            if (c == '/' && IsCommentAt(position))
            {
                SkipComment();
            }
            else if (c is '"' or '\'')
            {
                SkipQuoted(c);
            }
            else
            {
                position += Math.Max(1, ContinuationLength(position));
            }
        }
    }

    private bool IsCommentAt(int at) => CharacterAfter(at, out _) is '/' or '*';

    private void SkipComment()
    {
        var start = position;
        if (CharacterAfter(position, out var second) == '/')
        {
            SkipLineComment(second + 1);
            return;
        }

        var end = text.AsSpan(second + 1).IndexOf("*/");
        position = end < 0 ? text.Length : second + 1 + end + 2;
        if (end < 0 && !isPeeking)
        {
            var at = new SourceLocation(address + start);
            diagnostics?.Report(PreprocessingDiagnostics.UnterminatedComment, new SourceSpan(at, new SourceLocation(at.Position + 2)));
        }
    }

    private void SkipLineComment(int from)
    {
        position = from;
        while (position < text.Length)
        {
            var next = text.AsSpan(position).IndexOfAny('\n', '\\');
            position = next < 0 ? text.Length : position + next;
            if (position >= text.Length || text[position] == '\n')
            {
                return;
            }

            position += Math.Max(1, ContinuationLength(position));
        }
    }

    /// <summary>Length of a backslash, optional blanks and the line break after it; 0 when there is none.</summary>
    private int ContinuationLength(int at)
    {
        if (at >= text.Length || text[at] != '\\')
        {
            return 0;
        }

        var i = at + 1;
        while (i < text.Length && text[i] is ' ' or '\t' or '\r')
        {
            i++;
        }

        return i < text.Length && text[i] == '\n' ? i + 1 - at : 0;
    }

    /// <summary>The character after the one at <paramref name="at"/>, past line continuations; NUL at the end.</summary>
    private char CharacterAfter(int at, out int position)
    {
        position = at + 1;
        for (var length = ContinuationLength(position); length > 0; length = ContinuationLength(position))
        {
            position += length;
        }

        return position < text.Length ? text[position] : '\0';
    }
}
