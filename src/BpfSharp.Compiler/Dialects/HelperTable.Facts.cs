// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Dialects;

// What passes ask of helpers, by number; of those that are not in the table they must expect anything.
internal static partial class HelperTable
{
    public const int ProbeRead = 4, ProbeReadUser = 112, ProbeReadKernel = 113, Loop = 181;

    /// <summary>Where the returned pointer points.</summary>
    public static AddressSpace ResultSpace(int helper) => Get(helper)?.Return switch
    {
        HelperReturn.MapValue or HelperReturn.Memory => AddressSpace.MapValue,
        HelperReturn.RingRecord => AddressSpace.RingRecord,
        HelperReturn.Trusted => AddressSpace.Trusted,
        HelperReturn.KernelPointer => AddressSpace.Kernel,
        _ => AddressSpace.Unknown,
    };

    /// <summary>True when the helper may change memory the program reads, other than what its first argument points to.</summary>
    public static bool ChangesMemory(int helper) => Get(helper)?.Memory != HelperMemory.Quiet && !WritesFirstArgument(helper);

    /// <summary>The buffer in the first argument, as long as the second says, is overwritten to its end.</summary>
    public static bool FillsFirstArgument(int helper) => Get(helper)?.Memory == HelperMemory.Fills;

    /// <summary>The probe reads and their like write into the buffer in their first argument and touch nothing else.</summary>
    public static bool WritesFirstArgument(int helper) => Get(helper) is { Arguments: [HelperArgument.UninitMemory, HelperArgument.Size, ..] };
}
