// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Preprocessing;

/// <summary>Which characters make up identifiers and white space.</summary>
internal static class Characters
{
    private const byte Start = 1, Part = 2, Space = 4;
    private static readonly byte[] Ascii = MakeTable();

    public static bool IsIdentifierStart(char c) => c < 128 ? (Ascii[c] & Start) != 0 : IsForeignLetter(c);

    public static bool IsIdentifierPart(char c) => c < 128 ? (Ascii[c] & Part) != 0 : IsForeignLetter(c);

    /// <summary>White space inside a line.</summary>
    public static bool IsSpace(char c) => c < 128 ? (Ascii[c] & Space) != 0 : c == '\ufeff' || char.IsWhiteSpace(c);

    /// <summary>True when the text is one whole identifier.</summary>
    public static bool IsIdentifier(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || !IsIdentifierStart(text[0]))
        {
            return false;
        }

        foreach (var c in text)
        {
            if (!IsIdentifierPart(c))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsForeignLetter(char c) => char.IsLetterOrDigit(c) || char.IsSurrogate(c);

    private static byte[] MakeTable()
    {
        var table = new byte[128];
        for (var c = 0; c < 128; c++)
        {
            if (char.IsAsciiLetter((char)c) || c is '_' or '$')
            {
                table[c] = Start | Part;
            }
            else if (char.IsAsciiDigit((char)c))
            {
                table[c] = Part;
            }
            else if (c is ' ' or '\t' or '\v' or '\f' or '\r' or 0)
            {
                table[c] = Space;
            }
        }

        return table;
    }
}
