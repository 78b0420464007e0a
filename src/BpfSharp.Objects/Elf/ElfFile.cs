// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Text;

namespace BpfSharp.Objects.Elf;

/// <param name="Data">Empty for sections without bits, whose size is <paramref name="Size"/> all the same.</param>
internal sealed record ElfFileSection(
    int Index, string Name, ElfSectionType Type, ElfSectionFlags Flags, ReadOnlyMemory<byte> Data, int Size, int Link, int Info, int EntrySize, int Alignment = 1);

/// <param name="IsHidden">Of hidden or internal visibility: global to the linker only.</param>
internal readonly record struct ElfFileSymbol(string Name, ElfSymbolType Type, ElfBinding Binding, bool IsHidden, int Section, long Value, long Size);

internal readonly record struct ElfFileRelocation(long Offset, int Symbol, uint Type);

/// <summary>Sections and symbols of an ELF64 little-endian relocatable file; nothing outside the bytes is ever touched.</summary>
internal sealed class ElfFile
{
    private const int SmallestNameBudget = 1 << 16;

    private const int MaximumAlignment = 1 << 16;

    private readonly ReadOnlyMemory<byte> bytes;
    private readonly string name;

    /// <summary>Names may overlap in a string table; a file made so that they add up to many times its size is refused.</summary>
    private long nameBytesLeft;

    public ElfFile(ReadOnlyMemory<byte> bytes, string name)
    {
        this.bytes = bytes;
        this.name = name;
        nameBytesLeft = 4L * bytes.Length + SmallestNameBudget;
        Sections = ReadSections();
        Symbols = ReadSymbols();
    }

    public List<ElfFileSection> Sections { get; }
    public List<ElfFileSymbol> Symbols { get; }

    public ElfFileSection? Find(string section) => Sections.Find(s => s.Name == section);

    public ObjectFormatException Error(string message) => new(name, message);

    public List<ElfFileRelocation> Relocations(ElfFileSection section)
    {
        if (section.EntrySize != ElfConstants.RelocationSize)
        {
            throw Error($"section {section.Name} has relocations of {section.EntrySize} bytes instead of {ElfConstants.RelocationSize}");
        }

        var result = new List<ElfFileRelocation>();
        for (var rest = section.Data.Span; rest.Length >= ElfConstants.RelocationSize; rest = rest[ElfConstants.RelocationSize..])
        {
            var info = BinaryPrimitives.ReadUInt64LittleEndian(rest[8..]);
            if (info >> 32 >= (ulong)Symbols.Count)
            {
                throw Error($"section {section.Name} refers to symbol {info >> 32}, but there are {Symbols.Count}");
            }

            result.Add(new ElfFileRelocation(BinaryPrimitives.ReadInt64LittleEndian(rest), (int)(info >> 32), (uint)info));
        }

        return result;
    }

    private List<ElfFileSection> ReadSections()
    {
        var header = Slice(0, ElfConstants.HeaderSize, "file header").Span;
        CheckIdentity(header);
        var start = BinaryPrimitives.ReadUInt64LittleEndian(header[40..]);
        var entrySize = BinaryPrimitives.ReadUInt16LittleEndian(header[58..]);
        var count = BinaryPrimitives.ReadUInt16LittleEndian(header[60..]);
        var nameSection = BinaryPrimitives.ReadUInt16LittleEndian(header[62..]);
        if (entrySize != ElfConstants.SectionHeaderSize || nameSection >= count)
        {
            throw Error("the section headers are damaged");
        }

        var table = Slice(start, (ulong)count * entrySize, "section headers");
        var names = SectionData(table.Slice(nameSection * entrySize, entrySize).Span, "section names");
        var sections = new List<ElfFileSection>(count);
        for (var i = 0; i < count; i++)
        {
            sections.Add(ReadSection(table.Slice(i * entrySize, entrySize).Span, names.Span, i));
        }

        return sections;
    }

