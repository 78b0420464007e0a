// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Isa;

namespace BpfSharp.Objects;

/// <summary>Code with its relocations and line table; shared by programs and subprograms.</summary>
public abstract class CodeSpec
{
    /// <summary>The C function's name.</summary>
    public required string Name { get; init; }

    /// <summary>Instruction slots; a 64-bit immediate load counts two.</summary>
    public Instruction[] Instructions { get; set; } = [];

    public List<Relocation> Relocations { get; } = [];

    /// <summary>Instructions to adapt to the running kernel's types; empty when compiled for one kernel.</summary>
    public List<CoreRelocation> CoreRelocations { get; } = [];
    public List<LineRecord> Lines { get; } = [];

    /// <summary>BTF id of the function (BTF_KIND_FUNC) in the object's BTF; 0 when compiled without.</summary>
    public uint FunctionTypeId { get; set; }
}

/// <summary>An entry point the kernel can run.</summary>
public sealed class ProgramSpec : CodeSpec
{
    /// <summary>libbpf-style section name, such as "tracepoint/syscalls/sys_enter_openat"; decides how it is attached.</summary>
    public required string SectionName { get; init; }

    public required ProgramType Type { get; set; }
    public AttachType ExpectedAttachType { get; set; }

    /// <summary>What it attaches to, the part after the type: "syscalls/sys_enter_openat", "sched_switch"; empty when given at run time.</summary>
    public string AttachTarget { get; set; } = "";

    /// <summary>BPF_F_* program flags.</summary>
    public uint Flags { get; set; }

    /// <summary>True when the source does not tell the type: BCC's plain functions get theirs from the call that attaches them.</summary>
    public bool TypeIsGuess { get; set; }

    /// <summary>False for sections that start with "?": left out unless asked for.</summary>
    public bool AutoLoad { get; set; } = true;

    /// <summary>How the declaration tag begins that names what runs when a program throws.</summary>
    internal const string ExceptionTag = "exception_callback:";

    /// <summary>The subprogram that runs when the program throws, from its tag "exception_callback:NAME"; null without one.</summary>
    public string? ExceptionCallback { get; set; }

    /// <summary>True when loading the object attaches it without being asked.</summary>
    public bool AutoAttach { get; set; } = true;
}

/// <summary>A function called by programs (BPF-to-BPF), never attached itself.</summary>
public sealed class SubprogramSpec : CodeSpec
{
    /// <summary>Verified on its own, for any arguments its types allow; others are verified where they are called.</summary>
    public bool IsGlobal { get; init; }

    /// <summary>Other objects of one link may call it, though it is not global in the kernel's sense (visibility "hidden").</summary>
    public bool IsHidden { get; init; }
}

public enum RelocationKind
{
    /// <summary>64-bit load of a map's address (<see cref="PseudoLoad.MapFd"/>).</summary>
    Map,
    /// <summary>64-bit load of an address inside a data-section map; the addend is the byte offset.</summary>
    MapValue,
    /// <summary>Call of, or 64-bit load of the address of, a subprogram.</summary>
    Subprogram,
    /// <summary>Call of a kernel function found by name in kernel BTF.</summary>
    Kfunc,
    /// <summary>64-bit load of a kernel variable's address found by name.</summary>
    Ksym,
}

/// <summary>An instruction whose final value the loader knows.</summary>
/// <param name="InstructionIndex">Slot within the code.</param>
/// <param name="Target">Name of the map, subprogram or symbol.</param>
/// <param name="Addend">Byte offset into a data section.</param>
public readonly record struct Relocation(int InstructionIndex, RelocationKind Kind, string Target, int Addend = 0);

/// <summary>Where an instruction comes from.</summary>
/// <param name="InstructionIndex">First slot the position holds for.</param>
/// <param name="File">Index into <see cref="ObjectSpec.Files"/>.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Text">The source line, for BTF's line_info; null when unknown.</param>
public readonly record struct LineRecord(int InstructionIndex, int File, int Line, int Column, string? Text);
