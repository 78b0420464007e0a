// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;
using BpfSharp.Objects;

namespace BpfSharp.Compiler.Codegen;

/// <summary>Lays global variables out in sections; each section becomes an array map with one element.</summary>
internal sealed class DataSections
{
    private readonly Dictionary<string, List<GlobalVariable>> members = [];
    private readonly Dictionary<string, int> sizes = [];
    private readonly Dictionary<GlobalVariable, int> offsets = [];
    private readonly List<string> names = [];
    private readonly HashSet<GlobalVariable> used = [];
    private readonly List<MapSpec> arenas;

    public DataSections(Module module)
    {
        arenas = module.Maps.FindAll(static m => m.Type == MapType.Arena);
        foreach (var global in module.Globals)
        {
            if (!IsKernelSymbol(global))
            {
                Add(global);
            }
        }
    }

    /// <summary>Section names in order of first use.</summary>
    public IReadOnlyList<string> Names => names;

    /// <summary>An extern that is a variable of the kernel, not a configuration value.</summary>
    public static bool IsKernelSymbol(GlobalVariable global) => global is { IsExtern: true, IsConfiguration: false };

    public MachineSymbol Locate(GlobalVariable global)
    {
        if (IsStructOps(global.Section))
        {
            return new MachineSymbol(RelocationKind.MapValue, global.Name);
        }

        used.Add(global);
        if (!offsets.ContainsKey(global))
        {
            Add(global); // made by a pass after the module's list was read
        }

        return new MachineSymbol(RelocationKind.MapValue, global.Section == ArenaSection && Arena is { } arena ? arena.Name : global.Section, offsets[global]);
    }

    /// <summary>Variables that code reaches and whose initial value holds an address: a map's bytes can't.</summary>
    public IEnumerable<GlobalVariable> WithAddresses => used.Where(v => v.Addresses.Count > 0 && !IsStructOps(v.Section));

    /// <summary>The variables of a section with their offsets; of the kernel's options those that code asks for.</summary>
    public List<(GlobalVariable Variable, int Offset)> Members(string section) => members[section].FindAll(v => !v.IsExtern || used.Contains(v)).ConvertAll(v => (v, offsets[v]));

    /// <summary>The variables of section .kconfig that code asks for.</summary>
    public List<(GlobalVariable Variable, int Offset)> Options => members.ContainsKey(BpfSharp.Objects.Elf.DataSections.Configuration) ? Members(BpfSharp.Objects.Elf.DataSections.Configuration) : [];

    public int SizeOf(string section) => (sizes[section] + 7) & ~7;

    /// <summary>A variable in an arena while there are several, and two of them; null when all is well.</summary>
    public (GlobalVariable Variable, MapSpec One, MapSpec Other)? UnclearArena =>
        members.TryGetValue(ArenaSection, out var inArena) && arenas.Count > 1 ? (inArena[0], arenas[0], arenas[1]) : null;

    /// <summary>Writes the variables in the arena into its map, or what stands for another object's. Returns that and their section; null when there are none.</summary>
    public (string Section, MapSpec Arena)? FillArena()
    {
        if (!members.ContainsKey(ArenaSection))
        {
            return null;
        }

        var arena = Arena ?? BpfSharp.Objects.Elf.DataSections.ArenaElsewhere();
        arena.InitialContents = ContentsOf(ArenaSection);
        return (ArenaSection, arena);
    }

    /// <summary>The sections as maps; call it once all code is selected.</summary>
    public IEnumerable<MapSpec> MakeMaps()
    {
        foreach (var name in names.Where(name => !IsStructOps(name) && name != ArenaSection && Members(name).Count > 0))
        {
            var contents = ContentsOf(name);
            var isReadOnly = name == ".kconfig" || name.StartsWith(".rodata", StringComparison.Ordinal);
            yield return new MapSpec
            {
                Name = name, Type = MapType.Array, KeySize = 4, ValueSize = contents.Length, MaxEntries = 1, InitialContents = contents,
                IsReadOnlyData = isReadOnly, Flags = MemoryMappable | (isReadOnly ? ReadOnlyForPrograms : 0),
            };
        }
    }

    /// <summary>Structs of callbacks: each variable is a map of its own.</summary>
    public IEnumerable<(GlobalVariable Variable, MapSpec Map)> MakeStructOps()
    {
        foreach (var variable in names.Where(IsStructOps).SelectMany(name => members[name]))
        {
            var map = new MapSpec
            {
                Name = variable.Name, Type = MapType.StructOps, KeySize = 4, ValueSize = variable.Contents.Length, MaxEntries = 1, InitialContents = variable.Contents,
                StructOps = new StructOpsSpec(variable.Section.EndsWith(".link", StringComparison.Ordinal)), AutoCreate = !variable.Section.StartsWith('?'),
            };
            foreach (var (offset, symbol, _) in variable.Addresses)
            {
                if (symbol is Function callback)
                {
                    map.StructOps.Callbacks.Add((offset, callback.Name));
                }
            }

            yield return (variable, map);
        }
    }

    private const string ArenaSection = BpfSharp.Objects.Elf.DataSections.Arena;

    private MapSpec? Arena => arenas is [var only] ? only : null;

    private byte[] ContentsOf(string section)
    {
        var contents = new byte[SizeOf(section)];
        foreach (var (variable, offset) in Members(section))
        {
            variable.Contents.CopyTo(contents, offset);
        }

        return contents;
    }

    private static bool IsStructOps(string section) => section.TrimStart('?') is ".struct_ops" or ".struct_ops.link";

    // BPF_F_MMAPABLE and BPF_F_RDONLY_PROG.
    private const uint MemoryMappable = 1u << 10;
    private const uint ReadOnlyForPrograms = 1u << 7;

    private void Add(GlobalVariable global)
    {
        if (!members.TryGetValue(global.Section, out var list))
        {
            members.Add(global.Section, list = []);
            sizes.Add(global.Section, 0);
            names.Add(global.Section);
        }

        var align = Math.Max(global.Align, 1);
        var offset = (sizes[global.Section] + align - 1) / align * align;
        offsets.Add(global, offset);
        list.Add(global);
        sizes[global.Section] = offset + global.Contents.Length;
    }
}
