// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Passes;

/// <summary>What passes need to know about BPF helpers, by number (include/uapi/linux/bpf.h, __BPF_FUNC_MAPPER).</summary>
internal static class HelperFacts
{
    public const int ProbeRead = 4, ProbeReadUser = 112, ProbeReadKernel = 113;

    /// <summary>Where the returned pointer points.</summary>
    public static AddressSpace ResultSpace(int helper) => helper switch
    {
        // map_lookup_elem, the local storages, map_lookup_percpu_elem, dynptr_data
        1 or 81 or 107 or 145 or 156 or 195 or 203 or 210 => AddressSpace.MapValue,
        131 => AddressSpace.RingRecord,
        // Sockets, per_cpu_ptr, this_cpu_ptr, get_current_task_btf, task_pt_regs, kptr_xchg: objects whose type the verifier knows.
        84 or 85 or 95 or 96 or 98 or 99 or (>= 136 and <= 140) or 153 or 154 or 158 or 175 or 178 or 194 => AddressSpace.Trusted,
        35 => AddressSpace.Kernel,
        _ => AddressSpace.Unknown,
    };

    /// <summary>True when the helper may change memory the program reads, other than what its first argument points to.</summary>
    public static bool ChangesMemory(int helper) => helper switch
    {
        // Lookups, clocks, identities, output of events, tracing.
        1 or 5 or 6 or 7 or 8 or 14 or 15 or 25 or 27 or 35 or 42 or 80 or 118 or 125 or 130 or 132 or 133 or 158 or 160 or 173 or 174 or 208 => false,
        _ => !WritesFirstArgument(helper),
    };

    /// <summary>The buffer in the first argument, as long as the second says, is overwritten to its end, with zeros where there is nothing to read.</summary>
    public static bool FillsFirstArgument(int helper) => helper is ProbeRead or 16 or ProbeReadUser or ProbeReadKernel;

    /// <summary>The probe reads and their like write into the buffer in their first argument and touch nothing else.</summary>
    public static bool WritesFirstArgument(int helper) => helper is ProbeRead or 16 or 45 or ProbeReadUser or ProbeReadKernel or 114 or 115;
}
