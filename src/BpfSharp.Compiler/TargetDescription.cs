// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects.Btf;

namespace BpfSharp.Compiler;

/// <summary>The kernel compiled for, as data: the compiler itself never asks the kernel anything.</summary>
public sealed class TargetDescription
{
    /// <summary>Kernel types; null compiles without kernel types.</summary>
    public BtfTypes? KernelTypes { get; init; }

    /// <summary>Types of the loaded module that defines a struct or union of this tag, on top of <see cref="KernelTypes"/>; null when none does.</summary>
    public Func<string, BtfTypes?> ModuleTypes { get; init; } = static _ => null;

    /// <summary>Instruction set level, 1 to 4.</summary>
    public int IsaLevel { get; init; } = 3;

    /// <summary>As LINUX_VERSION_CODE counts: major &lt;&lt; 16 | minor &lt;&lt; 8 | patch.</summary>
    public int KernelVersion { get; init; }

    /// <summary>Possible CPUs, for bpf_num_cpus() and map sizes.</summary>
    public int PossibleCpus { get; init; } = 1;

    /// <summary>Text of the tracefs format file of (category, event); null when there is no such event or no tracefs.</summary>
    public Func<string, string, string?> TracepointFormat { get; init; } = static (_, _) => null;

    /// <summary>Names of the events of a category, for finding what a misspelt one was meant to be.</summary>
    public Func<string, IEnumerable<string>> TracepointNames { get; init; } = static _ => [];

    /// <summary>Value of a CONFIG_ option ("y", "m", a number or string); null when unset or unknown.</summary>
    public Func<string, string?> KernelConfig { get; init; } = static _ => null;

    /// <summary>The kernel runs loops (5.3) and BPF-to-BPF calls (4.16) and has global data (5.2).</summary>
    public bool HasBoundedLoops { get; init; } = true;
    public bool HasGlobalData { get; init; } = true;

    /// <summary>Atomic operations beyond plain addition exist (5.12), on kernels that have the rest of level 3 since 5.1.</summary>
    public bool HasAtomicOperations { get; init; } = true;

    /// <summary>Loads and stores that keep others from moving past them exist (6.15); they belong to level 4, which is older.</summary>
    public bool HasLoadAcquire { get; init; } = true;
    public bool HasOrderedAccesses => IsaLevel >= 4 && HasLoadAcquire;

    /// <summary>bpf_probe_read_kernel and _user exist (5.5).</summary>
    public bool HasProbeReadKernel { get; init; } = true;
}
