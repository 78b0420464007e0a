// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace BpfSharp.Kernel.Bpf.Information;

/// <summary>struct bpf_line_info: offsets are into the BTF string table; line_col is line &lt;&lt; 10 | column. Source: include/uapi/linux/bpf.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LineInfo
{
    public uint insn_off, file_name_off, line_off, line_col;
}
