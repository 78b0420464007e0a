// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace BpfSharp.Kernel.Bpf.Information;

/// <summary>struct bpf_map_info up to map_extra, 88 bytes. Source: include/uapi/linux/bpf.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MapInfo
{
    public uint type, id, key_size, value_size, max_entries, map_flags;
    public ObjectName name;
    public uint ifindex, btf_vmlinux_value_type_id;
    public ulong netns_dev, netns_ino;
    public uint btf_id, btf_key_type_id, btf_value_type_id, btf_vmlinux_id;
    public ulong map_extra;
}
