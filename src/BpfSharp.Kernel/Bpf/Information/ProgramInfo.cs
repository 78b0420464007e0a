// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace BpfSharp.Kernel.Bpf.Information;

/// <summary>struct bpf_prog_info, 232 bytes; older kernels fill a shorter prefix. Source: include/uapi/linux/bpf.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ProgramInfo
{
    public uint type, id;
    public ulong tag;
    public uint jited_prog_len, xlated_prog_len;
    public ulong jited_prog_insns, xlated_prog_insns, load_time;
    public uint created_by_uid, nr_map_ids;
    public ulong map_ids;
    public ObjectName name;
    public uint ifindex, gpl_compatible;
    public ulong netns_dev, netns_ino;
    public uint nr_jited_ksyms, nr_jited_func_lens;
    public ulong jited_ksyms, jited_func_lens;
    public uint btf_id, func_info_rec_size;
    public ulong func_info;
    public uint nr_func_info, nr_line_info;
    public ulong line_info, jited_line_info;
    public uint nr_jited_line_info, line_info_rec_size, jited_line_info_rec_size, nr_prog_tags;
    public ulong prog_tags, run_time_ns, run_cnt, recursion_misses;
    public uint verified_insns, attach_btf_obj_id, attach_btf_id, padding;
}
