// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Vm;

/// <summary>The machine and the process that a program believes to run on.</summary>
public sealed class VmOptions
{
    /// <summary>Instructions one run may take; more is a <see cref="VmException"/>.</summary>
    public long InstructionLimit { get; init; } = 100_000_000;

    /// <summary>Start of bpf_get_prandom_u32's sequence.</summary>
    public int Seed { get; init; }

    /// <summary>bpf_get_current_pid_tgid: thread group in the upper half, thread in the lower.</summary>
    public ulong PidTgid { get; init; } = 1000UL << 32 | 1000;

    /// <summary>bpf_get_current_uid_gid: group in the upper half, user in the lower.</summary>
    public ulong UidGid { get; init; }
    public string Comm { get; init; } = "vm";

    /// <summary>CPUs that per-CPU maps have values for, and the one that programs run on.</summary>
    public int PossibleCpus { get; init; } = 1;
    public int Cpu { get; init; }

    /// <summary>Nanoseconds, for bpf_ktime_get_ns and its kin. Null counts on by 1000 with each call.</summary>
    public Func<ulong>? Clock { get; init; }

    /// <summary>Helpers by number beyond those the machine has, or in their stead: five arguments to a result.</summary>
    public IReadOnlyDictionary<int, Func<BpfMachine, ulong[], ulong>> Helpers { get; init; } = new Dictionary<int, Func<BpfMachine, ulong[], ulong>>();
}
