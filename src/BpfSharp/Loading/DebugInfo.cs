// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Isa;
using BpfSharp.Kernel.Bpf.Information;
using BpfSharp.Objects;

namespace BpfSharp.Loading;

/// <summary>func_info and line_info of one linked program: what the kernel shows beside instructions in logs and dumps.</summary>
internal sealed record DebugInfo(FunctionInfo[] Functions, LineInfo[] Lines)
{
    /// <summary>Null unless the kernel has the object's BTF and every function in the program a type: it takes all or nothing.</summary>
    public static DebugInfo? Create(LoadContext context, ProgramSpec program, LinkedCode code)
    {
        if (context.Btf is null || !context.HasFunctionTypes || context.Strings is not { } strings)
        {
            return null;
        }

        var functions = new List<FunctionInfo>();
        var lines = new List<LineInfo>();
        var hasAllLines = true;
        foreach (var (part, start) in code.Parts)
        {
            if (part.FunctionTypeId == 0)
            {
                return null;
            }

            functions.Add(new FunctionInfo { insn_off = (uint)start, type_id = context.FunctionTypes.GetValueOrDefault((program, part), part.FunctionTypeId) });
            hasAllLines &= part.Lines.Count > 0;
            AddLines(context, strings, code.Instructions, part, start, lines);
        }

        return new DebugInfo([.. functions], hasAllLines ? [.. lines] : []);
    }

    /// <summary>The kernel wants a line for each function's first slot, rising slots, and none in the middle of a 16-byte load.</summary>
    private static void AddLines(
        LoadContext context, BtfStrings strings, Instruction[] instructions, CodeSpec part, int start, List<LineInfo> lines)
    {
        var last = -1;
        foreach (var line in part.Lines)
        {
            var slot = last < 0 ? 0 : line.InstructionIndex;
            if (slot <= last || slot >= part.Instructions.Length || (slot > 0 && instructions[start + slot - 1].IsWideLoad))
            {
                continue;
            }

            var file = line.File >= 0 && line.File < context.Spec.Files.Count ? context.Spec.Files[line.File] : "";
            lines.Add(new LineInfo
            {
                insn_off = (uint)(start + slot), file_name_off = strings.OffsetOf(file), line_off = strings.OffsetOf(line.Text),
                line_col = ((uint)line.Line << 10) | (uint)Math.Min(line.Column, 1023),
            });
            last = slot;
        }
    }
}
