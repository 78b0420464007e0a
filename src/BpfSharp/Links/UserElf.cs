// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace BpfSharp.Links;

/// <summary>Sections and segments of the ELF file of a program or library.</summary>
/// <remarks>64-bit little-endian files. Whatever lies outside a damaged file reads as empty or 0. Source: include/uapi/linux/elf.h.</remarks>
internal readonly ref struct UserElf(ReadOnlySpan<byte> file)
{
    private const int SectionHeaderBytes = 64, ProgramHeaderBytes = 56;
    private const uint LoadSegment = 1;
    private const ushort SharedObject = 3;
    private readonly ReadOnlySpan<byte> file = file;

    public bool IsValid => file.StartsWith("\x7f\x45\x4c\x46\x02\x01"u8);

    /// <summary>Libraries, and programs that run at any address: their addresses in a process are those of the file plus a distance.</summary>
    public bool IsMovable => Half(16) == SharedObject;

    public int SectionCount => Half(60);

    /// <summary>Where a section's header is in the file.</summary>
    public ulong Section(uint index) => Long(40) + index * (ulong)SectionHeaderBytes;

    /// <summary>The header of the section of a name; null without one.</summary>
    public ulong? Section(ReadOnlySpan<byte> name)
    {
        var names = Contents(Section(Half(62)));
        for (var i = 0; i < SectionCount; i++)
        {
            var section = Section((uint)i);
            var at = Word(section);
            if (at < names.Length && IsName(names[(int)at..], name))
            {
                return section;
            }
        }

        return null;
    }

    public uint SectionType(ulong section) => Word(section + 4);

    public ulong SectionAddress(ulong section) => Long(section + 16);

    public uint SectionLink(ulong section) => Word(section + 40);

    public ReadOnlySpan<byte> Contents(ulong section) => Part(Long(section + 24), Long(section + 32));

    /// <summary>Symbols and notes hold addresses; the segment that maps one says where in the file it comes from.</summary>
    public ulong? FileOffset(ulong address)
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

    /// <summary>True when a text that ends with a zero byte is this name.</summary>
    public static bool IsName(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name) =>
        text.Length > name.Length && text[name.Length] == 0 && text.StartsWith(name);

    /// <summary>Empty where the file ends too early.</summary>
    private ReadOnlySpan<byte> Part(ulong at, ulong length) =>
        at <= (ulong)file.Length && length <= (ulong)file.Length - at ? file.Slice((int)at, (int)length) : default;

    private ushort Half(ulong at) => BinaryPrimitives.TryReadUInt16LittleEndian(Part(at, 2), out var value) ? value : (ushort)0;

    private uint Word(ulong at) => BinaryPrimitives.TryReadUInt32LittleEndian(Part(at, 4), out var value) ? value : 0;

    private ulong Long(ulong at) => BinaryPrimitives.TryReadUInt64LittleEndian(Part(at, 8), out var value) ? value : 0;
}
