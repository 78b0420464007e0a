// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Semantics;

/// <summary>A whole translation unit, typed.</summary>
internal sealed class BoundUnit
{
    /// <summary>Functions with bodies, in source order; programs among them have <see cref="FunctionSymbol.Program"/>.</summary>
    public List<FunctionSymbol> Functions { get; } = [];

    /// <summary>Variables in static storage that are not maps.</summary>
    public List<VariableSymbol> Globals { get; } = [];
    public List<MapSymbol> Maps { get; } = [];
    public string License { get; set; } = "";

    /// <summary>Reads through kernel or unknown pointers become probe reads (the BCC dialect).</summary>
    public bool ReadsKernelMemoryImplicitly { get; set; }
}
