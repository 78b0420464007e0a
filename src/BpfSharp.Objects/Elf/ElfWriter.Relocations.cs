// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using BpfSharp.Isa;

namespace BpfSharp.Objects.Elf;

/// <summary>Relocations: which symbol, and what the instruction itself must hold for loaders to understand it.</summary>
public sealed partial class ElfWriter
{
    private void Relocate(CodeSpec code, ElfSection section, int start)
    {
        var slots = MemoryMarshal.Cast<byte, Instruction>(section.Data.AsSpan(start));
        foreach (var relocation in code.Relocations.OrderBy(r => r.InstructionIndex))
        {
            if ((uint)relocation.InstructionIndex >= (uint)code.Instructions.Length)
            {
                throw Error(code, $"relocation of slot {relocation.InstructionIndex}, but there are {code.Instructions.Length}");
            }

            ref var slot = ref slots[relocation.InstructionIndex];
            if (!slot.IsWideLoad && !slot.IsCall())
            {
                throw Error(code, $"slot {relocation.InstructionIndex} is neither a 64-bit load nor a call and cannot refer to '{relocation.Target}'");
            }

            if (slot.IsWideLoad && relocation.InstructionIndex + 1 >= code.Instructions.Length)
            {
                throw Error(code, "the last instruction is half of a 64-bit load");
            }

            var symbol = Resolve(code, relocation, ref slot);
            if (slot.IsWideLoad)
            {
                slots[relocation.InstructionIndex + 1] = default;
            }

            var type = slot.IsWideLoad ? ElfConstants.RelocationWideLoad : ElfConstants.RelocationCall;
            section.Relocations.Add((start + relocation.InstructionIndex * InstructionBytes, symbol, type));
        }
    }

    private ElfSymbol Resolve(CodeSpec code, Relocation relocation, ref Instruction slot)
    {
        switch (relocation.Kind)
        {
            case RelocationKind.MapValue when relocation.Target == DataSections.Configuration:
                slot = slot.WithSource(0).WithImmediate(0);
                return Extern(btf.ConfigurationVariable(relocation.Addend)
                    ?? throw Error(code, $"no variable of the kernel's configuration starts at byte {relocation.Addend}"));
            case RelocationKind.MapValue when sectionSymbols.TryGetValue(DataSections.Arena, out var arena) && spec.Maps.Exists(m => m.Type == MapType.Arena && m.Name == relocation.Target):
                slot = slot.WithSource(0).WithImmediate(relocation.Addend);
                return arena;
            case RelocationKind.Map or RelocationKind.MapValue when mapSymbols.TryGetValue(relocation.Target, out var map):
                slot = slot.WithSource(0).WithImmediate(relocation.Addend);
                return map;
            case RelocationKind.Subprogram when subprograms.TryGetValue(relocation.Target, out var subprogram):
                slot = slot.IsWideLoad
                    ? slot.WithSource(0).WithImmediate(subprogram.Offset)
                    : slot.WithSource((Register)PseudoCall.Function).WithImmediate(subprogram.Offset / InstructionBytes - 1);
                return subprogram.Symbol;
            case RelocationKind.Kfunc:
                DescribeExtern(relocation.Target, isFunction: true);
                slot = slot.WithSource((Register)PseudoCall.Function).WithImmediate(-1).WithOffset(0);
                return Extern(relocation.Target);
            case RelocationKind.Ksym:
                DescribeExtern(relocation.Target, isFunction: false);
                slot = slot.WithSource(0).WithImmediate(0);
                return Extern(relocation.Target);
            default:
                throw Error(code, $"there is no {(relocation.Kind == RelocationKind.Subprogram ? "subprogram" : "map")} '{relocation.Target}'");
        }
    }

    // Only what the kernel supplies is listed in .ksyms; linkers look for the rest in other objects.
    private void DescribeExtern(string name, bool isFunction)
    {
        if (!spec.LinkedExternals.Contains(name))
        {
            btf.DescribeExtern(name, isFunction);
        }
    }

    private ElfSymbol Extern(string name)
    {
        if (!externSymbols.TryGetValue(name, out var symbol))
        {
            symbol = image.Add(new ElfSymbol(name, ElfSymbolType.None, spec.WeakExternals.Contains(name) ? ElfBinding.Weak : ElfBinding.Global, null, 0, 0));
            externSymbols[name] = symbol;
        }

        return symbol;
    }

    private ObjectFormatException Error(CodeSpec code, string message) => new(spec.Name, $"function '{code.Name}': {message}");
}
