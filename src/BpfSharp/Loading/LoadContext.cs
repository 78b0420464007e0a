// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Isa;
using BpfSharp.Kernel.Handles;
using BpfSharp.Objects;
using BpfSharp.Objects.Btf;

namespace BpfSharp.Loading;

/// <summary>What the stages of one load have found out and made so far.</summary>
internal sealed class LoadContext(ObjectSpec spec, LoadOptions options) : IDisposable
{
    private KernelTarget? ownTarget;
    private KernelTypeSources? kernelSources;
    private BtfTypes? objectTypes;
    private KernelFeatures? ownFeatures;

    public ObjectSpec Spec { get; } = spec;
    public LoadOptions Options { get; } = options;

    /// <summary>Programs to load, in the object's order.</summary>
    public List<ProgramSpec> Programs { get; } = [];

    /// <summary>The object's BTF in the kernel; null when it has none or the kernel did not take it.</summary>
    public BpfFd? Btf { get; set; }

    /// <summary>False when the kernel's BTF has no functions, and so no records about them.</summary>
    public bool HasFunctionTypes { get; set; } = true;

    /// <summary>Why the kernel did not take the BTF; null when it did.</summary>
    public string? BtfRefusal { get; set; }

    /// <summary>Offsets of source lines in the BTF's strings; null without BTF.</summary>
    public BtfStrings? Strings { get; set; }

    public Dictionary<string, BpfMap> Maps { get; } = new(StringComparer.Ordinal);
    public Dictionary<string, LinkedCode> Code { get; } = new(StringComparer.Ordinal);

    /// <summary>Instructions of functions with CO-RE relocations, as this kernel needs them.</summary>
    public Dictionary<CodeSpec, Instruction[]> Adapted { get; } = [];

    /// <summary>Descriptions of functions that differ with the program they are part of.</summary>
    public Dictionary<(ProgramSpec Program, CodeSpec Code), uint> FunctionTypes { get; } = [];

    /// <summary>Structs of callbacks as this kernel lays them out, by map name.</summary>
    public Dictionary<string, StructOpsPlan> StructOps { get; } = new(StringComparer.Ordinal);

    /// <summary>What BTF-typed programs attach to, found out before they are loaded.</summary>
    public Dictionary<ProgramSpec, AttachTarget> Targets { get; } = [];

    /// <summary>Instructions that may not be reached on this kernel, and why: "this kernel does not have …".</summary>
    public Dictionary<(CodeSpec Code, int Index), string> Missing { get; } = [];

    /// <summary>The function's instructions for this kernel.</summary>
    public Instruction[] InstructionsOf(CodeSpec code) => Adapted.GetValueOrDefault(code) ?? code.Instructions;

    public List<LoadedProgram> Loaded { get; } = [];

    /// <summary>Kernel types, opened when a program first needs them.</summary>
    public KernelTypeSources Kernel => kernelSources ??= new KernelTypeSources(Target);

    /// <summary>What the kernel can do.</summary>
    public KernelFeatures Features => Options.Features ?? ownFeatures ?? KernelFeatures.Running;

    /// <summary>The object's own types; null without.</summary>
    public BtfTypes? ObjectTypes => objectTypes ??= Spec.Btf.IsEmpty ? null : BtfTypes.Parse(Spec.Btf);

    /// <summary>Rights delegated to this process; null when it has its own.</summary>
    public BpfFd? Token
    {
        get;
        set
        {
            field = value;
            ownFeatures = value is null ? null : KernelFeatures.With(value); // a process that lives by a token may not ask without it
        }
    }

    private KernelTarget Target => Options.Target ?? (ownTarget ??= KernelTarget.Running());

    /// <summary>An option of the kernel's configuration: "CONFIG_HZ" to "250".</summary>
    public string? KernelOption(string name) => Target.Config(name);

    /// <summary>Runs a step of one program; false when it failed and the caller wants to go on without that program.</summary>
    public bool Try(ProgramSpec program, Action step)
    {
        if (Options.OnRefused is not { } onRefused)
        {
            step();
            return true;
        }

        try
        {
            step();
            return true;
        }
        catch (BpfException refusal)
        {
            onRefused(program, refusal);
            return false;
        }
    }

    /// <summary>Lets go of what is not needed once the programs are in: they hold the BTF themselves.</summary>
    public void Dispose()
    {
        Btf?.Dispose();
        Token?.Dispose();
        kernelSources?.Dispose();
        ownTarget?.Dispose();
    }

    /// <summary>Undoes a load that failed half-way.</summary>
    public void Abandon()
    {
        foreach (var map in Maps.Values)
        {
            map.Dispose();
        }

        foreach (var program in Loaded)
        {
            program.Handle.Dispose();
        }
    }
}
