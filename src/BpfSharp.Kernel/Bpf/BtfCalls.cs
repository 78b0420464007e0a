// SPDX-License-Identifier: Apache-2.0
using System.Text;
using BpfSharp.Kernel.Bpf.Attributes;
using BpfSharp.Kernel.Bpf.Information;
using BpfSharp.Kernel.Handles;
using BpfSharp.Kernel.Syscalls;

namespace BpfSharp.Kernel.Bpf;

/// <summary>BTF objects in the kernel: those of loaded objects, of modules and of the kernel itself.</summary>
internal static unsafe class BtfCalls
{
    private const int MaximumName = 64;

    /// <param name="token">Null without one.</param>
    public static int Load(ReadOnlySpan<byte> btf, Span<byte> log, BpfFd? token)
    {
        using var held = OptionalLease.Of(token);
        fixed (byte* data = btf, logBytes = log)
        {
            var attr = new BtfLoadAttr
            {
                btf = (ulong)data, btf_size = (uint)btf.Length,
                btf_log_buf = (ulong)logBytes, btf_log_size = (uint)log.Length, btf_log_level = log.IsEmpty ? 0u : 1u,
                btf_flags = token is null ? 0 : BpfTokens.BPF_F_TOKEN_FD, btf_token_fd = held.Value,
            };
            return BpfCall.Invoke(BpfCommand.BPF_BTF_LOAD, ref attr);
        }
    }

    /// <summary>The name of a module's BTF ("vmlinux" for the kernel's own; empty for an object's), and whether it is the kernel's.</summary>
    public static int Describe(BpfFd btf, out string name, out bool isKernel)
    {
        var text = stackalloc byte[MaximumName];
        var info = new BtfInfo { name = (ulong)text, name_len = MaximumName };
        var result = ObjectCalls.Information(btf, ref info);
        name = result < 0 ? "" : Encoding.UTF8.GetString(text, (int)Math.Min(info.name_len, MaximumName - 1)).TrimEnd('\0');
        isKernel = info.kernel_btf != 0;
        return result;
    }

    /// <summary>The types themselves; null with a negated errno.</summary>
    public static byte[]? Read(BpfFd btf, out int error)
    {
        var info = default(BtfInfo);
        error = ObjectCalls.Information(btf, ref info);
        if (error < 0)
        {
            return null;
        }

        var bytes = new byte[info.btf_size];
        fixed (byte* data = bytes)
        {
            info = new BtfInfo { btf = (ulong)data, btf_size = (uint)bytes.Length };
            error = ObjectCalls.Information(btf, ref info);
        }

        return error < 0 ? null : bytes;
    }
}
