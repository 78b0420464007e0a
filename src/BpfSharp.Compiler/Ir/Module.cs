// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Semantics;
using BpfSharp.Objects;

namespace BpfSharp.Compiler.Ir;

/// <summary>All functions and data of one compilation.</summary>
internal sealed class Module
{
    public List<Function> Functions { get; } = [];
    public List<GlobalVariable> Globals { get; } = [];
    public List<MapSpec> Maps { get; } = [];

    /// <summary>Functions and variables of the kernel that the code mentions, by name.</summary>
    public Dictionary<string, Symbol> Externals { get; } = new(StringComparer.Ordinal);
    public string License { get; set; } = "";

    /// <summary>Loads through Kernel, User and Unknown pointers become probe reads.</summary>
    public bool ReadsKernelMemoryImplicitly { get; set; }
}

/// <summary>A variable in a data section.</summary>
internal sealed class GlobalVariable(string name, byte[] contents, int align)
{
    private const string ConfigurationSection = ".kconfig";

    public string Name { get; } = name;

    /// <summary>Initial bytes, as many as the variable is large.</summary>
    public byte[] Contents { get; } = contents;
    public int Align { get; } = align;

    /// <summary>".rodata", ".data", ".bss" or what the program said.</summary>
    public required string Section { get; set; }

    /// <summary>Loads fold to <see cref="Contents"/>: const and not volatile, or never written.</summary>
    public bool IsConstant { get; set; }

    /// <summary>Null for string literals and compiler-made data.</summary>
    public VariableSymbol? Source { get; init; }

    /// <summary>Places in Contents (8 bytes each) that hold the address of another global, function or map, and what is added to it.</summary>
    public List<(int Offset, object Symbol, long Addend)> Addresses { get; } = [];

    /// <summary>An extern found by name in the kernel (ksym) or its configuration (kconfig).</summary>
    public bool IsExtern { get; init; }

    /// <summary>Filled in by the loader, and the same ever after.</summary>
    public bool IsConfiguration => IsExtern && Section == ConfigurationSection;
}
