// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Codegen;

/// <summary>Which registers hold values still needed at the end of each block.</summary>
internal sealed class Liveness
{
    private readonly MachineFunction function;
    private readonly BitSet[] liveIn;
    private readonly BitSet[] liveOut;

    public Liveness(MachineFunction function)
    {
        this.function = function;
        liveIn = new BitSet[function.Blocks.Count];
        liveOut = new BitSet[function.Blocks.Count];
        for (var i = 0; i < liveIn.Length; i++)
        {
            liveIn[i] = new BitSet(function.RegisterCount);
            liveOut[i] = new BitSet(function.RegisterCount);
        }

        Solve();
    }

    public BitSet LiveOut(MachineBlock block) => liveOut[block.Index];

    /// <summary>Moves a set of live registers from after the instruction to before it.</summary>
    public static void StepBack(MachineInstruction instruction, BitSet live)
    {
        Span<int> registers = stackalloc int[6];
        var count = instruction.CollectDefinitions(registers);
        for (var i = 0; i < count; i++)
        {
            live.Remove(registers[i]);
        }

        count = instruction.CollectUses(registers);
        for (var i = 0; i < count; i++)
        {
            live.Add(registers[i]);
        }
    }

    private void Solve()
    {
        var defined = Summarise();
        for (var changed = true; changed;)
        {
            changed = false;
            for (var i = function.Blocks.Count - 1; i >= 0; i--)
            {
                var block = function.Blocks[i];
                var isNew = block.Taken is { } taken && liveOut[i].UnionWith(liveIn[taken.Index]);
                isNew |= block.Next is { } next && liveOut[i].UnionWith(liveIn[next.Index]);
                changed |= isNew && liveIn[i].UnionWithDifference(liveOut[i], defined[i]);
            }
        }
    }

    /// <summary>What each block writes; its live-in set starts as what it reads before that.</summary>
    private BitSet[] Summarise()
    {
        var defined = new BitSet[function.Blocks.Count];
        Span<int> registers = stackalloc int[6];
        for (var i = 0; i < defined.Length; i++)
        {
            defined[i] = new BitSet(function.RegisterCount);
            var instructions = function.Blocks[i].Instructions;
            for (var j = instructions.Count - 1; j >= 0; j--)
            {
                StepBack(instructions[j], liveIn[i]);
                var count = instructions[j].CollectDefinitions(registers);
                for (var k = 0; k < count; k++)
                {
                    defined[i].Add(registers[k]);
                }
            }
        }

        return defined;
    }
}
