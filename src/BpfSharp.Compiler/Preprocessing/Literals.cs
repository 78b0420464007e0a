// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace BpfSharp.Compiler.Preprocessing;

/// <summary>Reads literals as directives need them.</summary>
internal static class Literals
{
    /// <summary>The text between the quotes, with \" and \\ resolved and other escapes left alone.</summary>
    public static string Unquote(string literal)
    {
        var start = literal.IndexOf('"', StringComparison.Ordinal) + 1;
        var text = new StringBuilder(literal.Length);
        for (var i = start; i < literal.Length - 1; i++)
        {
            if (literal[i] == '\\' && literal[i + 1] is '"' or '\\' && i + 1 < literal.Length - 1)
            {
                i++;
            }

            text.Append(literal[i]);
        }

        return text.ToString();
    }

    /// <summary>A string literal that spells the text.</summary>
    public static string Quote(ReadOnlySpan<char> text)
    {
        var result = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            if (c is '"' or '\\')
            {
                result.Append('\\');
            }

            result.Append(c);
        }

        return result.Append('"').ToString();
    }

    /// <summary>Value of a character constant as #if sees it; several characters are packed as GNU C packs them. False when it is malformed.</summary>
    public static bool TryEvaluateCharacter(string literal, out long value)
    {
        value = 0;
        var quote = literal.IndexOf('\'', StringComparison.Ordinal);
        var text = literal.AsSpan(quote + 1, literal.Length - quote - 2);
        if (text.IsEmpty)
        {
            return false;
        }

        var isWide = quote > 0;
        var count = 0;
        for (var i = 0; i < text.Length; count++)
        {
            if (!TryReadCharacter(text, ref i, out var c))
            {
                return false;
            }

            value = isWide ? c : count == 0 ? (sbyte)c : (int)((value << 8) | (byte)c);
        }

        return !isWide || count == 1;
    }

    private static bool TryReadCharacter(ReadOnlySpan<char> text, ref int i, out long value)
    {
        if (text[i] != '\\')
        {
            value = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])
                ? char.ConvertToUtf32(text[i++], text[i])
                : text[i];
            i++;
            return true;
        }

        value = 0;
        if (++i >= text.Length)
        {
            return false;
        }

        var c = text[i++];
        switch (c)
        {
            case 'x':
                return ReadDigits(text, ref i, 16, int.MaxValue, ref value) > 0;
            case 'u' or 'U':
                return ReadDigits(text, ref i, 16, c == 'u' ? 4 : 8, ref value) == (c == 'u' ? 4 : 8);
            case >= '0' and <= '7':
                i--;
                return ReadDigits(text, ref i, 8, 3, ref value) > 0;
            default:
                value = Simple(c);
                return value >= 0;
        }
    }

    private static int ReadDigits(ReadOnlySpan<char> text, ref int i, int radix, int most, ref long value)
    {
        var count = 0;
        while (count < most && i < text.Length && char.IsAsciiHexDigit(text[i]) && Convert.ToInt32(text[i].ToString(), 16) is var digit && digit < radix)
        {
            value = (value * radix) + digit;
            i++;
            count++;
        }

        return count;
    }

    /// <summary>What a one-letter escape (\\n) stands for; -1 when it is none.</summary>
    public static int Simple(char c) => c switch
    {
        'n' => 10,
        't' => 9,
        'r' => 13,
        'a' => 7,
        'b' => 8,
        'f' => 12,
        'v' => 11,
        'e' or 'E' => 27,
        '\\' or '\'' or '"' or '?' => c,
        _ => -1,
    };
}
