// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects.Btf;

namespace BpfSharp.Objects.Elf;

/// <summary>Structs of callbacks (struct_ops), exception callbacks, and the variables of arenas.</summary>
public sealed partial class ElfReader
{
    private const ulong SmallestPage = 4096, LargestArenaData = 64 << 20;

    /// <summary>The one arena, when the object has variables in it.</summary>
    private MapSpec? arena;

    private void ReadStructOps()
    {
        foreach (var section in file.Sections)
        {
            var name = section.Name.AsSpan(section.Name.StartsWith('?') ? 1 : 0);
            if (section.Type != ElfSectionType.ProgBits || name is not (".struct_ops" or ".struct_ops.link"))
            {
                continue;
            }

            var id = types?.Find(BtfKind.DataSection, section.Name) ?? 0;
            if (id == 0)
            {
                throw file.Error($"the structs in section '{section.Name}' are not described by BTF; compile with -g");
            }

            var list = types!.Get(id);
            for (var i = 0; i < list.ItemCount; i++)
            {
                ReadStruct(section, list.SectionVariable(i), isLink: name is ".struct_ops.link");
            }
        }
    }

    private void ReadStruct(ElfFileSection section, BtfVariable place, bool isLink)
    {
        var variable = types!.Get(place.TypeId);
        var type = types.SkipModifiers(variable.TypeId);
        var size = types.SizeOf(variable.TypeId);
        if (type.Kind != BtfKind.Struct || size != place.Size || place.Offset > section.Data.Length - size)
        {
            throw file.Error($"variable '{variable.Name}' of section '{section.Name}' is no struct of {place.Size} bytes within it");
        }

        var map = new MapSpec
        {
            Name = variable.Name, Type = MapType.StructOps, KeySize = 4, ValueSize = place.Size, MaxEntries = 1, ValueTypeId = type.Id,
            InitialContents = section.Data.Slice(place.Offset, place.Size).ToArray(), StructOps = new StructOpsSpec(isLink),
            AutoCreate = !section.Name.StartsWith('?'),
        };
        AddMap(map, section, place.Offset, place.Size);
    }

    /// <summary>Relocations of the structs' bytes name the programs behind their members.</summary>
    private void ReadCallbacks()
    {
        foreach (var section in file.Sections)
        {
            if (!mapPlaces.Exists(m => m.Section == section.Index && m.Map.StructOps is not null))
            {
                continue;
            }

            foreach (var relocation in RelocationsOf(section))
            {
                var at = mapPlaces.FindIndex(m => m.Section == section.Index && relocation.Offset >= m.Offset && relocation.Offset < m.Offset + m.Size);
                var program = file.Symbols[relocation.Symbol].Name;
                if (at < 0 || !spec.Programs.Exists(p => p.Name == program && p.Type == ProgramType.StructOps))
                {
                    throw file.Error($"section '{section.Name}' has the address of '{program}', which is no program of section 'struct_ops'");
                }

                mapPlaces[at].Map.StructOps!.Callbacks.Add(((int)(relocation.Offset - mapPlaces[at].Offset), program));
            }
        }
    }

    private void ReadArenaData()
    {
        if (file.Find(DataSections.Arena) is { Size: > 0 } section)
        {
            var arenas = spec.Maps.FindAll(static m => m.Type == MapType.Arena);
            arena = arenas.Count switch
            {
                1 => arenas[0],
                0 => DataSections.ArenaElsewhere(),
                _ => throw file.Error($"section '{DataSections.Arena}' has variables, but it is open which arena they are in: '{arenas[0].Name}' or '{arenas[1].Name}'"),
            };
            if (arenas.Count == 0)
            {
                spec.Maps.Add(arena);
            }

            if ((ulong)section.Size > Math.Min(arena.IsExternal ? LargestArenaData : arena.MaxEntries * SmallestPage, LargestArenaData))
            {
                throw file.Error($"the variables of section '{DataSections.Arena}' take {section.Size} bytes, which the arena does not hold");
            }

            arena.ValueTypeId = types?.Find(BtfKind.DataSection, DataSections.Arena) ?? 0; // names the variables; the kernel takes no types here
            arena.InitialContents = section.Type == ElfSectionType.NoBits ? new byte[section.Size] : section.Data.ToArray();
        }
    }

    private void ReadExceptionCallbacks()
    {
        for (var id = 1u; types is not null && id < (uint)types.Count; id++)
        {
            var tag = types.Get(id);
            if (tag.Kind != BtfKind.DeclTag || tag.ComponentIndex != -1 || !tag.Name.StartsWith(ProgramSpec.ExceptionTag, StringComparison.Ordinal))
            {
                continue;
            }

            var callback = tag.Name[ProgramSpec.ExceptionTag.Length..];
            if (spec.Programs.Find(p => p.FunctionTypeId == tag.TypeId) is { } program)
            {
                program.ExceptionCallback = spec.Subprograms.Exists(s => s.Name == callback)
                    ? callback
                    : throw file.Error($"program '{program.Name}' names '{callback}' as its exception callback, which is no global function");
            }
        }
    }
}
