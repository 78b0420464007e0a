// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Preprocessing;
using BpfSharp.Compiler.Syntax;

namespace BpfSharp.Compiler.Semantics;

/// <summary>The bytes that string and character literals spell.</summary>
internal static class StringLiterals
{
    /// <summary>Decodes adjacent literals into their bytes, without the terminating zero.</summary>
    public static bool TryDecode(StringExpression syntax, out byte[] bytes, out DiagnosticDescriptor? error)
    {
        var output = new List<byte>();
        error = null;
        foreach (var part in syntax.Parts)
        {
            if (!TryDecode(part.Text, '"', output, out error))
            {
                break;
            }
        }

        bytes = [.. output];
        return error is null;
    }

    /// <summary>A character constant's value: one char sign-extended, several packed big end first as GCC and clang do.</summary>
    public static bool TryDecodeCharacter(Token token, out int value, out DiagnosticDescriptor? error)
    {
        var output = new List<byte>();
        value = 0;
        if (!TryDecode(token.Text, '\'', output, out error))
        {
            return false;
        }

        if (output.Count is 0 or > 4)
        {
            error = output.Count == 0 ? SemanticsDiagnostics.EmptyCharacter : SemanticsDiagnostics.CharacterTooLong;
            return false;
        }

        foreach (var one in output)
        {
            value = (value << 8) | one;
        }

        value = output.Count == 1 ? (sbyte)value : value;
        return true;
    }

    /// <summary>The first escape in the literal's text that C does not know, or null.</summary>
    public static char? UnknownEscape(string text)
    {
        for (var at = text.IndexOf('\\', StringComparison.Ordinal); at >= 0 && at + 1 < text.Length; at = text.IndexOf('\\', at + 2))
        {
            if (text[at + 1] is not ((>= '0' and <= '7') or 'x' or 'u' or 'U') && Preprocessing.Literals.Simple(text[at + 1]) < 0)
            {
                return text[at + 1];
            }
        }

        return null;
    }

    public static string ToText(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    private static bool TryDecode(string text, char quote, List<byte> output, out DiagnosticDescriptor? error)
    {
        error = null;
        var start = text.IndexOf(quote, StringComparison.Ordinal);
        if (start > 0 && text[..start] != "u8")
        {
            error = SemanticsDiagnostics.WideLiteral;
            return false;
        }

        // The lexer has reported a missing closing quote; decode what is there.
        var end = text.Length > start + 1 && text[^1] == quote ? text.Length - 1 : text.Length;
        Span<byte> buffer = stackalloc byte[4];
        for (var at = start + 1; at < end;)
        {
            if (text[at] == '\\' && at + 1 < end)
            {
                at++;
                if (!TryEscape(text, end, ref at, output))
                {
                    error = SemanticsDiagnostics.BadEscape;
                    return false;
                }
            }
            else
            {
                Rune.DecodeFromUtf16(text.AsSpan(at, end - at), out var rune, out var used);
                output.AddRange(buffer[..rune.EncodeToUtf8(buffer)]);
                at += used;
            }
        }

        return true;
    }

    private static bool TryEscape(string text, int end, ref int at, List<byte> output)
    {
        var letter = text[at++];
        switch (letter)
        {
            case >= '0' and <= '7':
                at--;
                return TryNumber(text, end, ref at, 8, 3, output);
            case 'x':
                return TryNumber(text, end, ref at, 16, int.MaxValue, output);
            case 'u' or 'U':
                return TryCodePoint(text, end, ref at, letter == 'u' ? 4 : 8, output);
        }

        // An escape nobody knows stands for its letter; the binder warns of it.
        var value = Preprocessing.Literals.Simple(letter);
        output.Add(value >= 0 ? (byte)value : (byte)letter);
        return value >= 0 || char.IsAscii(letter);
    }

    private static bool TryNumber(string text, int end, ref int at, int radix, int maxDigits, List<byte> output)
    {
        var value = 0;
        var digits = 0;
        for (; at < end && digits < maxDigits && HexDigit(text[at]) is var digit && digit >= 0 && digit < radix; at++, digits++)
        {
            value = Math.Min((value * radix) + digit, 0x1000);
        }

        output.Add((byte)value);
        return digits > 0 && value <= 0xff;
    }

    private static int HexDigit(char digit) => char.IsAsciiHexDigit(digit) ? System.Convert.ToInt32(digit.ToString(), 16) : -1;

    private static bool TryCodePoint(string text, int end, ref int at, int digits, List<byte> output)
    {
        if (at + digits > end || !int.TryParse(text.AsSpan(at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            || !Rune.TryCreate(code, out var rune))
        {
            return false;
        }

        at += digits;
        Span<byte> buffer = stackalloc byte[4];
        output.AddRange(buffer[..rune.EncodeToUtf8(buffer)]);
        return true;
    }
}
