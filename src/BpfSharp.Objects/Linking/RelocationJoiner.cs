// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using BpfSharp.Objects.Elf;

namespace BpfSharp.Objects.Linking;

/// <summary>Moves relocations to where their sections went. Those against a section carry their offset in the place itself, which moves too.</summary>
internal static class RelocationJoiner
{
    private const int InstructionBytes = 8;

    public static void Add(LinkedObject linked, List<string> faults)
    {
        foreach (var source in linked.File.Sections)
        {
            if (source.Type == ElfSectionType.RelocationsWithAddend && linked.Places.ContainsKey(source.Info))
            {
                faults.Add($"{linked.Name}: section '{source.Name}' has relocations with addends, which BPF does not use");
            }

            if (source.Type != ElfSectionType.Relocations || !linked.Places.TryGetValue(source.Info, out var place))
            {
                continue;
            }

            foreach (var relocation in linked.File.Relocations(source))
            {
                if (!linked.Symbols.TryGetValue(relocation.Symbol, out var symbol) || symbol.Result is null)
                {
                    faults.Add($"{linked.Name}: section '{source.Name}' refers to '{linked.File.Symbols[relocation.Symbol].Name}', which is not part of the result");
                    continue;
                }

                Add(linked, place, relocation, symbol, faults);
            }
        }
    }

    private static void Add(LinkedObject linked, (ElfSection Section, int Offset) place, ElfFileRelocation relocation, LinkedSymbol symbol, List<string> faults)
    {
        var width = relocation.Type == ElfConstants.RelocationAbsolute32 ? 4 : 8;
        if (relocation.Offset < 0 || relocation.Offset > place.Section.Data.Length - place.Offset - width)
        {
            faults.Add($"{linked.Name}: section '{place.Section.Name}' relocates byte {relocation.Offset}, which it has not");
            return;
        }

        var at = place.Offset + (int)relocation.Offset;
        if (symbol.Source.Type == ElfSymbolType.Section)
        {
            Move(place.Section.Data.AsSpan(at), relocation.Type, symbol.Owner.Places[symbol.Source.Section].Offset);
        }

        place.Section.Relocations.Add((at, symbol.Result!, relocation.Type));
    }

    private static void Move(Span<byte> bytes, uint type, int distance)
    {
        switch (type)
        {
            case ElfConstants.RelocationCall:
                Add32(bytes[4..], distance / InstructionBytes);
                break;
            case ElfConstants.RelocationWideLoad:
                Add32(bytes[4..], distance);
                break;
            case ElfConstants.RelocationAbsolute64:
                BinaryPrimitives.WriteInt64LittleEndian(bytes, BinaryPrimitives.ReadInt64LittleEndian(bytes) + distance);
                break;
            default:
                Add32(bytes, distance);
                break;
        }
    }

    private static void Add32(Span<byte> bytes, int distance) =>
        BinaryPrimitives.WriteInt32LittleEndian(bytes, BinaryPrimitives.ReadInt32LittleEndian(bytes) + distance);
}
