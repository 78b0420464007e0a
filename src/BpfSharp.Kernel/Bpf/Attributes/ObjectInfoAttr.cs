// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace BpfSharp.Kernel.Bpf.Attributes;

/// <summary>The attr of BPF_OBJ_GET_INFO_BY_FD: 16 bytes. Source: include/uapi/linux/bpf.h, union bpf_attr.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ObjectInfoAttr
{
    public uint bpf_fd, info_len;
    public ulong info;
}
