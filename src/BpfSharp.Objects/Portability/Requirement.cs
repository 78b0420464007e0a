// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Objects.Portability;

/// <summary>What an object needs of a kernel.</summary>
public enum RequirementKind
{
    Field, Type, Enumerator, Function, Tracepoint, Kfunc, Ksym, StructOps, MapType, ProgramType, AttachType, Helper,
}

public enum Standing
{
    Holds,

    /// <summary>The kernel lacks it, and the object asks before it relies on it.</summary>
    Optional,
    Missing,

    /// <summary>Types alone do not tell.</summary>
    Unknown,
}

/// <param name="Name">"task_struct.mm", "vfs_read", "RINGBUF".</param>
public readonly record struct Requirement(RequirementKind Kind, string Name);

/// <param name="Reason">Why it does not hold, or what is not known; empty when it holds.</param>
public readonly record struct Finding(Standing Standing, string Reason);

/// <summary>What one kernel makes of each requirement.</summary>
public sealed record KernelFindings(string Kernel, IReadOnlyDictionary<Requirement, Finding> Findings)
{
    public bool IsFit => Findings.Values.All(f => f.Standing != Standing.Missing);
}

/// <param name="Users">Per requirement the programs and subprograms that have it; empty for maps.</param>
public sealed record PortabilityResult(IReadOnlyDictionary<Requirement, IReadOnlyCollection<string>> Users, IReadOnlyList<KernelFindings> Kernels);
