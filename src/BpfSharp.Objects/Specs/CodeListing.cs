// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Isa;

namespace BpfSharp.Objects;

/// <summary>A function of an object as assembly, with names where relocations stand.</summary>
public static class CodeListing
{
    /// <summary>One line per instruction; <see cref="Assembler"/> reads it back, names becoming symbols.</summary>
    public static string Of(CodeSpec code)
    {
        var symbols = new Dictionary<int, string>();
        foreach (var relocation in code.Relocations)
        {
            var index = relocation.InstructionIndex;
            var isCall = (uint)index < (uint)code.Instructions.Length && code.Instructions[index].IsCall();
            symbols[index] = Text(relocation, isCall);
        }

        return Disassembler.Disassemble(code.Instructions, slot => symbols.GetValueOrDefault(slot));
    }

    private static string Text(Relocation relocation, bool isCall) => relocation.Kind switch
    {
        RelocationKind.Map => $"map[{relocation.Target}]",
        RelocationKind.MapValue when relocation.Addend == 0 => $"map_value[{relocation.Target}]",
        RelocationKind.MapValue => $"map_value[{relocation.Target}] + {relocation.Addend}",
        RelocationKind.Kfunc => $"kfunc[{relocation.Target}]",
        RelocationKind.Ksym => $"ksym[{relocation.Target}]",
        _ => isCall ? relocation.Target : $"func[{relocation.Target}]",
    };
}
