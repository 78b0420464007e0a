// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Objects.Elf;

/// <summary>Initial entries of maps: relocations of section .maps point from an entry to the map or program in it.</summary>
public sealed partial class ElfReader
{
    private const int PointerBytes = 8;

    private void ReadMapSlots()
    {
        if (file.Find(".maps") is not { } section)
        {
            return;
        }

        foreach (var relocation in RelocationsOf(section))
        {
            var at = mapPlaces.FindIndex(m => m.Section == section.Index && relocation.Offset >= m.Offset && relocation.Offset < m.Offset + m.Size);
            if (at < 0 || !slotsAt.TryGetValue(mapPlaces[at].Map, out var values))
            {
                throw file.Error($"byte {relocation.Offset} of section '.maps' is an address, but in no map's values");
            }

            var map = mapPlaces[at].Map;
            var distance = relocation.Offset - mapPlaces[at].Offset - values;
            if (distance < 0 || distance % PointerBytes != 0)
            {
                throw file.Error($"map '{map.Name}' has an address at byte {relocation.Offset - mapPlaces[at].Offset}, outside its values");
            }

            map.Slots.Add(new MapSlot((uint)(distance / PointerBytes), SlotTarget(map, file.Symbols[relocation.Symbol])));
        }
    }

    private string SlotTarget(MapSpec map, ElfFileSymbol symbol)
    {
        var isThere = map.Type == MapType.ProgArray
            ? spec.Programs.Exists(p => p.Name == symbol.Name)
            : mapPlaces.Exists(m => m.Section == symbol.Section && m.Map.Name == symbol.Name);
        return isThere ? symbol.Name : throw file.Error($"map '{map.Name}' holds '{symbol.Name}', which is no {(map.Type == MapType.ProgArray ? "program" : "map")}");
    }

    /// <summary>What a section's bytes refer to.</summary>
    private List<ElfFileRelocation> RelocationsOf(ElfFileSection section)
    {
        var result = new List<ElfFileRelocation>();
        foreach (var candidate in file.Sections)
        {
            if (candidate.Type == ElfSectionType.Relocations && candidate.Info == section.Index)
            {
                result.AddRange(file.Relocations(candidate));
            }
        }

        return result;
    }
}
