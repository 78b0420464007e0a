// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Source;
using BpfSharp.Objects;

namespace BpfSharp.Compiler.Semantics;

// What names in ordinary scope stand for.

internal abstract class Symbol(string name, SourceSpan span)
{
    public string Name { get; } = name;

    /// <summary>Where declared; nowhere for what the kernel or a dialect supplies.</summary>
    public SourceSpan Span { get; } = span;
}

internal sealed class TypedefSymbol(string name, SourceSpan span, TypedefType type) : Symbol(name, span)
{
    public TypedefType Type { get; } = type;
}

internal sealed class EnumeratorSymbol(string name, SourceSpan span, long value, QualifiedType type) : Symbol(name, span)
{
    public long Value { get; } = value;
    public QualifiedType Type { get; } = type;

    /// <summary>The enum it is of.</summary>
    public EnumType? Enum { get; init; }
}

internal enum VariableStorage
{
    Local, Parameter, Static, Global, Extern,
}

internal sealed class VariableSymbol(string name, SourceSpan span, QualifiedType type, VariableStorage storage) : Symbol(name, span)
{
    public QualifiedType Type { get; set; } = type;
    public VariableStorage Storage { get; set; } = storage;

    /// <summary>__attribute__((section)), or null.</summary>
    public string? Section { get; set; }
    public bool IsWeak { get; set; }

    /// <summary>__attribute__((btf_decl_tag)).</summary>
    public IReadOnlyList<string> DeclTags { get; set; } = [];

    /// <summary>The program mentions it, or says that it need not.</summary>
    public bool IsUsed { get; set; }
    public int? AlignOverride { get; set; }

    /// <summary>Flattened initialiser of a variable in static storage; null for zero.</summary>
    public BoundInitializer? Initializer { get; set; }

    /// <summary>Set when the declaration is a BPF map.</summary>
    public MapSymbol? Map { get; set; }
    public bool HasStaticStorage => Storage is VariableStorage.Static or VariableStorage.Global or VariableStorage.Extern;
}

/// <summary>A map declared in either dialect.</summary>
internal sealed class MapSymbol(string name, SourceSpan span, MapSpec spec) : Symbol(name, span)
{
    public MapSpec Spec { get; } = spec;
    public QualifiedType? Key { get; init; }
    public QualifiedType? Value { get; init; }

    /// <summary>The record that programs emit through it, found from their output calls.</summary>
    public QualifiedType? Event { get; set; }

    /// <summary>__attribute__((weak)): another object's map of the name wins.</summary>
    public bool IsWeak { get; set; }
}

internal sealed class FunctionSymbol(string name, SourceSpan span, FunctionType type) : Symbol(name, span)
{
    public FunctionType Type { get; set; } = type;
    public bool IsStatic { get; set; }
    public bool IsInline { get; set; }
    public bool IsAlwaysInline { get; set; }
    public bool IsNoInline { get; set; }

    /// <summary>Its body is assembly that ends by itself.</summary>
    public bool IsNaked { get; set; }
    public bool IsWeak { get; set; }

    /// <summary>__attribute__((btf_decl_tag)).</summary>
    public IReadOnlyList<string> DeclTags { get; set; } = [];

    /// <summary>Not seen outside the object once it is linked.</summary>
    public bool IsHidden { get; set; }

    /// <summary>Something mentions it, or it says that nothing need do so.</summary>
    public bool IsUsed { get; set; }

    /// <summary>__attribute__((warn_unused_result)).</summary>
    public bool ResultMatters { get; set; }
    public string? Section { get; set; }

    /// <summary>__attribute__((error("…"))): what a call that is not optimised away means.</summary>
    public string? CallError { get; set; }

    /// <summary>Set when the kernel runs it; null for functions called by the program.</summary>
    public ProgramAttachment? Program { get; set; }
    public IReadOnlyList<VariableSymbol> Parameters { get; set; } = [];

    /// <summary>Null for declarations.</summary>
    public BoundBlock? Body { get; set; }

    /// <summary>For a declaration whose name in assembly is LLVM's for a load from the packet: that load.</summary>
    public Builtin? PacketLoad { get; set; }

    /// <summary>An extern function found in kernel BTF (kfunc).</summary>
    public bool IsKernelFunction { get; set; }
}

/// <summary>How a function meets the kernel.</summary>
/// <param name="SectionName">libbpf's section name.</param>
/// <param name="Target">The part the section name gives after the type.</param>
/// <param name="IsGuess">Neither the name nor the context says what kind of program it is; how it is attached decides.</param>
/// <param name="ArgumentsAreTrusted">Context arguments are BTF-typed pointers that may be dereferenced directly (tp_btf, fentry, iterators).</param>
internal sealed record ProgramAttachment(string SectionName, ProgramType Type, AttachType AttachType, string Target, bool AutoAttach, bool ArgumentsAreTrusted, uint Flags = 0, bool IsGuess = false);

/// <summary>A BPF helper, from the helper table.</summary>
internal sealed class HelperSymbol(string name, int id, FunctionType type) : Symbol(name, default)
{
    public int Id { get; } = id;
    public FunctionType Type { get; } = type;
}

internal sealed class LabelSymbol(string name, SourceSpan span) : Symbol(name, span)
{
    public bool IsDefined { get; set; }
    public bool IsUsed { get; set; }

    /// <summary>What is still to run at the label.</summary>
    public Cleanup? Cleanups { get; set; }
}
