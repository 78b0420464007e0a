// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Objects;

/// <summary>Everything an object file or a compilation says about programs and maps: the waist between compilers and loaders.</summary>
/// <remarks>A pure description: no file descriptors, no kernel. Compilers and the ELF reader make one; the loader, the ELF writer and the VM take one.</remarks>
public sealed class ObjectSpec
{
    /// <summary>Name used in messages; the source or object file's name.</summary>
    public required string Name { get; init; }

    /// <summary>The licence string handed to the kernel, such as "GPL".</summary>
    public string License { get; set; } = "";

    public List<MapSpec> Maps { get; } = [];
    public List<ProgramSpec> Programs { get; } = [];

    /// <summary>BPF-to-BPF subprograms, appended by the loader to each program that reaches them.</summary>
    public List<SubprogramSpec> Subprograms { get; } = [];

    /// <summary>Kernel functions and variables the programs can do without: absent ones have address 0.</summary>
    public HashSet<string> WeakExternals { get; } = new(StringComparer.Ordinal);

    /// <summary>Functions and variables that another object file is to define; loadable only once they are linked in.</summary>
    public HashSet<string> LinkedExternals { get; } = new(StringComparer.Ordinal);

    /// <summary>Functions, variables and maps defined here (weak) that give way to another object's when they are linked.</summary>
    public HashSet<string> WeakDefinitions { get; } = new(StringComparer.Ordinal);

    /// <summary>Raw little-endian .BTF contents describing this object's own types; empty when compiled without.</summary>
    public ReadOnlyMemory<byte> Btf { get; set; }

    /// <summary>Source file names, indexed by <see cref="LineRecord.File"/>.</summary>
    public List<string> Files { get; } = [];
}
