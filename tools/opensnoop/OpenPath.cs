// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Tooling.Output;

namespace BpfSharp.Tools;

/// <summary>Puts a path together from an open event: the path as given, or for a relative one the directories it starts from before it (none when that is the root).</summary>
/// <remarks>Event text: the path with its NUL (path_size bytes), then the names of the directories, innermost first, each with its NUL.</remarks>
internal sealed class OpenPath(EventFields fields, bool isFull)
{
    private readonly RecordField text = fields.Find("text");
    private readonly RecordField pathSize = fields.Find("path_size");

    public void Write(ReadOnlySpan<byte> record, RowBuffer output)
    {
        var all = record[text.OffsetBytes..];
        var size = Math.Min((int)fields.Read(pathSize, record), all.Length);
        var path = UpToNul(all[..size]);
        if (isFull && !path.IsEmpty && path[0] != '/')
        {
            WriteDirectories(all[size..], output);
            output.Append((byte)'/');
        }

        output.AppendVisible(path);
    }

    /// <summary>The names arrive innermost first: written from the end.</summary>
    private static void WriteDirectories(ReadOnlySpan<byte> names, RowBuffer output)
    {
        names = names.TrimEnd((byte)0);
        while (!names.IsEmpty)
        {
            var start = names.LastIndexOf((byte)0) + 1;
            output.Append((byte)'/');
            output.AppendVisible(names[start..]);
            names = start == 0 ? [] : names[..(start - 1)];
        }
    }

    private static ReadOnlySpan<byte> UpToNul(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)0);
        return end < 0 ? bytes : bytes[..end];
    }
}
