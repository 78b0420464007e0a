// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace BpfSharp.Objects.Elf;

/// <summary>.BTF.ext: for each code section, which function, line and CO-RE record belongs to which instruction.</summary>
/// <remarks>
/// Layout: header (magic, version, flags, header length, then offset and length of each of the three parts), and in each part its record
/// size followed per section by name, record count and records. Source: Documentation/bpf/btf.rst, section 4.2.
/// </remarks>
internal sealed partial class BtfSections
{
    private const int InstructionBytes = 8;
    private const int HeaderBytes = 32;

    // What the packed line and column of a line record hold.
    private const int MaxLine = (1 << 22) - 1;
    private const int MaxColumn = (1 << 10) - 1;

    private readonly Part functions = new(RecordSize: 8);
    private readonly Part lines = new(RecordSize: 16);
    private readonly Part core = new(RecordSize: 16);

    public void AddCode(CodeSpec code, string section, int start)
    {
        if (code.Instructions.Length == 0)
        {
            return;
        }

        if (code.FunctionTypeId != 0)
        {
            functions.Of(section).AddRange([(uint)start, code.FunctionTypeId]);
        }

        AddLines(code, lines.Of(section), start);
        foreach (var relocation in code.CoreRelocations.OrderBy(r => r.InstructionIndex))
        {
            core.Of(section).AddRange(
                [(uint)(start + relocation.InstructionIndex * InstructionBytes), relocation.TypeId, builder.AddString(relocation.AccessPath), (uint)relocation.Kind]);
        }
    }

    // The kernel wants strictly rising places, none inside a 64-bit load, and a record on each function's first instruction.
    private void AddLines(CodeSpec code, List<uint> records, int start)
    {
        var next = 0;
        foreach (var line in code.Lines.OrderBy(l => l.InstructionIndex))
        {
            var index = next == 0 ? 0 : line.InstructionIndex;
            var isSecondSlot = index > 0 && index < code.Instructions.Length && code.Instructions[index - 1].IsWideLoad;
            if (index >= next && index < code.Instructions.Length && !isSecondSlot)
            {
                Record(index, line);
                next = index + 1;
            }
        }

        if (next == 0)
        {
            Record(0, default);
        }

        void Record(int index, LineRecord line)
        {
            var file = line.Line > 0 && (uint)line.File < (uint)spec.Files.Count ? spec.Files[line.File] : "";
            var position = (uint)Math.Clamp(line.Line, 0, MaxLine) << 10 | (uint)Math.Clamp(line.Column, 0, MaxColumn);
            records.AddRange([(uint)(start + index * InstructionBytes), builder.AddString(file), builder.AddString(line.Text ?? ""), position]);
        }
    }

    private byte[] Extension()
    {
        if (spec.Programs.TrueForAll(p => p.Lines.Count == 0) && spec.Subprograms.TrueForAll(p => p.Lines.Count == 0))
        {
            lines.Clear();
        }

        uint[] header = [0x0001eb9f, HeaderBytes, 0, 0, 0, 0, 0, 0];
        var body = new List<uint>();
        Part[] parts = [functions, lines, core];
        for (var i = 0; i < parts.Length; i++)
        {
            header[2 + i * 2] = (uint)body.Count * 4;
            parts[i].WriteTo(body, builder.AddString);
            header[3 + i * 2] = (uint)body.Count * 4 - header[2 + i * 2];
        }

        // Loaders expect at least the record size in a part that is not empty and nothing in one that is.
        return body.Count == 0 ? [] : MemoryMarshal.AsBytes<uint>([.. header, .. body]).ToArray();
    }

    private sealed record Part(int RecordSize)
    {
        private readonly List<(string Section, List<uint> Words)> sections = [];

        public List<uint> Of(string section)
        {
            foreach (var (name, words) in sections)
            {
                if (name == section)
                {
                    return words;
                }
            }

            sections.Add((section, []));
            return sections[^1].Words;
        }

        public void Clear() => sections.Clear();

        public void WriteTo(List<uint> body, Func<string, uint> stringOffset)
        {
            if (sections.Count == 0)
            {
                return;
            }

            body.Add((uint)RecordSize);
            foreach (var (section, words) in sections)
            {
                body.AddRange([stringOffset(section), (uint)(words.Count * 4 / RecordSize)]);
                body.AddRange(words);
            }
        }
    }
}
