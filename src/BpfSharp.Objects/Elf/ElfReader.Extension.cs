// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Objects.Elf;

/// <summary>.BTF.ext: what its function, line and CO-RE records say of the code read.</summary>
public sealed partial class ElfReader
{
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

        textBytesLeft = 4L * spec.Btf.Length + (1 << 16);
        string? known = null;
        List<Placed>? placed = null;
        foreach (var record in BtfExtension.Read(section.Data, TextAt, spec.Name))
        {
            if (!ReferenceEquals(record.Section, known))
            {
                (known, placed) = (record.Section, CodeOf(record.Section));
            }

            if (placed is not null && record.Place % InstructionBytes == 0 && FindCode(placed, record.Place / InstructionBytes) is { } function)
            {
                Take(function.Code, (int)(record.Place / InstructionBytes) - function.Start, record);
            }
        }
    }

    private List<Placed>? CodeOf(string section) =>
        file.Find(section) is { } found && codeBySection.TryGetValue(found.Index, out var placed) ? placed : null;

    private void Take(CodeSpec code, int index, BtfExtensionRecord record)
    {
        switch (record.Kind)
        {
            case BtfExtensionKind.Functions when index == 0 && record.First < types!.Count:
                code.FunctionTypeId = record.First;
                break;
            case BtfExtensionKind.Lines:
                code.Lines.Add(new LineRecord(index, FileIndex(TextAt(record.First)), (int)(record.Third >> 10), (int)(record.Third & 0x3ff), TextAt(record.Second)));
                break;
            case BtfExtensionKind.Core when record.First >= types!.Count || record.Third > (uint)CoreRelocationKind.TypeMatches:
                throw Bad(code, index, "damaged CO-RE record");
            case BtfExtensionKind.Core:
                code.CoreRelocations.Add(new CoreRelocation(index, record.First, TextAt(record.Second), (CoreRelocationKind)record.Third));
                break;
        }
    }

    private int FileIndex(string name)
    {
        if (!fileIndices.TryGetValue(name, out var index))
        {
            fileIndices[name] = index = spec.Files.Count;
            spec.Files.Add(name);
        }

        return index;
    }
}
