// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace BpfSharp.Compiler.Source;

/// <summary>Texts from files.</summary>
internal static class TextFile
{
    /// <summary>Reads as much as the file says it has, so that a device without an end cannot hang the compiler.</summary>
    public static string Read(string path)
    {
        using var handle = File.OpenHandle(path);
        var length = RandomAccess.GetLength(handle);
        if (length > int.MaxValue / 2)
        {
            throw new IOException("the file is larger than 1 GB");
        }

        var bytes = new byte[length];
        var count = 0;
        while (count < bytes.Length && RandomAccess.Read(handle, bytes.AsSpan(count), count) is > 0 and var read)
        {
            count += read;
        }

        return Encoding.UTF8.GetString(bytes, 0, count);
    }

    public static bool TryRead(string path, out string text, out string reason)
    {
        (text, reason) = ("", "");
        try
        {
            text = Read(path);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            reason = e.Message;
            return false;
        }
    }
}
