// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects.Btf;

namespace BpfSharp.Objects.Elf;

/// <summary>Types, maps defined by BTF, and data sections.</summary>
public sealed partial class ElfReader
{
    private readonly record struct MapPlace(int Section, long Offset, long Size, MapSpec Map);

    private readonly List<MapPlace> mapPlaces = [];

    /// <summary>Byte offset of the initial entries within a map's definition.</summary>
    private readonly Dictionary<MapSpec, int> slotsAt = [];

    /// <summary>Where each variable of the kernel's configuration lies in the section made for them.</summary>
    private readonly Dictionary<string, int> configuration = new(StringComparer.Ordinal);

    private void ReadTypes()
    {
        if (file.Find(".BTF") is { } section)
        {
            spec.Btf = CompleteDataSections(BtfTypes.Parse(section.Data));
            types = BtfTypes.Parse(spec.Btf);
        }
    }

    // Compilers leave the sizes of data sections and the places of global variables to whoever knows the ELF symbols.
    private byte[] CompleteDataSections(BtfTypes raw)
    {
        var builder = new BtfBuilder(raw);
        PlaceConfiguration(raw, builder);
        LocaliseHiddenFunctions(raw, builder);
        for (var id = 1u; id < raw.Count; id++)
        {
            var type = raw.Get(id);
            if (type.Kind == BtfKind.DataSection && file.Find(type.Name) is { } section)
            {
                var variables = new List<BtfVariable>();
                for (var i = 0; i < type.ItemCount; i++)
                {
                    var variable = type.SectionVariable(i);
                    if (!LiesElsewhere(raw.Get(variable.TypeId).Name, section))
                    {
                        // Linkers have placed them, and the same name may stand for static variables of several objects.
                        variables.Add(type.Size == 0 ? WithOffset(variable, raw, section) : variable);
                    }
                }

                builder.SetDataSection(id, section.Size, [.. variables.OrderBy(v => v.Offset)]);
            }
        }

        return builder.ToArray();
    }

    // What only the linker may see is verified where it is called, as static functions are.
    private void LocaliseHiddenFunctions(BtfTypes raw, BtfBuilder builder)
    {
        foreach (var symbol in file.Symbols)
        {
            if (symbol.IsHidden && symbol.Type == ElfSymbolType.Function && raw.Find(BtfKind.Function, symbol.Name) is > 0 and var id)
            {
                builder.SetFunctionLinkage(id, linkage: 0);
            }
        }
    }

    // Configuration variables have no section in the file; loaders make one.
    private void PlaceConfiguration(BtfTypes raw, BtfBuilder builder)
    {
        var id = raw.Find(BtfKind.DataSection, DataSections.Configuration);
        if (id == 0)
        {
            return;
        }

        var section = raw.Get(id);
        var variables = new List<BtfVariable>();
        var end = 0L;
        for (var i = 0; i < section.ItemCount; i++)
        {
            var typeId = section.SectionVariable(i).TypeId;
            var size = raw.SizeOf(typeId);
            if (size is <= 0 or > 4096)
            {
                throw file.Error($"variable '{raw.Get(typeId).Name}' of section '{DataSections.Configuration}' has {size} bytes");
            }

            end = (end + 7) & ~7L;
            if (end > LargestConfiguration)
            {
                throw file.Error($"section '{DataSections.Configuration}' has more than {LargestConfiguration} bytes of variables");
            }

            variables.Add(new BtfVariable(typeId, (int)end, (int)size));
            configuration[raw.Get(typeId).Name] = (int)end;
            if (file.Symbols.Exists(s => s.Section == ElfConstants.UndefinedSection && s.Binding == ElfBinding.Weak && s.Name == raw.Get(typeId).Name))
            {
                spec.WeakExternals.Add(raw.Get(typeId).Name);
            }

            builder.SetVariableLinkage(typeId, linkage: 1);
            end += size;
        }

        builder.SetDataSection(id, (int)end, variables);
        spec.Maps.Add(new MapSpec
        {
            Name = DataSections.Configuration, Type = MapType.Array, KeySize = 4, ValueSize = (int)end, MaxEntries = 1, Flags = Mappable | ReadOnlyForPrograms,
            IsReadOnlyData = true, ValueTypeId = id, InitialContents = new byte[end],
        });
    }

