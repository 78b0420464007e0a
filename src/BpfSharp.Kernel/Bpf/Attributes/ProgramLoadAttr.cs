// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace BpfSharp.Kernel.Bpf.Attributes;

/// <summary>The attr of BPF_PROG_LOAD: 152 bytes, up to fd_array_cnt. Source: include/uapi/linux/bpf.h, union bpf_attr.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ProgramLoadAttr
{
    public uint prog_type, insn_cnt;
    public ulong insns, license;
    public uint log_level, log_size;
    public ulong log_buf;
    public uint kern_version, prog_flags;
    public ObjectName prog_name;
    public uint prog_ifindex, expected_attach_type, prog_btf_fd, func_info_rec_size;
    public ulong func_info;
    public uint func_info_cnt, line_info_rec_size;
    public ulong line_info;
    public uint line_info_cnt, attach_btf_id, attach_btf_obj_fd, core_relo_cnt;
    public ulong fd_array, core_relos;
    public uint core_relo_rec_size, log_true_size;
    public int prog_token_fd;
    public uint fd_array_cnt;
}