    private void CheckIdentity(ReadOnlySpan<byte> header)
    {
        if (!header.StartsWith("\x7f"u8) || !header[1..].StartsWith("ELF"u8))
        {
            throw Error("not an ELF file");
        }

        var machine = BinaryPrimitives.ReadUInt16LittleEndian(header[18..]);
        if (header[4] != 2 || header[5] != 1)
        {
            throw Error("only 64-bit little-endian ELF files are read");
        }

        if (BinaryPrimitives.ReadUInt16LittleEndian(header[16..]) != ElfConstants.RelocatableFile || machine is not (ElfConstants.MachineBpf or 0))
        {
            throw Error($"not a BPF object file (machine {machine})");
        }
    }

    private ElfFileSection ReadSection(ReadOnlySpan<byte> header, ReadOnlySpan<byte> names, int index)
    {
        var type = (ElfSectionType)BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
        var size = BinaryPrimitives.ReadUInt64LittleEndian(header[32..]);
        var section = StringAt(names, BinaryPrimitives.ReadUInt32LittleEndian(header), "section name");
        if (size > int.MaxValue)
        {
            throw Error($"section {section} has the impossible size {size}");
        }

        return new ElfFileSection(
            index, section, type, (ElfSectionFlags)BinaryPrimitives.ReadUInt64LittleEndian(header[8..]),
            type is ElfSectionType.NoBits or ElfSectionType.Null ? default : SectionData(header, section), (int)size,
            BinaryPrimitives.ReadInt32LittleEndian(header[40..]), BinaryPrimitives.ReadInt32LittleEndian(header[44..]),
            (int)Math.Min(BinaryPrimitives.ReadUInt64LittleEndian(header[56..]), int.MaxValue),
            (int)Math.Min(BinaryPrimitives.ReadUInt64LittleEndian(header[48..]), MaximumAlignment));
    }

    private ReadOnlyMemory<byte> SectionData(ReadOnlySpan<byte> header, string what) =>
        Slice(BinaryPrimitives.ReadUInt64LittleEndian(header[24..]), BinaryPrimitives.ReadUInt64LittleEndian(header[32..]), what);

    private List<ElfFileSymbol> ReadSymbols()
    {
        var table = Sections.Find(s => s.Type == ElfSectionType.SymbolTable) ?? throw Error("there is no symbol table");
        if ((uint)table.Link >= (uint)Sections.Count || table.EntrySize != ElfConstants.SymbolSize)
        {
            throw Error("the symbol table is damaged");
        }

        var names = Sections[table.Link].Data.Span;
        var symbols = new List<ElfFileSymbol>();
        for (var rest = table.Data.Span; rest.Length >= ElfConstants.SymbolSize; rest = rest[ElfConstants.SymbolSize..])
        {
            symbols.Add(new ElfFileSymbol(
                StringAt(names, BinaryPrimitives.ReadUInt32LittleEndian(rest), "symbol name"),
                (ElfSymbolType)(rest[4] & 0xf), (ElfBinding)(rest[4] >> 4), (rest[5] & 3) is 1 or 2, BinaryPrimitives.ReadUInt16LittleEndian(rest[6..]),
                BinaryPrimitives.ReadInt64LittleEndian(rest[8..]), BinaryPrimitives.ReadInt64LittleEndian(rest[16..])));
        }

        return symbols;
    }

    private string StringAt(ReadOnlySpan<byte> table, uint offset, string what)
    {
        var length = offset < (uint)table.Length ? table[(int)offset..].IndexOf((byte)0) : -1;
        nameBytesLeft -= Math.Max(length, 0);
        if (nameBytesLeft < 0)
        {
            throw Error("its names overlap to many times the size of the file");
        }

        return length >= 0 ? Encoding.UTF8.GetString(table.Slice((int)offset, length))
            : offset == 0 ? "" : throw Error($"a {what} lies outside the string table");
    }

    private ReadOnlyMemory<byte> Slice(ulong start, ulong length, string what) =>
        start <= (ulong)bytes.Length && length <= (ulong)bytes.Length - start
            ? bytes.Slice((int)start, (int)length)
            : throw Error($"the file ends before its {what}");
}
