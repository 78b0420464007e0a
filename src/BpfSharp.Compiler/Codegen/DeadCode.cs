// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Analyses;

namespace BpfSharp.Compiler.Codegen;

/// <summary>Removes instructions that only compute what nothing reads.</summary>
internal static class DeadCode
{
    /// <summary>Returns what is live in what is left.</summary>
    public static Liveness Remove(MachineFunction function)
    {
        Liveness liveness;
        do
        {
            liveness = new Liveness(function);
        }
        while (RemoveOnce(function, liveness));
        return liveness;
    }

    /// <summary>True when something is live no more that was live at the end of a block: other instructions may be for nothing then.</summary>
    private static bool RemoveOnce(MachineFunction function, Liveness liveness)
    {
        var live = new BitSet(function.RegisterCount);
        var changesLiveness = false;
        foreach (var block in function.Blocks)
        {
            liveness.CopyLiveOut(block, live);
            for (var i = block.Instructions.Count - 1; i >= 0; i--)
            {
                var instruction = block.Instructions[i];
                if (instruction.IsPure && instruction.DefinedRegister is >= MachineFunction.FirstVirtual and var defined && !live.Contains(defined))
                {
                    block.Instructions[i] = null!;
                    changesLiveness |= ReadsFromElsewhere(instruction, liveness);
                }
                else
                {
                    Liveness.StepBack(instruction, live);
                }
            }

            block.Instructions.RemoveAll(static i => i is null);
        }

        return changesLiveness;
    }

    private static bool ReadsFromElsewhere(MachineInstruction instruction, Liveness liveness)
    {
        Span<int> registers = stackalloc int[6];
        foreach (var register in registers[..instruction.CollectUses(registers)])
        {
            if (liveness.Travels(register))
            {
                return true;
            }
        }

        return false;
    }
}
