// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace BpfSharp.Kernel.Bpf.Information;

/// <summary>struct bpf_func_info: a function starts at this slot. Source: include/uapi/linux/bpf.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FunctionInfo
{
    public uint insn_off, type_id;
}
