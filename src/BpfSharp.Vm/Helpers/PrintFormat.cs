// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace BpfSharp.Vm.Helpers;

/// <summary>The formats of bpf_trace_printk: %d %i %u %x %X %o %c %s %p %%, with flags, width and l, ll.</summary>
internal static class PrintFormat
{
    public static string Expand(string format, ReadOnlySpan<ulong> values, Func<ulong, string> textAt)
    {
        var result = new StringBuilder();
        var next = 0;
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 == format.Length)
            {
                result.Append(format[i]);
                continue;
            }

            var start = ++i;
            while (i < format.Length - 1 && (char.IsAsciiDigit(format[i]) || format[i] is '-' or '#' or ' ' or 'l'))
            {
                i++;
            }

            if (format[i] == '%')
            {
                result.Append('%');
                continue;
            }

            var value = next < values.Length ? values[next++] : 0;
            result.Append(Padded(format.AsSpan(start, i - start), Conversion(format[i], format.AsSpan(start, i - start), value, textAt)));
        }

        return result.ToString();
    }

    private static string Conversion(char letter, ReadOnlySpan<char> flags, ulong value, Func<ulong, string> textAt)
    {
        var isLong = flags.Contains('l');
        var number = isLong ? value : (uint)value;
        var start = flags.Contains('#') ? "0x" : "";
        return letter switch
        {
            'd' or 'i' => (isLong ? (long)value : (int)value).ToString(CultureInfo.InvariantCulture),
            'u' => number.ToString(CultureInfo.InvariantCulture),
            'x' => start + number.ToString("x", CultureInfo.InvariantCulture),
            'X' => start + number.ToString("X", CultureInfo.InvariantCulture),
            'o' => Convert.ToString((long)number, 8),
            'c' => ((char)(byte)value).ToString(),
            's' => textAt(value),
            'p' => value.ToString("x16", CultureInfo.InvariantCulture),
            _ => $"%{letter}",
        };
    }

    private static string Padded(ReadOnlySpan<char> flags, string text)
    {
        var isLeft = flags.Contains('-');
        var digits = flags.TrimStart("-# ").TrimEnd('l');
        if (digits.IsEmpty || !int.TryParse(digits, CultureInfo.InvariantCulture, out var width))
        {
            return text;
        }

        return isLeft ? text.PadRight(width) : text.PadLeft(width, digits[0] == '0' ? '0' : ' ');
    }
}
