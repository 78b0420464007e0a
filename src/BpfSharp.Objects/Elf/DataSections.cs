// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Objects.Elf;

/// <summary>Which maps stand for data sections, and of which name.</summary>
internal static class DataSections
{
    /// <summary>Kernel configuration values: a map in memory, but undefined symbols in a file.</summary>
    public const string Configuration = ".kconfig";

    /// <summary>Variables in an arena (address space 1).</summary>
    public const string Arena = ".addr_space.1";

    /// <summary>Stands for the arena that an object has variables in and another object defines.</summary>
    public static MapSpec ArenaElsewhere() => new() { Name = Arena, Type = MapType.Arena, IsExternal = true };

    private static readonly string[] Prefixes = [".rodata", ".data", ".bss"];

    public static bool IsDataName(ReadOnlySpan<char> name)
    {
        foreach (var prefix in Prefixes)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal) && (name.Length == prefix.Length || name[prefix.Length] == '.'))
            {
                return true;
            }
        }

        return false;
    }

    public static bool IsData(MapSpec map) =>
        map is { StructOps: null, Type: not MapType.Arena } && (IsDataName(map.Name) || map.IsReadOnlyData || map.InitialContents.Length > 0);

    /// <summary>The map's own name if it is a section's, else the part of it that is ("prog.rodata"), else the section that suits it.</summary>
    public static string SectionOf(MapSpec map)
    {
        var dot = map.Name.IndexOf('.');
        if (dot >= 0 && IsDataName(map.Name.AsSpan(dot)))
        {
            return map.Name[dot..];
        }

        return (map.IsReadOnlyData ? ".rodata." : ".data.") + map.Name;
    }

    public static byte[] Contents(MapSpec map)
    {
        var contents = map.InitialContents;
        Array.Resize(ref contents, map.ValueSize);
        return contents;
    }
}
