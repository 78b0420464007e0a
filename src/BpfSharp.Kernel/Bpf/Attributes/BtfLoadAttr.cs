// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace BpfSharp.Kernel.Bpf.Attributes;

/// <summary>The attr of BPF_BTF_LOAD: 40 bytes. Source: include/uapi/linux/bpf.h, union bpf_attr.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BtfLoadAttr
{
    public ulong btf, btf_log_buf;
    public uint btf_size, btf_log_size, btf_log_level, btf_log_true_size, btf_flags;
    public int btf_token_fd;
}
