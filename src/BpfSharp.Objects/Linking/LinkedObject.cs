// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects.Btf;
using BpfSharp.Objects.Elf;

namespace BpfSharp.Objects.Linking;

/// <summary>One of the objects being linked, and where its parts went.</summary>
internal sealed class LinkedObject(string name, ElfFile file, BtfTypes? types)
{
    public string Name { get; } = name;
    public ElfFile File { get; } = file;

    /// <summary>Null when compiled without.</summary>
    public BtfTypes? Types { get; } = types;

    /// <summary>Per section that is part of the result: the joined section, and where this object's part begins in it.</summary>
    public Dictionary<int, (ElfSection Section, int Offset)> Places { get; } = [];

    /// <summary>Per symbol that is part of the result.</summary>
    public Dictionary<int, LinkedSymbol> Symbols { get; } = [];

    /// <summary>The id in the result of each type.</summary>
    public uint[] TypeIds { get; set; } = [];

    public static LinkedObject Open(LinkInput input)
    {
        var file = new ElfFile(input.Bytes, input.Name);
        try
        {
            return new LinkedObject(input.Name, file, file.Find(".BTF") is { } section ? BtfTypes.Parse(section.Data) : null);
        }
        catch (FormatException error) when (error is not ObjectFormatException)
        {
            throw new ObjectFormatException(input.Name, error.Message, error);
        }
    }
}

/// <summary>A symbol of the result, with the object that decides what it is.</summary>
internal sealed class LinkedSymbol(string name, LinkedObject owner, ElfFileSymbol source)
{
    public string Name { get; } = name;

    /// <summary>The object that defines it; the first that mentions it while nobody does.</summary>
    public LinkedObject Owner { get; set; } = owner;
    public ElfFileSymbol Source { get; set; } = source;

    /// <summary>One of the objects asked for it: global to the linker only.</summary>
    public bool IsHidden { get; set; }
    public bool IsDefined => Source.Section != ElfConstants.UndefinedSection;
    public bool IsWeak => Source.Binding == ElfBinding.Weak;

    /// <summary>The other objects that mention it, each to be compared with the owner.</summary>
    public List<LinkedObject> Users { get; } = [];

    /// <summary>Objects whose weak definition gave way.</summary>
    public List<LinkedObject> Losers { get; } = [];
    public ElfSymbol? Result { get; set; }
}
