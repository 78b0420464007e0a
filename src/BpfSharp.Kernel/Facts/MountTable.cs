// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Kernel.Facts;

/// <summary>Where file systems are mounted in this process's mount namespace.</summary>
internal static class MountTable
{
    /// <summary>The first mount point of a file system type, or null.</summary>
    public static string? Find(string type) => Find(ProcFile.TryReadText("/proc/self/mounts") ?? "", type);

    /// <summary>Lines are "device point type options 0 0", with octal escapes for blanks.</summary>
    public static string? Find(string table, string type)
    {
        foreach (var line in table.Split('\n'))
        {
            var words = line.Split(' ');
            if (words.Length > 2 && words[2] == type)
            {
                return words[1].Replace("\\040", " ", StringComparison.Ordinal);
            }
        }

        return null;
    }
}
