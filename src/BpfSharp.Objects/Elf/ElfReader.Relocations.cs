// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Isa;
using BpfSharp.Objects.Btf;

namespace BpfSharp.Objects.Elf;

/// <summary>References from code to maps, data, subprograms and the kernel.</summary>
public sealed partial class ElfReader
{
    private void ReadRelocations()
    {
        foreach (var section in file.Sections)
        {
            if (section.Type == ElfSectionType.RelocationsWithAddend && codeBySection.ContainsKey(section.Info))
            {
                throw file.Error($"section '{section.Name}' has relocations with addends, which BPF does not use");
            }

            if (section.Type != ElfSectionType.Relocations || !codeBySection.TryGetValue(section.Info, out var placed))
            {
                continue;
            }

            foreach (var relocation in file.Relocations(section))
            {
                if (relocation.Offset % InstructionBytes != 0 || relocation.Offset < 0 || relocation.Offset >= file.Sections[section.Info].Data.Length)
                {
                    throw file.Error($"section '{section.Name}' relocates byte {relocation.Offset}, where no instruction is");
                }

                // Linkers leave the code of a weak function that another took the place of, without a symbol.
                if (FindCode(placed, relocation.Offset / InstructionBytes) is not { } function)
                {
                    continue;
                }

                Relocate(function.Code, (int)(relocation.Offset / InstructionBytes) - function.Start, file.Symbols[relocation.Symbol], relocation.Type);
            }
        }
    }

    private static Placed? FindCode(List<Placed> placed, long slot)
    {
        // Functions stand in rising order and do not overlap.
        for (int low = 0, high = placed.Count - 1; low <= high;)
        {
            var middle = (low + high) / 2;
            var function = placed[middle];
            if (slot < function.Start)
            {
                high = middle - 1;
            }
            else if (slot >= function.End)
            {
                low = middle + 1;
            }
            else
            {
                return function;
            }
        }

        return null;
    }

    private void Relocate(CodeSpec code, int index, ElfFileSymbol symbol, uint type)
    {
        var slot = code.Instructions[index];
        var isCall = slot.IsCall() && type == ElfConstants.RelocationCall;
        var isLoad = slot.IsWideLoad && type == ElfConstants.RelocationWideLoad && index + 1 < code.Instructions.Length;
        if (!isCall && !isLoad)
        {
            throw Bad(code, index, $"relocation of type {type} does not fit the instruction");
        }

        if (symbol.Section == ElfConstants.UndefinedSection)
        {
            RelocateExtern(code, index, symbol, isCall);
            return;
        }

        if (symbol.Section >= ElfConstants.FirstReservedSection || symbol.Section >= file.Sections.Count)
        {
            throw Bad(code, index, $"symbol '{symbol.Name}' is in no section");
        }

        var section = file.Sections[symbol.Section];
        var offset = isCall ? symbol.Value + (slot.Immediate + 1L) * InstructionBytes : symbol.Value + slot.Immediate;
        if (codeBySection.ContainsKey(section.Index))
        {
            var target = Subprogram(code, index, section.Index, offset);
            Replace(code, index, new(index, RelocationKind.Subprogram, target), isCall ? (byte)PseudoCall.Function : (byte)PseudoLoad.Function, isCall ? -1 : 0);
        }
        else if (isCall)
        {
            throw Bad(code, index, $"call of '{symbol.Name}', which is no function");
        }
        else if (mapPlaces.Exists(m => m.Section == section.Index))
        {
            var at = mapPlaces.FindIndex(m => m.Section == section.Index && m.Offset == offset);
            var map = at >= 0 ? mapPlaces[at].Map.Name : throw Bad(code, index, $"no map starts at byte {offset} of section '{section.Name}'");
            Replace(code, index, new(index, RelocationKind.Map, map), (byte)PseudoLoad.MapFd, 0);
        }
        else if (section.Name == DataSections.Arena && arena is not null && offset >= 0 && offset <= section.Size)
        {
            Replace(code, index, new(index, RelocationKind.MapValue, arena.Name, (int)offset), (byte)PseudoLoad.MapValue, 0, (int)offset);
        }
        else if (DataSections.IsDataName(section.Name) && offset >= 0 && offset <= section.Size)
        {
            Replace(code, index, new(index, RelocationKind.MapValue, section.Name, (int)offset), (byte)PseudoLoad.MapValue, 0, (int)offset);
        }
        else
        {
            throw Bad(code, index, $"reference to byte {offset} of section '{section.Name}'");
        }
    }

