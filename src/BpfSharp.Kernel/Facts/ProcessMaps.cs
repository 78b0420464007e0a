// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace BpfSharp.Kernel.Facts;

/// <summary>What a process has mapped where: /proc/PID/maps.</summary>
internal static class ProcessMaps
{
    /// <summary>Where a process has the code at an offset of a file; null when it has not mapped it for execution.</summary>
    /// <param name="path">As this process sees it; another mount namespace's may begin with /proc/PID/root.</param>
    public static ulong? AddressOf(int pid, string path, ulong offset)
    {
        var root = $"/proc/{pid}/root";
        var wanted = path.StartsWith(root + "/", StringComparison.Ordinal) ? path[root.Length..] : Resolve(path);
        foreach (var line in (ProcFile.TryReadText($"/proc/{pid}/maps") ?? "").Split('\n'))
        {
            // start-end mode offset device inode path
            var words = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 6 && words[1].Contains('x', StringComparison.Ordinal) && words[5] == wanted && Range(words[0]) is var (start, end)
                && ulong.TryParse(words[2], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var from) && offset >= from && offset - from < end - start)
            {
                return start + (offset - from);
            }
        }

        return null;
    }

    private static string Resolve(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path);

    private static (ulong Start, ulong End) Range(string text)
    {
        var parts = text.Split('-');
        return (ulong.Parse(parts[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture), ulong.Parse(parts[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
    }
}
