// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Text;

namespace BpfSharp.Objects.Elf;

internal sealed class ElfSection
{
    public required string Name { get; init; }
    public required ElfSectionType Type { get; init; }
    public ElfSectionFlags Flags { get; init; }
    public byte[] Data { get; set; } = [];

    /// <summary>Differs from the data's length in sections without bits only.</summary>
    public int Size { get; set; }
    public int Alignment { get; set; } = 1;
    public int EntrySize { get; init; }
    public int Link { get; set; }
    public int Info { get; set; }
    public int Index { get; set; }
    public List<(int Offset, ElfSymbol Symbol, uint Type)> Relocations { get; } = [];
}

/// <param name="Section">Null for symbols defined elsewhere.</param>
internal sealed record ElfSymbol(string Name, ElfSymbolType Type, ElfBinding Binding, ElfSection? Section, int Value, int Size, bool IsHidden = false)
{
    public int Index { get; set; }
}

/// <summary>Lays out sections, symbols and relocations as an ELF64 little-endian relocatable file.</summary>
internal sealed class ElfImage
{
    private readonly List<ElfSection> sections = [];
    private readonly List<ElfSymbol> symbols = [];
    private readonly Dictionary<string, int> nameOffsets = new(StringComparer.Ordinal) { [""] = 0 };
    private readonly List<byte> names = [0];

    public ElfSection Add(ElfSection section)
    {
        sections.Add(section);
        section.Index = sections.Count;
        section.Size = Math.Max(section.Size, section.Data.Length);
        return section;
    }

    public ElfSymbol Add(ElfSymbol symbol)
    {
        symbols.Add(symbol);
        return symbol;
    }

    public byte[] ToArray()
    {
        var strings = new ElfSection { Name = ".strtab", Type = ElfSectionType.StringTable };
        var table = new ElfSection
        {
            Name = ".symtab", Type = ElfSectionType.SymbolTable, Alignment = 8, EntrySize = ElfConstants.SymbolSize,
        };
        AddRelocationSections();
        Add(table);
        Add(strings);
        table.Link = strings.Index;
        table.Info = OrderSymbols();
        table.Data = SymbolTable();
        foreach (var section in sections)
        {
            NameOffset(section.Name);
            FillRelocations(section);
        }

        strings.Data = [.. names];
        return Layout(strings.Index);
    }

    private void AddRelocationSections()
    {
        foreach (var section in sections.ToArray())
        {
            if (section.Relocations.Count > 0)
            {
                var relocations = Add(new ElfSection
                {
                    Name = ".rel" + section.Name, Type = ElfSectionType.Relocations, Alignment = 8, EntrySize = ElfConstants.RelocationSize,
                });
                relocations.Info = section.Index;
                relocations.Relocations.AddRange(section.Relocations);
            }
        }

        // The symbol table comes right after the last relocation section.
        foreach (var section in sections)
        {
            section.Link = section.Type == ElfSectionType.Relocations ? sections.Count + 1 : section.Link;
        }
    }

    // Local symbols precede the others; sh_info is the index of the first that is not local.
    private int OrderSymbols()
    {
        var index = 1;
        foreach (var isLocal in (ReadOnlySpan<bool>)[true, false])
        {
            foreach (var symbol in symbols)
            {
                if (symbol.Binding == ElfBinding.Local == isLocal)
                {
                    symbol.Index = index++;
                }
            }
        }

        return 1 + symbols.Count(s => s.Binding == ElfBinding.Local);
    }

    private byte[] SymbolTable()
    {
        var bytes = new byte[(symbols.Count + 1) * ElfConstants.SymbolSize];
        foreach (var symbol in symbols)
        {
            var entry = bytes.AsSpan(symbol.Index * ElfConstants.SymbolSize);
            BinaryPrimitives.WriteInt32LittleEndian(entry, NameOffset(symbol.Name));
            entry[4] = (byte)((byte)symbol.Binding << 4 | (byte)symbol.Type);
            entry[5] = symbol.IsHidden ? (byte)2 : (byte)0; // STV_HIDDEN
            BinaryPrimitives.WriteUInt16LittleEndian(entry[6..], (ushort)(symbol.Section?.Index ?? 0));
            BinaryPrimitives.WriteInt64LittleEndian(entry[8..], symbol.Value);
            BinaryPrimitives.WriteInt64LittleEndian(entry[16..], symbol.Size);
        }

        return bytes;
    }

