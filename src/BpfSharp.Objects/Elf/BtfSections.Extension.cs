// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Objects.Elf;

/// <summary>.BTF.ext: for each code section, which function, line and CO-RE record belongs to which instruction.</summary>
internal sealed partial class BtfSections
{
    private const int InstructionBytes = 8;

    // What the packed line and column of a line record hold.
    private const int MaxLine = (1 << 22) - 1;
    private const int MaxColumn = (1 << 10) - 1;

    private readonly BtfExtension extension = new();

    public void AddCode(CodeSpec code, string section, int start)
    {
        if (code.Instructions.Length == 0)
        {
            return;
        }

        if (code.FunctionTypeId != 0)
        {
            // In a file, hidden functions are global to whoever links it; loaders make them static.
            if (code is SubprogramSpec { IsHidden: true })
            {
                builder.SetFunctionLinkage(code.FunctionTypeId, linkage: 1);
            }

            extension.Of(BtfExtensionKind.Functions, section).AddRange([(uint)start, code.FunctionTypeId]);
        }

        AddLines(code, extension.Of(BtfExtensionKind.Lines, section), start);
        foreach (var relocation in code.CoreRelocations.OrderBy(r => r.InstructionIndex))
        {
            extension.Of(BtfExtensionKind.Core, section).AddRange(
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
            extension.Clear(BtfExtensionKind.Lines);
        }

        return extension.ToArray(builder.AddString);
    }
}
