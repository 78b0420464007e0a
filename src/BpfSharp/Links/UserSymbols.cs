// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace BpfSharp.Links;

/// <summary>Finds where functions lie in the ELF file of a program or library, for uprobes.</summary>
/// <remarks>
/// 64-bit little-endian files, by .symtab and .dynsym; separate debug files are not looked at. Damaged files give no answer.
/// Source: include/uapi/linux/elf.h.
/// </remarks>
internal readonly ref struct UserSymbols(ReadOnlySpan<byte> file)
{
    private const int SectionHeaderBytes = 64, ProgramHeaderBytes = 56, SymbolBytes = 24;
    private const uint SymbolTable = 2, DynamicSymbols = 11, LoadSegment = 1;
    private const int FunctionType = 2, IndirectFunctionType = 10;
    private readonly ReadOnlySpan<byte> file = file;

    /// <summary>The function's offset in the file; null when the file is no ELF file or has no such function.</summary>
    public ulong? OffsetOf(string function) =>
        file.StartsWith("\x7f\x45\x4c\x46\x02\x01"u8) && AddressOf(System.Text.Encoding.UTF8.GetBytes(function)) is { } address ? FileOffset(address) : null;

    /// <summary>Where all functions lie whose names fit a pattern of * and ?, each place once. Dynamic symbols count when the full table has none.</summary>
    public ulong[] OffsetsOf(string pattern)
    {
        if (!file.StartsWith("\x7f\x45\x4c\x46\x02\x01"u8))
        {
            return [];
        }

        foreach (var table in (ReadOnlySpan<uint>)[SymbolTable, DynamicSymbols])
        {
            var places = new SortedSet<ulong>();
            for (var i = 0; i < Half(60); i++)
            {
                var section = Section((uint)i);
                if (Word(section + 4) == table)
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
        var symbols = Part(Long(section + 24), Long(section + 32));
        var link = Section(Word(section + 40));
        var names = Part(Long(link + 24), Long(link + 32));
        for (; symbols.Length >= SymbolBytes; symbols = symbols[SymbolBytes..])
        {
            var name = BinaryPrimitives.ReadUInt32LittleEndian(symbols);
            if (IsDefinedFunction(symbols) && name < names.Length && names[(int)name..] is var rest && rest.IndexOf((byte)0) is > 0 and var length
                && System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, System.Text.Encoding.UTF8.GetString(rest[..length]), ignoreCase: false)
                && FileOffset(BinaryPrimitives.ReadUInt64LittleEndian(symbols[8..])) is { } place)
            {
                places.Add(place);
            }
        }
    }

    /// <summary>Undefined symbols (section 0) are functions of other files.</summary>
    private static bool IsDefinedFunction(ReadOnlySpan<byte> symbol) =>
        (symbol[4] & 0xf) is FunctionType or IndirectFunctionType && BinaryPrimitives.ReadUInt16LittleEndian(symbol[6..]) != 0;

    private ulong? AddressOf(ReadOnlySpan<byte> function)
    {
        for (var i = 0; i < Half(60); i++)
        {
            var section = Section((uint)i);
            if (Word(section + 4) is SymbolTable or DynamicSymbols && Find(section, function) is { } address)
            {
                return address;
            }
        }

        return null;
    }

    private ulong Section(uint index) => Long(40) + index * (ulong)SectionHeaderBytes;

    private ulong? Find(ulong section, ReadOnlySpan<byte> function)
    {
        var symbols = Part(Long(section + 24), Long(section + 32));
        var link = Section(Word(section + 40));
        var names = Part(Long(link + 24), Long(link + 32));
        for (; symbols.Length >= SymbolBytes; symbols = symbols[SymbolBytes..])
        {
            var name = BinaryPrimitives.ReadUInt32LittleEndian(symbols);
            if (IsDefinedFunction(symbols) && name < names.Length && IsName(names[(int)name..], function))
            {
                return BinaryPrimitives.ReadUInt64LittleEndian(symbols[8..]);
            }
        }

        return null;
    }

    private static bool IsName(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name) =>
        text.Length > name.Length && text[name.Length] == 0 && text.StartsWith(name);

    /// <summary>Symbols hold addresses; the segment that maps one says where in the file it comes from.</summary>
    private ulong? FileOffset(ulong address)
    {
        for (var i = 0; i < Half(56); i++)
        {
            var segment = Long(32) + (ulong)(i * ProgramHeaderBytes);
            var start = Long(segment + 16);
            if (Word(segment) == LoadSegment && address >= start && address - start < Long(segment + 32))
            {
                return address - start + Long(segment + 8);
            }
        }

        return null;
    }

    /// <summary>Empty where the file ends too early.</summary>
    private ReadOnlySpan<byte> Part(ulong at, ulong length) =>
        at <= (ulong)file.Length && length <= (ulong)file.Length - at ? file.Slice((int)at, (int)length) : default;

    private ushort Half(ulong at) => BinaryPrimitives.TryReadUInt16LittleEndian(Part(at, 2), out var value) ? value : (ushort)0;

    private uint Word(ulong at) => BinaryPrimitives.TryReadUInt32LittleEndian(Part(at, 4), out var value) ? value : 0;

    private ulong Long(ulong at) => BinaryPrimitives.TryReadUInt64LittleEndian(Part(at, 8), out var value) ? value : 0;
}
