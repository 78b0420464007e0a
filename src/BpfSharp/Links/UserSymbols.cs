// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Text;

namespace BpfSharp.Links;

/// <summary>Finds where functions lie in the ELF file of a program or library, for uprobes.</summary>
/// <remarks>By .symtab and .dynsym; separate debug files are not looked at. Damaged files give no answer.</remarks>
internal readonly ref struct UserSymbols(ReadOnlySpan<byte> file)
{
    private const int SymbolBytes = 24;
    private const uint SymbolTable = 2, DynamicSymbols = 11;
    private const int FunctionType = 2, IndirectFunctionType = 10;
    private readonly UserElf elf = new(file);

    /// <summary>The function's offset in the file; null when the file is no ELF file or has no such function.</summary>
    public ulong? OffsetOf(string function) => elf.IsValid && Find(function, functionsOnly: true) is { } address ? elf.FileOffset(address) : null;

    /// <summary>The address of a function or variable, as the file has it; null when the file is no ELF file or has none of that name.</summary>
    public ulong? AddressOf(string name) => elf.IsValid ? Find(name, functionsOnly: false) : null;

    /// <summary>Where all functions lie whose names fit a pattern of * and ?, each place once. Dynamic symbols count when the full table has none.</summary>
    public ulong[] OffsetsOf(string pattern)
    {
        if (!elf.IsValid)
        {
            return [];
        }

        foreach (var table in (ReadOnlySpan<uint>)[SymbolTable, DynamicSymbols])
        {
            var places = new SortedSet<ulong>();
            for (var i = 0; i < elf.SectionCount; i++)
            {
                var section = elf.Section((uint)i);
                if (elf.SectionType(section) == table)
                {
                    Collect(section, pattern, places);
                }
            }

            if (places.Count > 0)
            {
                return [.. places];
            }
        }

        return [];
    }

    private void Collect(ulong section, string pattern, SortedSet<ulong> places)
    {
        var symbols = elf.Contents(section);
        var names = elf.Contents(elf.Section(elf.SectionLink(section)));
        for (; symbols.Length >= SymbolBytes; symbols = symbols[SymbolBytes..])
        {
            var name = BinaryPrimitives.ReadUInt32LittleEndian(symbols);
            if (IsFunction(symbols) && IsDefined(symbols) && name < names.Length && names[(int)name..] is var rest && rest.IndexOf((byte)0) is > 0 and var length
                && System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, Encoding.UTF8.GetString(rest[..length]), ignoreCase: false)
                && elf.FileOffset(BinaryPrimitives.ReadUInt64LittleEndian(symbols[8..])) is { } place)
            {
                places.Add(place);
            }
        }
    }

    private static bool IsFunction(ReadOnlySpan<byte> symbol) => (symbol[4] & 0xf) is FunctionType or IndirectFunctionType;

    /// <summary>Undefined symbols (section 0) are functions of other files.</summary>
    private static bool IsDefined(ReadOnlySpan<byte> symbol) => BinaryPrimitives.ReadUInt16LittleEndian(symbol[6..]) != 0;

    private ulong? Find(string name, bool functionsOnly)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        for (var i = 0; i < elf.SectionCount; i++)
        {
            var section = elf.Section((uint)i);
            if (elf.SectionType(section) is SymbolTable or DynamicSymbols && Find(section, bytes, functionsOnly) is { } address)
            {
                return address;
            }
        }

        return null;
    }

    private ulong? Find(ulong section, ReadOnlySpan<byte> wanted, bool functionsOnly)
    {
        var symbols = elf.Contents(section);
        var names = elf.Contents(elf.Section(elf.SectionLink(section)));
        for (; symbols.Length >= SymbolBytes; symbols = symbols[SymbolBytes..])
        {
            var name = BinaryPrimitives.ReadUInt32LittleEndian(symbols);
            if (IsDefined(symbols) && (!functionsOnly || IsFunction(symbols)) && name < names.Length && UserElf.IsName(names[(int)name..], wanted))
            {
                return BinaryPrimitives.ReadUInt64LittleEndian(symbols[8..]);
            }
        }

        return null;
    }
}