    private static void FillRelocations(ElfSection section)
    {
        if (section.Type != ElfSectionType.Relocations)
        {
            return;
        }

        section.Data = new byte[section.Relocations.Count * ElfConstants.RelocationSize];
        for (var i = 0; i < section.Relocations.Count; i++)
        {
            var (offset, symbol, type) = section.Relocations[i];
            var entry = section.Data.AsSpan(i * ElfConstants.RelocationSize);
            BinaryPrimitives.WriteInt64LittleEndian(entry, offset);
            BinaryPrimitives.WriteUInt64LittleEndian(entry[8..], (ulong)symbol.Index << 32 | type);
        }
    }

    private int NameOffset(string name)
    {
        if (!nameOffsets.TryGetValue(name, out var offset))
        {
            offset = names.Count;
            nameOffsets[name] = offset;
            names.AddRange(Encoding.UTF8.GetBytes(name));
            names.Add(0);
        }

        return offset;
    }

    private byte[] Layout(int stringSection)
    {
        var offsets = new int[sections.Count];
        var at = ElfConstants.HeaderSize;
        for (var i = 0; i < sections.Count; i++)
        {
            at = Align(at, sections[i].Alignment);
            offsets[i] = at;
            at += sections[i].Data.Length;
        }

        var headers = Align(at, 8);
        var bytes = new byte[headers + (sections.Count + 1) * ElfConstants.SectionHeaderSize];
        WriteFileHeader(bytes, headers, stringSection);
        for (var i = 0; i < sections.Count; i++)
        {
            sections[i].Data.CopyTo(bytes, offsets[i]);
            WriteSectionHeader(bytes.AsSpan(headers + (i + 1) * ElfConstants.SectionHeaderSize), sections[i], offsets[i]);
        }

        return bytes;
    }

    private void WriteFileHeader(Span<byte> header, int sectionHeaders, int stringSection)
    {
        // 64-bit, little-endian, version 1.
        ReadOnlySpan<byte> identity = [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1];
        identity.CopyTo(header);
        BinaryPrimitives.WriteUInt16LittleEndian(header[16..], ElfConstants.RelocatableFile);
        BinaryPrimitives.WriteUInt16LittleEndian(header[18..], ElfConstants.MachineBpf);
        BinaryPrimitives.WriteInt32LittleEndian(header[20..], 1);
        BinaryPrimitives.WriteInt64LittleEndian(header[40..], sectionHeaders);
        BinaryPrimitives.WriteUInt16LittleEndian(header[52..], ElfConstants.HeaderSize);
        BinaryPrimitives.WriteUInt16LittleEndian(header[58..], ElfConstants.SectionHeaderSize);
        BinaryPrimitives.WriteUInt16LittleEndian(header[60..], (ushort)(sections.Count + 1));
        BinaryPrimitives.WriteUInt16LittleEndian(header[62..], (ushort)stringSection);
    }

    private void WriteSectionHeader(Span<byte> header, ElfSection section, int offset)
    {
        BinaryPrimitives.WriteInt32LittleEndian(header, NameOffset(section.Name));
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], (uint)section.Type);
        BinaryPrimitives.WriteUInt64LittleEndian(header[8..], (ulong)section.Flags);
        BinaryPrimitives.WriteInt64LittleEndian(header[24..], offset);
        BinaryPrimitives.WriteInt64LittleEndian(header[32..], section.Type == ElfSectionType.NoBits ? section.Size : section.Data.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header[40..], section.Link);
        BinaryPrimitives.WriteInt32LittleEndian(header[44..], section.Info);
        BinaryPrimitives.WriteInt64LittleEndian(header[48..], section.Alignment);
        BinaryPrimitives.WriteInt64LittleEndian(header[56..], section.EntrySize);
    }

    private static int Align(int value, int alignment) => (value + alignment - 1) / alignment * alignment;
}
