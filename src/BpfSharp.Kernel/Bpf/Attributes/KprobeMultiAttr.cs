// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace BpfSharp.Kernel.Bpf.Attributes;

/// <summary>The attr of BPF_LINK_CREATE for many kprobes in one link: 48 bytes. Either names or addresses are given. Source: include/uapi/linux/bpf.h, union bpf_attr.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct KprobeMultiAttr
{
    public uint prog_fd, target_fd, attach_type, flags, kprobe_flags, cnt;
    public ulong syms, addrs, cookies;
}
