// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace BpfSharp.Kernel.Bpf.Attributes;

/// <summary>The attr of BPF_OBJ_PIN and BPF_OBJ_GET: 16 bytes. Source: include/uapi/linux/bpf.h, union bpf_attr.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ObjectPinAttr
{
    public ulong pathname;
    public uint bpf_fd, file_flags;
}