    private void RelocateExtern(CodeSpec code, int index, ElfFileSymbol symbol, bool isCall)
    {
        if (configuration.TryGetValue(symbol.Name, out var offset))
        {
            Replace(code, index, new(index, RelocationKind.MapValue, DataSections.Configuration, offset), (byte)PseudoLoad.MapValue, 0, offset);
            return;
        }

        if (!isCall && spec.Maps.Exists(m => m.IsExternal && m.Name == symbol.Name))
        {
            Replace(code, index, new(index, RelocationKind.Map, symbol.Name), (byte)PseudoLoad.MapFd, 0);
            return;
        }

        if (symbol.Binding == ElfBinding.Weak)
        {
            spec.WeakExternals.Add(symbol.Name);
        }

        if (isCall)
        {
            Replace(code, index, new(index, RelocationKind.Kfunc, symbol.Name), (byte)PseudoCall.Kfunc, 0);
        }
        else
        {
            Replace(code, index, new(index, RelocationKind.Ksym, symbol.Name), (byte)PseudoLoad.BtfId, 0);
        }
    }

    private string Subprogram(CodeSpec code, int index, int section, long offset)
    {
        foreach (var function in codeBySection.GetValueOrDefault(section) ?? [])
        {
            if (function.Start * (long)InstructionBytes == offset)
            {
                return function.Code is SubprogramSpec
                    ? function.Code.Name : throw Bad(code, index, $"call of '{function.Code.Name}', which is a program and no subprogram");
            }
        }

        throw Bad(code, index, $"no function starts at byte {offset} of section '{file.Sections[section].Name}'");
    }

    private static void Replace(CodeSpec code, int index, Relocation relocation, byte source, int low, int high = 0)
    {
        code.Relocations.Add(relocation);
        code.Instructions[index] = code.Instructions[index].WithSource((Register)source).WithImmediate(low);
        if (code.Instructions[index].IsWideLoad)
        {
            code.Instructions[index + 1] = new Instruction(0, 0, 0, 0, high);
        }
    }

    // Calls within a section need no relocation in the file; here functions are apart, so they do.
    private void ReadLocalCalls()
    {
        foreach (var (section, placed) in codeBySection)
        {
            foreach (var (code, start) in placed)
            {
                var relocated = new HashSet<int>();
                foreach (var relocation in code.Relocations)
                {
                    relocated.Add(relocation.InstructionIndex);
                }

                for (var i = 0; i < code.Instructions.Length; i += code.Instructions[i].IsWideLoad ? 2 : 1)
                {
                    var call = code.Instructions[i];
                    if (!call.IsCall() || call.Source != (Register)PseudoCall.Function || relocated.Contains(i))
                    {
                        continue;
                    }

                    var target = Subprogram(code, i, section, (start + i + 1L + call.Immediate) * InstructionBytes);
                    Replace(code, i, new(i, RelocationKind.Subprogram, target), (byte)PseudoCall.Function, -1);
                }

                code.Relocations.Sort((a, b) => a.InstructionIndex.CompareTo(b.InstructionIndex));
            }
        }
    }

    private ObjectFormatException Bad(CodeSpec code, int index, string message) =>
        file.Error($"function '{code.Name}', instruction {index}: {message}");
}
