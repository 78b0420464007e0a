// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace BpfSharp.Compiler.Diagnostics;

/// <summary>A line of source with a caret below, as a terminal shows it: tabs expanded, wide characters two columns, of long lines the part that matters.</summary>
internal static class SourceExcerpt
{
    private const int TabWidth = 8;

    /// <summary>Columns of a line that is not cut.</summary>
    private const int LineLimit = 160;

    /// <summary>Columns kept on each side of the caret when it is.</summary>
    private const int Context = 60;

    /// <param name="first">Start of the underlined range, in characters of the line.</param>
    /// <param name="at">The caret.</param>
    /// <param name="past">Just behind the range.</param>
    public static void Write(StringBuilder text, string line, int first, int at, int past, string colour, string reset)
    {
        var cells = Cells(line);
        var (from, caret, to) = (Column(cells, first), Column(cells, at), Math.Max(Column(cells, past), Column(cells, at) + 1));
        var width = Column(cells, line.Length);
        var (left, right) = width <= LineLimit ? (0, width) : (Math.Max(0, caret - Context), Math.Min(width, caret + Context));
        var (before, behind) = (left > 0 ? "… " : "", right < width ? " …" : "");
        text.Append(before).Append(Cut(cells, left, right)).Append(behind).Append('\n');
        (from, to) = (Math.Max(from, left), Math.Max(Math.Min(to, right), caret + 1));
        text.Append(' ', from - left + before.Length).Append(colour).Append('~', caret - from).Append('^').Append('~', to - caret - 1).Append(reset).Append('\n');
    }

    private static int Column(List<Cell> cells, int character)
    {
        foreach (var cell in cells)
        {
            if (cell.Character >= character)
            {
                return cell.Column;
            }
        }

        return cells.Count == 0 ? 0 : cells[^1].Column + cells[^1].Width;
    }

    private static string Cut(List<Cell> cells, int left, int right)
    {
        var text = new StringBuilder();
        foreach (var cell in cells.Where(c => c.Column >= left && c.Column + c.Width <= right))
        {
            text.Append(cell.Shown);
        }

        return text.ToString();
    }

    private static List<Cell> Cells(string line)
    {
        var cells = new List<Cell>(line.Length);
        var column = 0;
        for (var i = 0; i < line.Length;)
        {
            Rune.DecodeFromUtf16(line.AsSpan(i), out var rune, out var used);
            var width = rune.Value == '\t' ? TabWidth - (column % TabWidth) : WidthOf(rune);

            // Control characters would move the terminal's cursor.
            var shown = rune.Value == '\t' ? new string(' ', width) : Rune.IsControl(rune) ? "?" : rune.ToString();
            cells.Add(new Cell(i, column, width, shown));
            column += width;
            i += used;
        }

        return cells;
    }

    private static int WidthOf(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format => 0,
        _ => IsWide(rune.Value) ? 2 : 1,
    };

    // East Asian Wide and Fullwidth (UAX #11) and emoji, by block.
    private static bool IsWide(int code) => code is (>= 0x1100 and <= 0x115f) or (>= 0x2e80 and <= 0x303e) or (>= 0x3041 and <= 0xa4cf) or (>= 0xac00 and <= 0xd7a3)
        or (>= 0xf900 and <= 0xfaff) or (>= 0xfe30 and <= 0xfe6f) or (>= 0xff00 and <= 0xff60) or (>= 0xffe0 and <= 0xffe6) or (>= 0x1f300 and <= 0x1f64f)
        or (>= 0x1f900 and <= 0x1f9ff) or (>= 0x20000 and <= 0x3fffd);

    private readonly record struct Cell(int Character, int Column, int Width, string Shown);
}
