// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using BpfSharp.Objects.Btf;

namespace BpfSharp.Objects.Elf;

internal enum BtfExtensionKind
{
    Functions, Lines, Core,
}

/// <param name="Section">Name of the section of code.</param>
/// <param name="Place">Byte of the section its instruction begins at.</param>
/// <param name="First">The type's id; of a line, where the file's name is among the strings.</param>
/// <param name="Second">Where the line's text or the access path is among the strings; 0 of a function.</param>
/// <param name="Third">Of a line, line and column; of a relocation, its kind; 0 of a function.</param>
internal readonly record struct BtfExtensionRecord(BtfExtensionKind Kind, string Section, uint Place, uint First, uint Second, uint Third);

/// <summary>.BTF.ext as records by code section, in words; the first word of each is the place of its instruction in bytes.</summary>
/// <remarks>
/// Layout: header (magic, version, flags, header length, then offset and length of each of the three parts), and in each part its record
/// size followed per section by name, record count and records. Source: Documentation/bpf/btf.rst, section 4.2.
/// </remarks>
internal sealed class BtfExtension
{
    private const int HeaderBytes = 32;

    private static readonly int[] RecordBytes = [8, 16, 16];

    private readonly List<(string Section, List<uint> Words)>[] parts = [[], [], []];

    /// <summary>The words of a section's records, to append to.</summary>
    public List<uint> Of(BtfExtensionKind kind, string section)
    {
        foreach (var (name, words) in parts[(int)kind])
        {
            if (name == section)
            {
                return words;
            }
        }

        parts[(int)kind].Add((section, []));
        return parts[(int)kind][^1].Words;
    }

    public void Clear(BtfExtensionKind kind) => parts[(int)kind].Clear();

    /// <param name="stringOffset">Where a text is among BTF's strings; what it adds must be written after this.</param>
    public byte[] ToArray(Func<string, uint> stringOffset)
    {
        uint[] header = [0x0001eb9f, HeaderBytes, 0, 0, 0, 0, 0, 0];
        var body = new List<uint>();
        for (var kind = 0; kind < parts.Length; kind++)
        {
            header[2 + kind * 2] = (uint)body.Count * 4;
            WritePart(kind, body, stringOffset);
            header[3 + kind * 2] = (uint)body.Count * 4 - header[2 + kind * 2];
        }

        // Loaders expect at least the record size in a part that is not empty and nothing in one that is.
        return body.Count == 0 ? [] : MemoryMarshal.AsBytes<uint>([.. header, .. body]).ToArray();
    }

    /// <summary>Every record of a section's bytes, cut to the words known here.</summary>
    /// <param name="textAt">The text at an offset of BTF's strings.</param>
    /// <exception cref="ObjectFormatException">The section is damaged.</exception>
    public static IEnumerable<BtfExtensionRecord> Read(ReadOnlyMemory<byte> data, Func<uint, string> textAt, string objectName)
    {
        if (data.Length < HeaderBytes - 8 || Word(data, 0, objectName) != 0x0001eb9f)
        {
            throw new ObjectFormatException(objectName, "section '.BTF.ext' has no proper header");
        }

        var header = Word(data, 4, objectName);
        for (var kind = 0; kind < RecordBytes.Length && 8 + (kind + 1) * 8 <= header; kind++)
        {
            var start = (long)header + Word(data, 8 + kind * 8, objectName);
            var length = Word(data, 12 + kind * 8, objectName);
            if (start + length > data.Length)
            {
                throw new ObjectFormatException(objectName, "section '.BTF.ext' is cut off");
            }

            foreach (var record in ReadPart(data.Slice((int)start, (int)length), (BtfExtensionKind)kind, textAt, objectName))
            {
                yield return record;
            }
        }
    }

    private static IEnumerable<BtfExtensionRecord> ReadPart(ReadOnlyMemory<byte> part, BtfExtensionKind kind, Func<uint, string> textAt, string objectName)
    {
        if (part.IsEmpty)
        {
            yield break;
        }

        var size = (int)Math.Min(Word(part, 0, objectName), int.MaxValue);
        if (size < RecordBytes[(int)kind] || size > 1024 || size % 4 != 0)
        {
            throw new ObjectFormatException(objectName, $"section '.BTF.ext' has records of {size} bytes");
        }

        for (var at = 4; at < part.Length;)
        {
            var section = textAt(Word(part, at, objectName));
            var count = Word(part, at + 4, objectName);
            at += 8;
            if (count * (long)size > part.Length - at)
            {
                throw new ObjectFormatException(objectName, "section '.BTF.ext' is cut off");
            }

            for (; count > 0; count--, at += size)
            {
                var words = MemoryMarshal.Cast<byte, uint>(part.Span.Slice(at, RecordBytes[(int)kind]));
                var isLong = words.Length > 2;
                var record = new BtfExtensionRecord(kind, section, words[0], words[1], isLong ? words[2] : 0, isLong ? words[3] : 0);
                yield return record;
            }
        }
    }

    private void WritePart(int kind, List<uint> body, Func<string, uint> stringOffset)
    {
        if (parts[kind].Count == 0)
        {
            return;
        }

        body.Add((uint)RecordBytes[kind]);
        foreach (var (section, words) in parts[kind])
        {
            body.AddRange([stringOffset(section), (uint)(words.Count * 4 / RecordBytes[kind])]);
            body.AddRange(words);
        }
    }

    private static uint Word(ReadOnlyMemory<byte> data, int at, string objectName) =>
        data.Length >= at + 4 ? BinaryPrimitives.ReadUInt32LittleEndian(data.Span[at..]) : throw new ObjectFormatException(objectName, "section '.BTF.ext' is cut off");
}
