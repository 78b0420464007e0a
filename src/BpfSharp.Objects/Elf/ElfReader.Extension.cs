// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace BpfSharp.Objects.Elf;

/// <summary>.BTF.ext: function, line and CO-RE records; its layout is in <see cref="BtfSections"/>.</summary>
public sealed partial class ElfReader
{
    private delegate void RecordReader(CodeSpec code, int index, ReadOnlySpan<byte> record);

    /// <summary>Lines and paths repeat; each is made a string once, and a file whose strings overlap to many times its size is refused.</summary>
    private readonly Dictionary<uint, string> texts = [];
    private long textBytesLeft;

    private string TextAt(uint offset)
    {
        if (!texts.TryGetValue(offset, out var text))
        {
            texts.Add(offset, text = types!.StringAt(offset));
            textBytesLeft -= text.Length;
            if (textBytesLeft < 0)
            {
                throw file.Error("the strings of section '.BTF' overlap to many times its size");
            }
        }

        return text;
    }

    private void ReadExtension()
    {
        if (types is null || file.Find(".BTF.ext") is not { } section)
        {
            return;
        }

        var data = section.Data.Span;
        if (data.Length < 24 || data[0] != 0x9f || data[1] != 0xeb)
        {
            throw file.Error("section '.BTF.ext' has no proper header");
        }

        textBytesLeft = 4L * spec.Btf.Length + (1 << 16);
        var header = Word(data, 4);
        ReadPart(data, header, at: 8, recordSize: 8, ReadFunctionRecord);
        ReadPart(data, header, at: 16, recordSize: 16, ReadLineRecord);
        if (header >= 32)
        {
            ReadPart(data, header, at: 24, recordSize: 16, ReadCoreRecord);
        }
    }

    private void ReadPart(ReadOnlySpan<byte> data, uint header, int at, uint recordSize, RecordReader read)
    {
        var rest = Cut(data, Part(data, header, at, out var length), length);
        if (rest.IsEmpty)
        {
            return;
        }

        var size = Word(rest, 0);
        if (size < recordSize || size > 1024)
        {
            throw file.Error($"section '.BTF.ext' has records of {size} bytes");
        }

        for (rest = rest[4..]; !rest.IsEmpty;)
        {
            var placed = CodeOf(TextAt(Word(rest, 0)));
            var records = Cut(rest, 8, (ulong)Word(rest, 4) * size);
            rest = rest[(8 + records.Length)..];
            for (; records.Length > 0; records = records[(int)size..])
            {
                var offset = Word(records, 0);
                if (placed is not null && offset % InstructionBytes == 0 && FindCode(placed, offset / InstructionBytes) is { } function)
                {
                    read(function.Code, (int)(offset / InstructionBytes) - function.Start, records);
                }
            }
        }
    }

    private ulong Part(ReadOnlySpan<byte> data, uint header, int at, out ulong length)
    {
        length = Word(data, at + 4);
        return (ulong)header + Word(data, at);
    }

    private List<Placed>? CodeOf(string section) =>
        file.Find(section) is { } found && codeBySection.TryGetValue(found.Index, out var placed) ? placed : null;

    private void ReadFunctionRecord(CodeSpec code, int index, ReadOnlySpan<byte> record)
    {
        if (index == 0 && Word(record, 4) < types!.Count)
        {
            code.FunctionTypeId = Word(record, 4);
        }
    }

    private void ReadLineRecord(CodeSpec code, int index, ReadOnlySpan<byte> record)
    {
        var name = TextAt(Word(record, 4));
        if (!fileIndices.TryGetValue(name, out var fileIndex))
        {
            fileIndex = spec.Files.Count;
            fileIndices[name] = fileIndex;
            spec.Files.Add(name);
        }

        var position = Word(record, 12);
        code.Lines.Add(new LineRecord(index, fileIndex, (int)(position >> 10), (int)(position & 0x3ff), TextAt(Word(record, 8))));
    }

    private void ReadCoreRecord(CodeSpec code, int index, ReadOnlySpan<byte> record)
    {
        var typeId = Word(record, 4);
        if (typeId >= types!.Count || Word(record, 12) > (uint)CoreRelocationKind.TypeMatches)
        {
            throw Bad(code, index, "damaged CO-RE record");
        }

        code.CoreRelocations.Add(new CoreRelocation(index, typeId, TextAt(Word(record, 8)), (CoreRelocationKind)Word(record, 12)));
    }

    private ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> data, ulong start, ulong length) =>
        start <= (ulong)data.Length && length <= (ulong)data.Length - start
            ? data.Slice((int)start, (int)length)
            : throw file.Error("section '.BTF.ext' is cut off");

    private uint Word(ReadOnlySpan<byte> data, int at) =>
        data.Length >= at + 4 ? BinaryPrimitives.ReadUInt32LittleEndian(data[at..]) : throw file.Error("section '.BTF.ext' is cut off");
}
