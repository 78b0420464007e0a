// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Objects.Elf;

/// <summary>Structs of callbacks: sections of their bytes, with the programs' addresses left to relocations.</summary>
public sealed partial class ElfWriter
{
    private void PlaceStructOps()
    {
        foreach (var group in spec.Maps.Where(map => map.StructOps is not null).GroupBy(SectionOf))
        {
            var places = btf.DescribeStructs(group.Key, group);
            var section = image.Add(new ElfSection
            {
                Name = group.Key, Type = ElfSectionType.ProgBits, Flags = ElfSectionFlags.Alloc | ElfSectionFlags.Write, Alignment = 8,
                Data = new byte[places.Count == 0 ? 0 : places[^1].Offset + places[^1].Map.ValueSize],
            });
            foreach (var (map, offset) in places)
            {
                DataSections.Contents(map).CopyTo(section.Data.AsSpan(offset));
                mapSymbols[map.Name] = image.Add(new ElfSymbol(map.Name, ElfSymbolType.Object, ElfBinding.Global, section, offset, map.ValueSize));
                foreach (var (member, program) in map.StructOps!.Callbacks)
                {
                    var target = programSymbols.GetValueOrDefault(program)
                        ?? throw new ObjectFormatException(spec.Name, $"'{map.Name}' calls '{program}', which is no program");
                    section.Relocations.Add((offset + member, target, ElfConstants.RelocationAddress));
                }
            }
        }
    }

    private static string SectionOf(MapSpec map) => (map.AutoCreate ? "" : "?") + (map.StructOps!.IsLink ? ".struct_ops.link" : ".struct_ops");
}
