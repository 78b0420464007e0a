// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace BpfSharp.Kernel.Bpf.Attributes;

/// <summary>The attr of BPF_PROG_ATTACH and BPF_PROG_DETACH: 20 bytes. Source: include/uapi/linux/bpf.h, union bpf_attr.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ProgramAttachAttr
{
    public uint target_fd, attach_bpf_fd, attach_type, attach_flags, replace_bpf_fd;
}
