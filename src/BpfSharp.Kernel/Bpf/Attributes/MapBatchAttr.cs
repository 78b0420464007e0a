// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace BpfSharp.Kernel.Bpf.Attributes;

/// <summary>The attr of BPF_MAP_*_BATCH: 56 bytes. Source: include/uapi/linux/bpf.h, union bpf_attr.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MapBatchAttr
{
    public ulong in_batch, out_batch, keys, values;
    public uint count, map_fd;
    public ulong elem_flags, flags;
}
