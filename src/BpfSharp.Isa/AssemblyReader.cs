// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace BpfSharp.Isa;

/// <summary>A place in one line of assembly; blanks are skipped before everything read.</summary>
internal ref struct AssemblyReader(ReadOnlySpan<char> line, int number)
{
    private ReadOnlySpan<char> rest = line;

    public readonly bool AtEnd => rest.Trim().IsEmpty;

    /// <summary>Takes the text if it comes next; a word is not taken out of the middle of a longer one.</summary>
    public bool Eat(string text)
    {
        SkipBlanks();
        if (!rest.StartsWith(text, StringComparison.Ordinal) ||
            (IsWordPart(text[^1]) && rest.Length > text.Length && IsWordPart(rest[text.Length])))
        {
            return false;
        }

        rest = rest[text.Length..];
        return true;
    }

    public bool StartsWith(string text)
    {
        SkipBlanks();
        return rest.StartsWith(text, StringComparison.Ordinal);
    }

    /// <summary>Everything up to the line's end.</summary>
    public ReadOnlySpan<char> Rest()
    {
        var all = rest;
        rest = [];
        return all;
    }

    public void Expect(string text)
    {
        if (!Eat(text))
        {
            throw Error($"'{text}' expected");
        }
    }

    public bool TryRegister(out Register register, out bool narrow)
    {
        SkipBlanks();
        register = default;
        narrow = !rest.IsEmpty && rest[0] == 'w';
        var length = WordLength();
        if (length < 2 || rest[0] is not ('r' or 'w') || !byte.TryParse(rest[1..length], NumberStyles.None, CultureInfo.InvariantCulture, out var index) ||
            index > (byte)Register.R10)
        {
            return false;
        }

        register = (Register)index;
        rest = rest[length..];
        return true;
    }

    public Register ReadRegister(bool narrow = false)
    {
        if (!TryRegister(out var register, out var isNarrow) || isNarrow != narrow)
        {
            throw Error(narrow ? "32-bit register (w0 to w10) expected" : "register (r0 to r10) expected");
        }

        return register;
    }

    /// <summary>A decimal or 0x number with an optional sign.</summary>
    public bool TryNumber(out long value)
    {
        SkipBlanks();
        value = 0;
        var negative = rest.StartsWith("-");
        var digits = negative || rest.StartsWith("+") ? rest[1..] : rest;
        var length = 0;
        while (length < digits.Length && char.IsAsciiLetterOrDigit(digits[length]))
        {
            length++;
        }

        var word = digits[..length];
        var isHex = word.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        if (!ulong.TryParse(isHex ? word[2..] : word, isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out var magnitude))
        {
            return false;
        }

        rest = digits[length..];
        value = negative ? -(long)magnitude : (long)magnitude;
        return true;
    }

    public long Number() => TryNumber(out var value) ? value : throw Error("number expected");

    /// <summary>A number that fits 32 bits, signed or unsigned.</summary>
    public int Immediate()
    {
        var value = Number();
        return value is >= int.MinValue and <= uint.MaxValue ? (int)value : throw Error($"{value} does not fit 32 bits");
    }

    public short Short()
    {
        var value = Number();
        return value is >= short.MinValue and <= short.MaxValue ? (short)value : throw Error($"{value} does not fit 16 bits");
    }

    /// <summary>A distance such as "+5" or "+8 + 4", or 0 when none comes next.</summary>
    public int Displacement()
    {
        for (var sum = 0; ;)
        {
            if (Eat("+"))
            {
                sum = unchecked(sum + Immediate());
            }
            else if (Eat("-"))
            {
                sum = unchecked(sum - Immediate());
            }
            else
            {
                return sum;
            }
        }
    }

    /// <summary>A name of letters, digits, '_', '.' and '$', not starting with a digit; null when none comes next.</summary>
    public string? Name()
    {
        SkipBlanks();
        var length = WordLength();
        if (length == 0 || char.IsAsciiDigit(rest[0]))
        {
            return null;
        }

        var name = rest[..length].ToString();
        rest = rest[length..];
        return name;
    }

    /// <summary>Everything up to a closing bracket, which is taken as well.</summary>
    public string Bracketed()
    {
        var end = rest.IndexOf(']');
        if (end < 0)
        {
            throw Error("']' expected");
        }

        var name = rest[..end].Trim().ToString();
        rest = rest[(end + 1)..];
        return name;
    }

    public readonly FormatException Error(string message) => new($"line {number}: {message} at '{rest.Trim().ToString()}'");

    private void SkipBlanks() => rest = rest.TrimStart();

    private readonly int WordLength()
    {
        var length = 0;
        while (length < rest.Length && IsWordPart(rest[length]))
        {
            length++;
        }

        return length;
    }

    private static bool IsWordPart(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '$';
}
