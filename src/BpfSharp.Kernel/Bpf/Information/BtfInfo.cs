// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace BpfSharp.Kernel.Bpf.Information;

/// <summary>struct bpf_btf_info: 32 bytes. The kernel fills the buffers that btf and name point at. Source: include/uapi/linux/bpf.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BtfInfo
{
    public ulong btf;
    public uint btf_size, id;
    public ulong name;
    public uint name_len, kernel_btf;
}
