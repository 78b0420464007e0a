// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace BpfSharp.Kernel.Bpf.Attributes;

/// <summary>The attr of BPF_MAP_CREATE: 80 bytes, up to map_token_fd. Source: include/uapi/linux/bpf.h, union bpf_attr.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MapCreateAttr
{
    public uint map_type, key_size, value_size, max_entries, map_flags, inner_map_fd, numa_node;
    public ObjectName map_name;
    public uint map_ifindex, btf_fd, btf_key_type_id, btf_value_type_id, btf_vmlinux_value_type_id;
    public ulong map_extra;
    public int value_type_btf_obj_fd, map_token_fd;
}
