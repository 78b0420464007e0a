// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Isa;
using BpfSharp.Kernel.Handles;
using BpfSharp.Objects;

namespace BpfSharp.Loading;

/// <summary>A program followed by the subprograms it reaches, as one run of instructions.</summary>
internal sealed class LinkedCode(Instruction[] instructions, List<(CodeSpec Code, int Start)> parts, List<BpfFd> modules)
{
    public Instruction[] Instructions { get; } = instructions;

    /// <summary>Functions in order of their first slot; the program itself is first.</summary>
    public IReadOnlyList<(CodeSpec Code, int Start)> Parts { get; } = parts;

    /// <summary>Types of modules whose functions are called: entry 1 and up of the program's descriptor array.</summary>
    public IReadOnlyList<BpfFd> Modules { get; } = modules;

    /// <summary>The source line an instruction belongs to.</summary>
    public bool TryFindLine(int instruction, out LineRecord line)
    {
        line = default;
        var (code, start) = PartOf(instruction);
        var found = false;
        foreach (var record in code.Lines)
        {
            if (record.InstructionIndex > instruction - start)
            {
                break;
            }

            line = record;
            found = true;
        }

        return found;
    }

    private (CodeSpec Code, int Start) PartOf(int instruction)
    {
        var part = Parts[0];
        foreach (var candidate in Parts)
        {
            if (candidate.Start <= instruction)
            {
                part = candidate;
            }
        }

        return part;
    }
}
