// SPDX-License-Identifier: Apache-2.0
using System.Text;
using BpfSharp.Kernel.Handles;
using BpfSharp.Kernel.Syscalls;

namespace BpfSharp.Kernel.Facts;

/// <summary>Reads files of proc, sysfs and tracefs, whose sizes cannot be known before reading.</summary>
internal static class ProcFile
{
    /// <summary>Null when the file is absent or may not be read.</summary>
    public static string? TryReadText(string path)
    {
        var bytes = TryReadBytes(path);
        return bytes is null ? null : Encoding.UTF8.GetString(bytes);
    }

    public static byte[]? TryReadBytes(string path)
    {
        var number = OpenFile.Path(path, OpenFile.O_RDONLY);
        if (number < 0)
        {
            return null;
        }

        using var fd = new FileFd(number);
        var buffer = new byte[4096];
        var length = 0;
        while (true)
        {
            var count = ReadFile.Into(fd, buffer.AsSpan(length));
            if (count < 0)
            {
                return null;
            }

            if (count == 0)
            {
                return buffer.AsSpan(0, length).ToArray();
            }

            length += count;
            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }
        }
    }

    public static int? TryReadInteger(string path) => int.TryParse(TryReadText(path), out var value) ? value : null;
}
