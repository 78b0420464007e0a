// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using BpfSharp.Compiler.Diagnostics;

namespace BpfSharp.Compiler.Semantics;

/// <summary>An integer constant: value, and the type C chooses by value, base and suffix.</summary>
internal readonly record struct NumberLiteral(Int128 Value, IntegerType Type)
{
    public static bool TryParse(string text, out NumberLiteral number, out DiagnosticDescriptor? error)
    {
        number = new(0, IntegerType.Int);
        var (radix, start) = Prefix(text);
        var end = start;
        UInt128 value = 0;
        for (; end < text.Length && (DigitOf(text[end]) is var digit && digit >= 0 && digit < (radix == 16 ? 16 : 10)); end++)
        {
            if (digit >= radix)
            {
                error = IsFloat(text, radix) ? SemanticsDiagnostics.FloatLiteral : SemanticsDiagnostics.BadNumber;
                return false;
            }

            value = UInt128.Min((value * (uint)radix) + (uint)digit, (UInt128)1 << 100);
        }

        if (IsFloat(text, radix))
        {
            error = SemanticsDiagnostics.FloatLiteral;
            return false;
        }

        if (end == start || !TrySuffix(text.AsSpan(end), out var isUnsigned, out var longs))
        {
            error = SemanticsDiagnostics.BadNumber;
            return false;
        }

        error = value > ulong.MaxValue ? SemanticsDiagnostics.NumberTooLarge : null;
        number = new((Int128)value, TypeFor(value, isUnsigned, longs, radix == 10));
        return error is null;
    }

    /// <summary>A decimal floating-point constant that is a whole number, and small enough to be exact.</summary>
    public static bool TryParseWhole(string text, out long number)
    {
        number = 0;
        if (text.Length == 0 || !char.IsAsciiDigit(text[0]) || !IsFloat(text, 10) || !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            || value != Math.Floor(value) || value >= 1L << 53)
        {
            return false;
        }

        number = (long)value;
        return true;
    }

    private static (int Radix, int Start) Prefix(string text)
    {
        if (text.Length > 1 && text[0] == '0')
        {
            switch (text[1])
            {
                case 'x' or 'X':
                    return (16, 2);
                case 'b' or 'B':
                    return (2, 2);
                case >= '0' and <= '9':
                    return (8, 1);
            }
        }

        return (10, 0);
    }

    private static int DigitOf(char c) => c switch
    {
        >= '0' and <= '9' => c - '0',
        >= 'a' and <= 'f' => c - 'a' + 10,
        >= 'A' and <= 'F' => c - 'A' + 10,
        _ => -1,
    };

    private static bool IsFloat(string text, int radix) =>
        text.Contains('.', StringComparison.Ordinal) || (radix == 16 ? text.AsSpan().IndexOfAny('p', 'P') : text.AsSpan().IndexOfAny('e', 'E')) > 0;

    private static bool TrySuffix(ReadOnlySpan<char> suffix, out bool isUnsigned, out int longs)
    {
        isUnsigned = false;
        longs = 0;
        if (suffix.Length > 0 && suffix[0] is 'u' or 'U')
        {
            isUnsigned = true;
            suffix = suffix[1..];
        }

        if (suffix.StartsWith("ll") || suffix.StartsWith("LL"))
        {
            longs = 2;
            suffix = suffix[2..];
        }
        else if (suffix.Length > 0 && suffix[0] is 'l' or 'L')
        {
            longs = 1;
            suffix = suffix[1..];
        }

        if (!isUnsigned && suffix.Length > 0 && suffix[0] is 'u' or 'U')
        {
            isUnsigned = true;
            suffix = suffix[1..];
        }

        return suffix.IsEmpty;
    }

    private static IntegerType TypeFor(UInt128 value, bool isUnsigned, int longs, bool isDecimal)
    {
        if (longs == 0)
        {
            if (!isUnsigned && value <= int.MaxValue)
            {
                return IntegerType.Int;
            }

            if ((isUnsigned || !isDecimal) && value <= uint.MaxValue)
            {
                return IntegerType.UnsignedInt;
            }
        }

        // A decimal constant too large for long would be an error in strict C; GCC and clang make it unsigned.
        var isSigned = !isUnsigned && value <= long.MaxValue;
        return longs == 2
            ? isSigned ? IntegerType.LongLong : IntegerType.UnsignedLongLong
            : isSigned ? IntegerType.Long : IntegerType.UnsignedLong;
    }
}
