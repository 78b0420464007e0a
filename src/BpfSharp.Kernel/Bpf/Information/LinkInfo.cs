// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace BpfSharp.Kernel.Bpf.Information;

/// <summary>The head common to every struct bpf_link_info, 16 bytes. Source: include/uapi/linux/bpf.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LinkInfo
{
    public uint type, id, prog_id, padding;
}
