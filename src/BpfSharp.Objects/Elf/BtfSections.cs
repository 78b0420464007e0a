// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects.Btf;

namespace BpfSharp.Objects.Elf;

/// <summary>The .BTF and .BTF.ext of an object being written: the spec's types, and beside them what loaders read maps and externs from.</summary>
/// <remarks>
/// A map is a variable in the data section ".maps" of a struct type whose members say what it is: numbers as pointers to arrays of that
/// length, types as pointers to the type. Source: libbpf, src/libbpf.c, parse_btf_map_def.
/// </remarks>
internal sealed partial class BtfSections
{
    private const int PinByName = 1;
    private const int PointerBytes = 8;

    private readonly ObjectSpec spec;
    private readonly BtfTypes types;
    private readonly BtfBuilder builder;
    private readonly Dictionary<uint, uint> numbers = [];
    private readonly List<BtfVariable> externs = [];
    private readonly HashSet<string> externNames = new(StringComparer.Ordinal);
    private uint intId;

    public BtfSections(ObjectSpec spec)
    {
        this.spec = spec;
        types = BtfTypes.Parse(spec.Btf.IsEmpty ? new BtfBuilder().ToArray() : spec.Btf);
        builder = new BtfBuilder(types);
    }

    /// <summary>Defines every map of the spec that is no data section; their places in .maps come back.</summary>
    public (int Size, List<(string Name, int Offset, int Size)> Variables) DescribeMaps()
    {
        var places = new List<(string Name, int Offset, int Size)>();
        var variables = new List<BtfVariable>();
        var at = 0;
        foreach (var map in spec.Maps)
        {
            if (DataSections.IsData(map) || map.StructOps is not null || map.Name == DataSections.Arena)
            {
                continue;
            }

            var (definition, size) = DefineMap(map);
            if (map.IsExternal)
            {
                variables.Add(new BtfVariable(builder.AddVariable(map.Name, definition, linkage: 2), 0, size));
                continue;
            }

            foreach (var slot in map.Slots)
            {
                Slots.Add((map.Name, slot, at + size + (int)slot.Index * PointerBytes));
            }

            size += map.Slots.Count == 0 ? 0 : (int)(map.Slots.Max(slot => slot.Index) + 1) * PointerBytes;
            variables.Add(new BtfVariable(builder.AddVariable(map.Name, definition, linkage: 1), at, size));
            places.Add((map.Name, at, size));
            at += size;
        }

        if (variables.Count > 0)
        {
            PutDataSection(".maps", at, variables);
        }

        return (at, places);
    }

    /// <summary>Initial entries of maps, with their places in .maps.</summary>
    public List<(string Map, MapSlot Slot, int Offset)> Slots { get; } = [];

    /// <summary>Declares the structs of a section of callbacks; gives each its place.</summary>
    public List<(MapSpec Map, int Offset)> DescribeStructs(string section, IEnumerable<MapSpec> maps)
    {
        var places = new List<(MapSpec Map, int Offset)>();
        var variables = new List<BtfVariable>();
        var at = 0;
        foreach (var map in maps)
        {
            places.Add((map, at));
            variables.Add(new BtfVariable(builder.AddVariable(map.Name, map.ValueTypeId, linkage: 1), at, map.ValueSize));
            at = (at + map.ValueSize + PointerBytes - 1) / PointerBytes * PointerBytes;
        }

        PutDataSection(section, at, variables);
        return places;
    }

    /// <summary>The variables of a data section; one of bytes is made up where the spec's BTF has none.</summary>
    public List<(string Name, int Offset, int Size, bool IsGlobal)> DescribeData(string section, int size)
    {
        var result = new List<(string, int, int, bool)>();
        var existing = types.Find(BtfKind.DataSection, section);
        if (existing == 0)
        {
            var bytes = builder.AddArray(ByteType(), IntType(), size);
            var name = section.TrimStart('.').Replace('.', '_') + "_bytes";
            builder.AddDataSection(section, size, [new BtfVariable(builder.AddVariable(name, bytes, linkage: 0), 0, size)]);
            return result;
        }

        var type = types.Get(existing);
        var variables = new List<BtfVariable>();
        for (var i = 0; i < type.ItemCount; i++)
        {
            var entry = type.SectionVariable(i);
            var variable = types.Get(entry.TypeId);
            variables.Add(entry);
            if (variable.Kind == BtfKind.Variable)
            {
                result.Add((variable.Name, entry.Offset, entry.Size, variable.Linkage != 0));
            }
        }

        builder.SetDataSection(existing, size, variables);
        return result;
    }

    /// <summary>The variables of an arena; none where the spec's BTF does not list them.</summary>
    public List<(string Name, int Offset, int Size, bool IsGlobal)> DescribeArena(int size) =>
        types.Find(BtfKind.DataSection, DataSections.Arena) == 0 ? [] : DescribeData(DataSections.Arena, size);

    /// <summary>The name of the licence's variable, which linkers want described as all global ones are.</summary>
    public string DescribeLicense(int size)
    {
        if (types.Find(BtfKind.DataSection, "license") is > 0 and var existing && types.Get(existing) is { ItemCount: 1 } section
            && types.Get(section.SectionVariable(0).TypeId) is { Kind: BtfKind.Variable } known)
        {
            return known.Name;
        }

        const string Name = "_license";
        var text = builder.AddArray(CharType(), IntType(), size);
        PutDataSection("license", size, [new BtfVariable(builder.AddVariable(Name, text, linkage: 1), 0, size)]);
        return Name;
    }

