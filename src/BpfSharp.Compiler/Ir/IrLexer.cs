// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace BpfSharp.Compiler.Ir;

internal enum IrTokenKind : byte
{
    End, Word, String, Mark,
}

/// <param name="Text">The word, the mark, or a string's bytes one per character.</param>
internal readonly record struct IrToken(IrTokenKind Kind, string Text, int Line);

/// <summary>Splits IR text into words, strings and marks. Space, line ends and <c>;</c> comments only separate.</summary>
internal static class IrLexer
{
    private const string Marks = ":=,()[]{}";

    public static List<IrToken> Split(string text)
    {
        var tokens = new List<IrToken>();
        var line = 1;
        for (var i = 0; i < text.Length;)
        {
            var c = text[i];
            if (c == ';')
            {
                var end = text.IndexOf('\n', i);
                i = end < 0 ? text.Length : end;
            }
            else if (char.IsWhiteSpace(c))
            {
                line += c == '\n' ? 1 : 0;
                i++;
            }
            else if (c == '"')
            {
                tokens.Add(new IrToken(IrTokenKind.String, ReadString(text, ref i, line), line));
            }
            else if (Marks.Contains(c, StringComparison.Ordinal))
            {
                tokens.Add(new IrToken(IrTokenKind.Mark, c.ToString(), line));
                i++;
            }
            else
            {
                tokens.Add(new IrToken(IrTokenKind.Word, ReadWord(text, ref i), line));
            }
        }

        tokens.Add(new IrToken(IrTokenKind.End, "", line));
        return tokens;
    }

    private static string ReadWord(string text, ref int i)
    {
        var start = i;
        while (i < text.Length && !char.IsWhiteSpace(text[i]) && text[i] is not (';' or '"') && !Marks.Contains(text[i], StringComparison.Ordinal))
        {
            i++;
        }

        return text[start..i];
    }

    private static string ReadString(string text, ref int i, int line)
    {
        var bytes = new StringBuilder();
        for (i++; i < text.Length && text[i] != '"'; i++)
        {
            if (text[i] != '\\')
            {
                bytes.Append(text[i]);
            }
            else if (i + 2 < text.Length && byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var b))
            {
                bytes.Append((char)b);
                i += 2;
            }
            else
            {
                throw new InvalidIrException($"line {line}: bad escape in a string");
            }
        }

        if (i++ >= text.Length)
        {
            throw new InvalidIrException($"line {line}: unterminated string");
        }

        return bytes.ToString();
    }
}
