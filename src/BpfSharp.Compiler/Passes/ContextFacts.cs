// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Semantics;
using BpfSharp.Objects;

namespace BpfSharp.Compiler.Passes;

/// <summary>What the fields of program contexts hold (include/uapi/linux/bpf.h: struct xdp_md, __sk_buff, sk_msg_md, sk_reuseport_md).</summary>
internal static class ContextFacts
{
    /// <summary>Bytes into x86-64's struct pt_regs of the registers that carry arguments.</summary>
    private static readonly int[] ArgumentRegisters = [112, 104, 96, 88, 72, 64];

    /// <summary>Where a pointer read from the context points.</summary>
    public static AddressSpace SpaceAt(ProgramAttachment? program, long offset)
    {
        if (program is null)
        {
            return AddressSpace.Unknown;
        }

        if (program.ArgumentsAreTrusted)
        {
            return AddressSpace.Trusted;
        }

        return program.Type switch
        {
            ProgramType.Xdp => offset is 0 or 8 ? AddressSpace.Packet : offset == 4 ? AddressSpace.PacketEnd : AddressSpace.Unknown,
            ProgramType.SkMsg or ProgramType.SkReuseport when offset is 0 or 8 => offset == 0 ? AddressSpace.Packet : AddressSpace.PacketEnd,
            ProgramType.SocketFilter or ProgramType.SchedCls or ProgramType.SchedAct or ProgramType.CgroupSkb or ProgramType.SkSkb
                or ProgramType.LwtIn or ProgramType.LwtOut or ProgramType.LwtXmit or ProgramType.LwtSeg6local or ProgramType.FlowDissector
                => offset switch { 76 or 140 => AddressSpace.Packet, 80 => AddressSpace.PacketEnd, _ => AddressSpace.Trusted },
            _ => IsTracing(program.Type) ? AddressSpace.Unknown : AddressSpace.Trusted,
        };
    }

    /// <summary>Programs that see kernel and user addresses as plain numbers, and have the old bpf_probe_read.</summary>
    public static bool IsTracing(ProgramType type) => type is ProgramType.Kprobe or ProgramType.Tracepoint or ProgramType.PerfEvent
        or ProgramType.RawTracepoint or ProgramType.RawTracepointWritable or ProgramType.Tracing or ProgramType.Lsm;

    /// <summary>Where the context holds an argument of the probed function; null when it does not.</summary>
    public static long? ArgumentOffset(ProgramAttachment? program, long index) => program is null or { Type: ProgramType.Kprobe or ProgramType.PerfEvent }
        ? index >= 0 && index < ArgumentRegisters.Length ? ArgumentRegisters[index] : null
        : index is >= 0 and < 12 ? index * 8 : null;
}
