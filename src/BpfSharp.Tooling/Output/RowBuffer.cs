// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace BpfSharp.Tooling.Output;

/// <summary>Collects UTF-8 output without making strings; written to a stream in one go.</summary>
public sealed class RowBuffer
{
    private byte[] bytes = new byte[4096];

    public int Length { get; private set; }
    public ReadOnlySpan<byte> Written => bytes.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public void Append(byte value)
    {
        Reserve(1)[0] = value;
        Length++;
    }

    public void Append(ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(Reserve(utf8.Length));
        Length += utf8.Length;
    }

    public void Append(string text) => Length += Encoding.UTF8.GetBytes(text, Reserve(Encoding.UTF8.GetMaxByteCount(text.Length)));

    public void Append(long value)
    {
        Utf8Formatter.TryFormat(value, Reserve(20), out var written);
        Length += written;
    }

    public void AppendUnsigned(ulong value)
    {
        Utf8Formatter.TryFormat(value, Reserve(20), out var written);
        Length += written;
    }

    public void Append(double value, int decimals)
    {
        Span<char> format = ['F', (char)('0' + decimals)];
        value.TryFormat(Reserve(64), out var written, format, CultureInfo.InvariantCulture);
        Length += written;
    }

    public void AppendOctal(ulong value, int minimumDigits)
    {
        var digits = Math.Max(minimumDigits, 1);
        for (var rest = value >> 3 * digits; rest != 0; rest >>= 3)
        {
            digits++;
        }

        var target = Reserve(digits);
        for (var i = digits - 1; i >= 0; i--, value >>= 3)
        {
            target[i] = (byte)('0' + (value & 7));
        }

        Length += digits;
    }

    /// <summary>
    /// Bytes of a file name or command as a person may see them: control characters are written as \n, \t or \x1b, so that a hostile name cannot
    /// move the cursor or fake a row.
    /// </summary>
    public void AppendVisible(ReadOnlySpan<byte> text)
    {
        foreach (var b in text)
        {
            if (b is >= 0x20 and not 0x7f)
            {
                Append(b);
                continue;
            }

            Append((byte)'\\');
            switch (b)
            {
                case (byte)'\n':
                    Append((byte)'n');
                    break;
                case (byte)'\t':
                    Append((byte)'t');
                    break;
                default:
                    Append((byte)'x');
                    Append(HexDigit(b >> 4));
                    Append(HexDigit(b & 15));
                    break;
            }
        }
    }

    /// <summary>Pads what was written since <paramref name="start"/> to a width as printf does: positive is right-aligned, negative left-aligned.</summary>
    public void Pad(int start, int width)
    {
        var missing = Math.Abs(width) - (Length - start);
        if (missing <= 0)
        {
            return;
        }

        Reserve(missing);
        if (width > 0)
        {
            bytes.AsSpan(start, Length - start).CopyTo(bytes.AsSpan(start + missing));
            bytes.AsSpan(start, missing).Fill((byte)' ');
        }
        else
        {
            bytes.AsSpan(Length, missing).Fill((byte)' ');
        }

        Length += missing;
    }

    /// <summary>Turns what was written since <paramref name="start"/> into a JSON string, quotes and escapes added.</summary>
    public void QuoteJson(int start)
    {
        var text = bytes.AsSpan(start, Length - start).ToArray();
        Length = start;
        Append((byte)'"');
        foreach (var b in text)
        {
            if (b is (byte)'"' or (byte)'\\')
            {
                Append((byte)'\\');
            }

            Append(b);
        }

        Append((byte)'"');
    }

    /// <summary>Turns what was written since <paramref name="start"/> into a CSV field: quoted when it holds a comma, quote or line end.</summary>
    public void QuoteCsv(int start)
    {
        var text = bytes.AsSpan(start, Length - start);
        if (text.IndexOfAny(",\"\n"u8) < 0)
        {
            return;
        }

        var copy = text.ToArray();
        Length = start;
        Append((byte)'"');
        foreach (var b in copy)
        {
            if (b == '"')
            {
                Append(b);
            }

            Append(b);
        }

        Append((byte)'"');
    }

    private static byte HexDigit(int value) => (byte)(value < 10 ? '0' + value : 'a' + value - 10);

    private Span<byte> Reserve(int count)
    {
        if (Length + count > bytes.Length)
        {
            Array.Resize(ref bytes, Math.Max(bytes.Length * 2, Length + count));
        }

        return bytes.AsSpan(Length);
    }
}
