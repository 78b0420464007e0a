// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Kernel.Bpf.Attributes;
using BpfSharp.Kernel.Handles;
using BpfSharp.Kernel.Syscalls;

namespace BpfSharp.Kernel.Bpf;

/// <summary>BPF tokens: rights that a mounted BPF file system delegates to the processes of a user namespace. Linux 6.9.</summary>
internal static class BpfTokens
{
    /// <summary>In the flags of a map, a program or BTF: the attr names a token.</summary>
    public const uint BPF_F_TOKEN_FD = 1 << 16;

    /// <summary>A descriptor, or a negated errno: EOPNOTSUPP outside user namespaces, ENOENT where the mount delegates nothing.</summary>
    public static int Create(FileFd bpffs)
    {
        using var fd = bpffs.Lease();
        var attr = new TokenCreateAttr { bpffs_fd = (uint)fd.Value };
        return BpfCall.Invoke(BpfCommand.BPF_TOKEN_CREATE, ref attr);
    }
}
