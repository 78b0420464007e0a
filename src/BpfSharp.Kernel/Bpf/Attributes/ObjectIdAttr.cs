// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace BpfSharp.Kernel.Bpf.Attributes;

/// <summary>The attr of BPF_*_GET_NEXT_ID and BPF_*_GET_FD_BY_ID: 12 bytes. Source: include/uapi/linux/bpf.h, union bpf_attr.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ObjectIdAttr
{
    public uint id, next_id, open_flags;
}
