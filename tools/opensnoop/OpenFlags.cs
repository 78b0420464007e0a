// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Tools;

/// <summary>Flags of open(2) by name. Source: include/uapi/asm-generic/fcntl.h, as x86-64 and most architectures have them.</summary>
internal static class OpenFlags
{
    private const int Create = 0x40;
    private const int TemporaryFile = 0x410000;

    private static readonly (string Name, int Value)[] Table =
    [
        ("O_RDONLY", 0), ("O_WRONLY", 1), ("O_RDWR", 2), ("O_CREAT", Create), ("O_EXCL", 0x80), ("O_NOCTTY", 0x100), ("O_TRUNC", 0x200),
        ("O_APPEND", 0x400), ("O_NONBLOCK", 0x800), ("O_NDELAY", 0x800), ("O_DSYNC", 0x1000), ("O_DIRECT", 0x4000), ("O_LARGEFILE", 0x8000),
        ("O_DIRECTORY", 0x10000), ("O_NOFOLLOW", 0x20000), ("O_NOATIME", 0x40000), ("O_CLOEXEC", 0x80000), ("O_SYNC", 0x101000),
        ("O_PATH", 0x200000), ("O_TMPFILE", TemporaryFile),
    ];

    public static IEnumerable<string> Names => Table.Select(row => row.Name);

    public static bool TryGet(string name, out int value)
    {
        foreach (var row in Table)
        {
            if (row.Name == name)
            {
                value = row.Value;
                return true;
            }
        }

        value = 0;
        return false;
    }

    /// <summary>True when open(2) would look at its mode argument.</summary>
    public static bool Creates(int flags) => (flags & Create) != 0 || (flags & TemporaryFile) == TemporaryFile;
}
