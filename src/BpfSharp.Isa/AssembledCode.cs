// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Isa;

/// <summary>What <see cref="Assembler"/> makes of a text.</summary>
/// <param name="Symbols">Slots whose operand was given by name, in slot order; a loader or linker fills them in.</param>
public sealed record AssembledCode(Instruction[] Instructions, IReadOnlyList<SymbolUse> Symbols);

/// <param name="Index">Slot of the load or call.</param>
/// <param name="Addend">Byte offset added to a <see cref="SymbolKind.MapValue"/>.</param>
public readonly record struct SymbolUse(int Index, SymbolKind Kind, string Name, int Addend = 0);

public enum SymbolKind
{
    /// <summary><c>r1 = map[name] ll</c></summary>
    Map,
    /// <summary><c>r1 = map_value[name] + 8 ll</c></summary>
    MapValue,
    /// <summary><c>call name</c> or <c>r1 = func[name] ll</c></summary>
    Function,
    /// <summary><c>call kfunc[name]</c></summary>
    Kfunc,
    /// <summary><c>r1 = ksym[name] ll</c></summary>
    Ksym,
    /// <summary><c>r1 = name ll</c>: who gives the name its meaning knows what it is.</summary>
    Named,
}
