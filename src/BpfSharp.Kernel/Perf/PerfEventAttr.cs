// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace BpfSharp.Kernel.Perf;

/// <summary>struct perf_event_attr, version 5 (112 bytes). Source: include/uapi/linux/perf_event.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PerfEventAttr
{
    public uint type, size;
    public ulong config, sample_period, sample_type, read_format, flags;
    public uint wakeup_events, bp_type;
    public ulong config1, config2, branch_sample_type, sample_regs_user;
    public uint sample_stack_user;
    public int clockid;
    public ulong sample_regs_intr;
    public uint aux_watermark;
    public ushort sample_max_stack, reserved;
}
