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

    private static bool RemoveOnce(MachineFunction function, Liveness liveness)
    {
        var live = new BitSet(function.RegisterCount);
        var removed = 0;
        foreach (var block in function.Blocks)
        {
            liveness.CopyLiveOut(block, live);
            for (var i = block.Instructions.Count - 1; i >= 0; i--)
            {
                var instruction = block.Instructions[i];
                if (instruction.IsPure && instruction.DefinedRegister is >= MachineFunction.FirstVirtual and var defined && !live.Contains(defined))
                {
                    block.Instructions[i] = null!;
                    removed++;
                }
                else
                {
                    Liveness.StepBack(instruction, live);
                }
            }

            block.Instructions.RemoveAll(static i => i is null);
        }

        return removed > 0;
    }
}
