// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace BpfSharp.Kernel.Bpf.Attributes;

/// <summary>The attr of BPF_LINK_CREATE for many uprobes in one link: 64 bytes. Source: include/uapi/linux/bpf.h, union bpf_attr.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct UprobeMultiAttr
{
    public uint prog_fd, target_fd, attach_type, flags;
    public ulong path, offsets, ref_ctr_offsets, cookies;
    public uint cnt, uprobe_flags, pid, padding;
}
