// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using BpfSharp.Objects.Btf;

namespace BpfSharp.Objects.Elf;

/// <summary>The types of a file that is either BTF itself or any ELF64 file with a .BTF section: a BPF object, vmlinux, a kernel module.</summary>
public static class BtfFile
{
    private const int ElfHeader = 64, SectionHeader = 64;

    /// <param name="baseTypes">For a module's types: what they continue.</param>
    /// <exception cref="ObjectFormatException">Neither BTF nor ELF with BTF, or damaged.</exception>
    public static BtfTypes Read(ReadOnlyMemory<byte> bytes, string name, BtfTypes? baseTypes = null)
    {
        try
        {
            return BtfTypes.Parse(Find(bytes, name), baseTypes);
        }
        catch (FormatException error) when (error is not ObjectFormatException)
        {
            var hint = baseTypes is null && error is BtfReferenceException ? "; are these a module's types, which continue a base's?" : "";
            throw new ObjectFormatException(name, error.Message + hint, error);
        }
    }

    /// <summary>The bytes of the types within the file.</summary>
    public static ReadOnlyMemory<byte> Find(ReadOnlyMemory<byte> bytes, string name)
    {
        if (!bytes.Span.StartsWith("\u007fELF"u8))
        {
            return bytes;
        }

        var file = bytes.Span;
        if (file.Length < ElfHeader || file[4] != 2 || file[5] is not (1 or 2))
        {
            throw new ObjectFormatException(name, "not a 64-bit ELF file");
        }

        var reader = new Reader(bytes, isBigEndian: file[5] == 2);
        var table = reader.Long(40);
        int entrySize = reader.Short(58), count = reader.Short(60), names = reader.Short(62);
        if (entrySize != SectionHeader || names >= count || !reader.Holds(table, (ulong)count * SectionHeader))
        {
            throw new ObjectFormatException(name, "the section headers are damaged");
        }

        var strings = reader.Section((int)table + names * SectionHeader) ?? throw new ObjectFormatException(name, "the section names are damaged");
        for (var i = 1; i < count; i++)
        {
            var header = (int)table + i * SectionHeader;
            var at = reader.Word(header);
            if (at < (uint)strings.Length && strings.Span[(int)at..].StartsWith(".BTF\0"u8))
            {
                return reader.Section(header) ?? throw new ObjectFormatException(name, "the file ends before its section .BTF");
            }
        }

        throw new ObjectFormatException(name, "there is no section .BTF; compile with -g");
    }

    private readonly struct Reader(ReadOnlyMemory<byte> bytes, bool isBigEndian)
    {
        public int Short(int at) => isBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(At(at)) : BinaryPrimitives.ReadUInt16LittleEndian(At(at));

        public uint Word(int at) => isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(At(at)) : BinaryPrimitives.ReadUInt32LittleEndian(At(at));

        public ulong Long(int at) => isBigEndian ? BinaryPrimitives.ReadUInt64BigEndian(At(at)) : BinaryPrimitives.ReadUInt64LittleEndian(At(at));

        public bool Holds(ulong start, ulong length) => start <= (ulong)bytes.Length && length <= (ulong)bytes.Length - start;

        public ReadOnlyMemory<byte>? Section(int header)
        {
            var (start, length) = (Long(header + 24), Long(header + 32));
            return Holds(start, length) ? bytes.Slice((int)start, (int)length) : null;
        }

        private ReadOnlySpan<byte> At(int at) => bytes.Span[at..];
    }
}
