// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Kernel.Syscalls;

namespace BpfSharp.Kernel.Facts;

/// <summary>The BPF file system, where pins live.</summary>
internal static class Bpffs
{
    private const string Usual = "/sys/fs/bpf";

    /// <summary>Its directory; null when it is not mounted and cannot be.</summary>
    public static string? Root() => MountTable.Find("bpf") ?? (Mount.FileSystem("bpf", Usual) == 0 ? Usual : null);
}