    // Clang's BTF says '.rodata' of a constant that its code generator then merges into '.rodata.cst32'.
    private bool LiesElsewhere(string name, ElfFileSection section)
    {
        var isElsewhere = false;
        foreach (var symbol in file.Symbols)
        {
            if (symbol.Type == ElfSymbolType.Object && symbol.Name == name)
            {
                if (symbol.Section == section.Index)
                {
                    return false;
                }

                isElsewhere = true;
            }
        }

        return isElsewhere;
    }

    private BtfVariable WithOffset(BtfVariable variable, BtfTypes raw, ElfFileSection section)
    {
        var type = raw.Get(variable.TypeId);
        var name = type.Name;
        var at = file.Symbols.FindIndex(s => s.Section == section.Index && s.Type == ElfSymbolType.Object && s.Name == name);
        var offset = at >= 0 ? file.Symbols[at].Value : variable.Offset;
        if (offset < 0 || variable.Size < 0 || offset + variable.Size > section.Size)
        {
            throw file.Error($"variable '{name}' does not lie within section '{section.Name}'");
        }

        return variable with { Offset = (int)offset };
    }

    private void ReadMaps()
    {
        // There is no section where all maps are other objects'.
        var found = file.Find(".maps");
        var id = types?.Find(BtfKind.DataSection, ".maps") ?? 0;
        if (id == 0)
        {
            if (found is null)
            {
                return;
            }

            throw file.Error("the maps in section '.maps' are not described by BTF; compile with -g");
        }

        var list = types!.Get(id);
        for (var i = 0; i < list.ItemCount; i++)
        {
            var entry = list.SectionVariable(i);
            var variable = types.Get(entry.TypeId);
            if (variable.Linkage == ExternLinkage)
            {
                var declared = ReadMap(variable.Name, variable.TypeId, depth: 0);
                declared.IsExternal = true;
                spec.Maps.Add(declared);
                continue;
            }

            if (found is { } section)
            {
                AddMap(ReadMap(variable.Name, variable.TypeId, depth: 0), section, entry.Offset, entry.Size);
            }
        }
    }

    private void AddMap(MapSpec map, ElfFileSection section, long offset, long size)
    {
        if (spec.Maps.Exists(m => m.Name == map.Name))
        {
            throw file.Error($"there are two maps '{map.Name}'");
        }

        spec.Maps.Add(map);
        mapPlaces.Add(new MapPlace(section.Index, offset, size, map));
    }

    private MapSpec ReadMap(string name, uint typeId, int depth)
    {
        var definition = types!.SkipModifiers(typeId);
        if (definition.Kind != BtfKind.Struct || depth > 1)
        {
            throw file.Error($"map '{name}' is not defined by a struct, or nests too deeply");
        }

        var map = new MapSpec { Name = name, Type = MapType.Unspec };
        for (var i = 0; i < definition.ItemCount; i++)
        {
            ReadMapMember(map, definition.Member(i), depth);
        }

        return map.Type != MapType.Unspec ? map : throw file.Error($"map '{name}' has no type");
    }

    private void ReadMapMember(MapSpec map, BtfMember member, int depth)
    {
        switch (member.Name)
        {
            case "type":
                map.Type = (MapType)Number(map, member);
                break;
            case "max_entries":
                map.MaxEntries = (uint)Number(map, member);
                break;
            case "map_flags":
                map.Flags = (uint)Number(map, member);
                break;
            case "key_size":
                map.KeySize = AgreedSize(map, member, map.KeySize, Number(map, member));
                break;
            case "value_size":
                map.ValueSize = AgreedSize(map, member, map.ValueSize, Number(map, member));
                break;
            case "key":
                map.KeyTypeId = PointedTo(map, member);
                map.KeySize = AgreedSize(map, member, map.KeySize, (ulong)types!.SizeOf(map.KeyTypeId));
                break;
            case "value":
                map.ValueTypeId = PointedTo(map, member);
                map.ValueSize = AgreedSize(map, member, map.ValueSize, (ulong)types!.SizeOf(map.ValueTypeId));
                break;
            case "numa_node":
                map.NumaNode = (int)Number(map, member);
                break;
            case "map_extra":
                map.Extra = Number(map, member);
                break;
            case "pinning":
                map.PinPath = PinPath(map, Number(map, member), depth);
                break;
            case "values":
                slotsAt[map] = member.BitOffset / 8;
                ReadValues(map, member, depth);
                break;
            default:
                throw file.Error($"map '{map.Name}' has the unknown property '{member.Name}'");
        }
    }

