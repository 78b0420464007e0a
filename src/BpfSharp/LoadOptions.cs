// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp;

/// <summary>How an object is loaded.</summary>
public sealed class LoadOptions
{
    /// <summary>Kernel types for attach targets, kfuncs and ksyms; null opens those of the running kernel when a program needs them.</summary>
    public KernelTarget? Target { get; init; }

    /// <summary>Asks the verifier to explain itself even when it accepts: 1 branches, 2 every instruction, 4 statistics; the text is in <see cref="BpfProgram.VerifierLog"/>.</summary>
    public int LogLevel { get; init; }

    /// <summary>Verifies a refused program once more to learn why. Without it a refusal is a <see cref="VerifierException"/> that knows nothing but the errno.</summary>
    public bool ExplainRefusals { get; init; } = true;

    /// <summary>Names of programs not to load; null or empty loads all.</summary>
    public IReadOnlyCollection<string> SkippedPrograms { get; init; } = [];

    /// <summary>Pins to reuse, or to make, by map name; win over what the object says.</summary>
    public IReadOnlyDictionary<string, string>? PinPaths { get; init; }

    /// <summary>Called for each program that can't be loaded, which is then left out while the others load; null fails the whole load at the first.</summary>
    public Action<Objects.ProgramSpec, BpfException>? OnRefused { get; init; }

    /// <summary>Maps of other objects to use in place of the object's own of the same name; their owners must outlive the object.</summary>
    public IReadOnlyDictionary<string, BpfMap>? SharedMaps { get; init; }

    /// <summary>Programs of other objects that "freplace" programs take the place of a function in, by the replacing program's name.</summary>
    public IReadOnlyDictionary<string, BpfProgram>? ReplacedPrograms { get; init; }

    /// <summary>Folder for maps that ask to be pinned by name; null means /sys/fs/bpf.</summary>
    public string? PinRoot { get; init; }

    /// <summary>A mounted BPF file system that delegates rights to this process (a BPF token, Linux 6.9). Null tries LIBBPF_BPF_TOKEN_PATH; "" uses no token.</summary>
    public string? TokenPath { get; init; }

    /// <summary>Receives a line for every decision about CO-RE and kernel names: what was looked for, where, and why a candidate was not taken.</summary>
    public Action<string>? Trace { get; init; }

    internal KernelFeatures? Features { get; init; }

    /// <summary>Resizes maps by name before they are created.</summary>
    public IReadOnlyDictionary<string, uint>? MaxEntries { get; init; }
}
