// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace BpfSharp.Kernel.Bpf.Attributes;

/// <summary>The attr of BPF_RAW_TRACEPOINT_OPEN: 24 bytes; name 0 opens a BTF-typed program. Source: include/uapi/linux/bpf.h, union bpf_attr.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RawTracepointAttr
{
    public ulong name;
    public uint prog_fd, padding;
    public ulong cookie;
}