    /// <summary>What the entries point at: the definition of inner maps, or the prototype of programs.</summary>
    private void ReadValues(MapSpec map, BtfMember member, int depth)
    {
        var array = types!.SkipModifiers(member.TypeId);
        var pointer = array.Kind == BtfKind.Array ? types.SkipModifiers(array.Array.ElementTypeId) : default;
        if (pointer.Kind != BtfKind.Pointer)
        {
            throw file.Error($"map '{map.Name}' has values that are neither maps nor programs");
        }

        if (types.SkipModifiers(pointer.TypeId).Kind != BtfKind.FunctionPrototype)
        {
            map.Inner = ReadMap(map.Name + ".inner", pointer.TypeId, depth + 1);
        }

        map.ValueSize = AgreedSize(map, member, map.ValueSize, 4);
    }

    private string? PinPath(MapSpec map, ulong pinning, int depth) => pinning switch
    {
        0 => null,
        1 when depth == 0 => MapSpec.DefaultPinRoot + map.Name,
        1 => throw file.Error($"map '{map.Name}' is an inner map, which cannot be pinned"),
        _ => throw file.Error($"map '{map.Name}' asks for the unknown pinning {pinning}"),
    };

    // number: pointer to an array of that length; or an enum with that one value, or a pointer to one
    private ulong Number(MapSpec map, BtfMember member)
    {
        var own = types!.SkipModifiers(member.TypeId);
        var target = own.Kind is BtfKind.Enum or BtfKind.Enum64 ? own : types.SkipModifiers(PointedTo(map, member));
        return target.Kind switch
        {
            BtfKind.Array => (uint)target.Array.Length,
            BtfKind.Enum or BtfKind.Enum64 when target.ItemCount == 1 => (ulong)target.Enumerator(0).Value,
            _ => throw file.Error($"property '{member.Name}' of map '{map.Name}' is not a number"),
        };
    }

    private uint PointedTo(MapSpec map, BtfMember member)
    {
        var type = types!.SkipModifiers(member.TypeId);
        return type.Kind == BtfKind.Pointer ? type.TypeId : throw file.Error($"property '{member.Name}' of map '{map.Name}' is not a pointer");
    }

    private int AgreedSize(MapSpec map, BtfMember member, int known, ulong size) =>
        size <= int.MaxValue && (known == 0 || (ulong)known == size)
            ? (int)size
            : throw file.Error($"property '{member.Name}' of map '{map.Name}' says {size} bytes and another one {known}");

    private void ReadData()
    {
        foreach (var section in file.Sections)
        {
            if (section.Size > 0 && section.Type is ElfSectionType.ProgBits or ElfSectionType.NoBits && DataSections.IsDataName(section.Name))
            {
                spec.Maps.Add(new MapSpec
                {
                    Name = section.Name, Type = MapType.Array, KeySize = 4, ValueSize = section.Size, MaxEntries = 1,
                    Flags = Mappable | (section.Name.StartsWith(".rodata", StringComparison.Ordinal) ? ReadOnlyForPrograms : 0),
                    IsReadOnlyData = section.Name.StartsWith(".rodata", StringComparison.Ordinal),
                    ValueTypeId = types?.Find(BtfKind.DataSection, section.Name) ?? 0,
                    InitialContents = section.Data.ToArray(),
                });
            }
        }
    }

    private const int LargestConfiguration = 1 << 20, ExternLinkage = 2;

    /// <summary>BPF_F_RDONLY_PROG and BPF_F_MMAPABLE.</summary>
    private const uint ReadOnlyForPrograms = 1 << 7, Mappable = 1 << 10;
}