    /// <summary>The name of the .kconfig variable at an offset, which is made extern as loaders want it; null when there is none.</summary>
    public string? ConfigurationVariable(int offset)
    {
        var section = types.Get(types.Find(BtfKind.DataSection, DataSections.Configuration));
        for (var i = 0; i < section.ItemCount; i++)
        {
            var variable = types.Get(section.SectionVariable(i).TypeId);
            if (section.SectionVariable(i).Offset == offset && variable.Kind == BtfKind.Variable)
            {
                builder.SetVariableLinkage(variable.Id, linkage: 2);
                return variable.Name;
            }
        }

        return null;
    }

    /// <summary>Declares a kernel function or variable in .ksyms.</summary>
    public void DescribeExtern(string name, bool isFunction)
    {
        if (!externNames.Add(name))
        {
            return;
        }

        var id = types.Find(BtfKind.Function, name);
        id = id != 0 || isFunction ? id : types.Find(BtfKind.Variable, name);
        if (id == 0)
        {
            id = isFunction
                ? throw new ObjectFormatException(spec.Name, $"kernel function '{name}' is called, but the object's BTF has no prototype of it")
                : builder.AddVariable(name, builder.AddModifier(BtfKind.Const, 0), linkage: 2);
        }

        externs.Add(new BtfVariable(id, 0, (int)Math.Max(types.SizeOf(id < types.Count ? types.Get(id).TypeId : 0), 0)));
    }

    public (byte[] Types, byte[] Extension) ToArrays()
    {
        if (externs.Count > 0)
        {
            PutDataSection(".ksyms", 0, externs);
        }

        // The extension adds strings, so it comes first.
        var extension = Extension();
        return (builder.ToArray(), extension);
    }

    private (uint Id, int Size) DefineMap(MapSpec map)
    {
        var members = new List<BtfMember>();
        Number("type", (uint)map.Type);
        TypeOrSize("key", map.KeyTypeId, map.KeySize);
        TypeOrSize("value", map.Inner is null && map.Type != MapType.Arena ? map.ValueTypeId : 0, map.Inner is null ? map.ValueSize : 4);
        Number("max_entries", map.MaxEntries);
        Number("map_flags", map.Flags);
        Number("numa_node", (uint)map.NumaNode);
        if (map.Extra <= int.MaxValue)
        {
            Number("map_extra", (uint)map.Extra);
        }
        else
        {
            // As libbpf's __ulong, which came with 1.5: an enum whose only value is the number.
            Member("map_extra", builder.AddEnum("", 8, isSigned: false, [new($"{map.Name}_extra", (long)map.Extra)]));
        }

        Number("pinning", map.PinPath is null ? 0u : PinByName);
        var size = members.Count * 8;
        if (map.Inner is not null)
        {
            var template = builder.AddPointer(DefineMap(map.Inner).Id);
            members.Add(new BtfMember("values", builder.AddArray(template, IntType(), 0), size * 8, 0));
        }

        else if (map.Slots.Count > 0)
        {
            var template = builder.AddPointer(builder.AddPrototype(IntType(), [new BtfParameter("", builder.AddPointer(0))]));
            members.Add(new BtfMember("values", builder.AddArray(template, IntType(), 0), size * 8, 0));
        }

        var id = builder.AddRecord("", isUnion: false, size);
        builder.SetMembers(id, members);
        return (id, size);

        void Number(string name, uint value)
        {
            if (value != 0)
            {
                Member(name, NumberType(value));
            }
        }

        void TypeOrSize(string name, uint typeId, int bytes)
        {
            if (typeId != 0 && typeId < types.Count && types.SizeOf(typeId) == bytes)
            {
                Member(name, builder.AddPointer(typeId));
            }
            else
            {
                Number(name + "_size", (uint)bytes);
            }
        }

        void Member(string name, uint typeId) => members.Add(new BtfMember(name, typeId, members.Count * 64, 0));
    }

    private uint NumberType(uint value)
    {
        if (!numbers.TryGetValue(value, out var id))
        {
            id = builder.AddPointer(builder.AddArray(IntType(), IntType(), (int)value));
            numbers[value] = id;
        }

        return id;
    }

    private void PutDataSection(string name, int size, List<BtfVariable> variables)
    {
        var existing = types.Find(BtfKind.DataSection, name);
        if (existing == 0)
        {
            builder.AddDataSection(name, size, variables);
        }
        else
        {
            builder.SetDataSection(existing, size, variables);
        }
    }

    private uint IntType()
    {
        if (intId == 0)
        {
            intId = types.Find(BtfKind.Int, "int");
            intId = intId != 0 && types.Get(intId).Size == 4 ? intId : builder.AddInteger("int", 4, isSigned: true);
        }

        return intId;
    }

    private uint CharType()
    {
        var id = types.Find(BtfKind.Int, "char");
        return id != 0 ? id : builder.AddInteger("char", 1, isSigned: true);
    }

    private uint ByteType()
    {
        var id = types.Find(BtfKind.Int, "unsigned char");
        return id != 0 ? id : builder.AddInteger("unsigned char", 1, isSigned: false);
    }
}
