// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Source;

/// <summary>One entry of a text into the compilation. A header included twice is two source files that share their text.</summary>
public sealed class SourceFile
{
    private int[]? lineStarts;
    private List<LineMarker>? markers;

    internal SourceFile(string path, string text, int start, SourceLocation includedFrom)
    {
        Path = path;
        Text = text;
        Start = start;
        IncludedFrom = includedFrom;
    }

    /// <summary>As shown to the user: a path, or <c>&lt;name&gt;</c> for text that is no file.</summary>
    public string Path { get; }
    public string Text { get; }

    /// <summary>Address of the first character.</summary>
    public int Start { get; }

    /// <summary>The #include that brought it in; nowhere for the main file.</summary>
    public SourceLocation IncludedFrom { get; }

    /// <summary>A header of ours, or found where -isystem says: its author does not read our warnings.</summary>
    internal bool IsSystem { get; set; }

    /// <summary>Zero-based number of the line that holds <paramref name="offset"/>.</summary>
    internal int LineIndexOf(int offset)
    {
        var index = Array.BinarySearch(LineStarts(), offset);
        return index >= 0 ? index : ~index - 1;
    }

    internal int LineStart(int lineIndex) => LineStarts()[lineIndex];

    /// <summary>The line without its line break.</summary>
    internal string LineText(int lineIndex)
    {
        var starts = LineStarts();
        var end = lineIndex + 1 < starts.Length ? starts[lineIndex + 1] : Text.Length;
        return Text.AsSpan(starts[lineIndex], end - starts[lineIndex]).TrimEnd("\r\n").ToString();
    }

    /// <summary>Records a #line: the line after physical line <paramref name="lineIndex"/> is called <paramref name="number"/> of <paramref name="path"/>.</summary>
    internal void AddMarker(int lineIndex, int number, string path) => (markers ??= []).Add(new LineMarker(lineIndex, number, path));

    /// <summary>File name and line number as #line markers have them.</summary>
    internal (string Path, int Line) Presumed(int lineIndex)
    {
        for (var i = (markers?.Count ?? 0) - 1; i >= 0; i--)
        {
            var marker = markers![i];
            if (marker.LineIndex < lineIndex)
            {
                return (marker.Path, marker.Number + lineIndex - marker.LineIndex - 1);
            }
        }

        return (Path, lineIndex + 1);
    }

    private int[] LineStarts() => lineStarts ??= FindLineStarts(Text);

    private static int[] FindLineStarts(string text)
    {
        var starts = new List<int>(text.Length / 24 + 4) { 0 };
        var rest = text.AsSpan();
        var offset = 0;
        for (var at = rest.IndexOf('\n'); at >= 0; at = rest[offset..].IndexOf('\n'))
        {
            offset += at + 1;
            starts.Add(offset);
        }

        return [.. starts];
    }

    private readonly record struct LineMarker(int LineIndex, int Number, string Path);
}
