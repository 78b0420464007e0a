// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Analyses;

namespace BpfSharp.Compiler.Codegen;

/// <summary>Which registers hold values still needed at the end of each block.</summary>
/// <remarks>Most registers live within one block. Only the others take part in the data flow, under numbers of their own, so that the sets stay small.</remarks>
internal sealed class Liveness
{
    private readonly MachineFunction function;

    /// <summary>Registers read in a block that does not write them first, by their number in the sets.</summary>
    private readonly List<int> travellers = [];

    /// <summary>For each register its number in the sets, or -1.</summary>
    private readonly int[] numbers;
    private readonly BitSet[] liveIn;
    private readonly BitSet[] liveOut;

    public Liveness(MachineFunction function)
    {
        this.function = function;
        numbers = new int[function.RegisterCount];
        Array.Fill(numbers, -1);
        FindTravellers();
        liveIn = BitSet.Many(function.Blocks.Count, travellers.Count);
        liveOut = BitSet.Many(function.Blocks.Count, travellers.Count);
        var defined = BitSet.Many(function.Blocks.Count, travellers.Count);
        for (var i = 0; i < liveIn.Length; i++)
        {
            Summarise(function.Blocks[i], liveIn[i], defined[i]);
        }

        Solve(defined);
    }

    /// <summary>Whether some block reads the register before it writes it.</summary>
    public bool Travels(int register) => numbers[register] >= 0;

    /// <summary>Sets <paramref name="live"/> to what is live at the end of a block.</summary>
    public void CopyLiveOut(MachineBlock block, BitSet live)
    {
        live.Clear();
        foreach (var number in liveOut[block.Index])
        {
            live.Add(travellers[number]);
        }
    }

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

    private void FindTravellers()
    {
        Span<int> registers = stackalloc int[6];
        var writtenIn = new int[function.RegisterCount];
        for (var b = 0; b < function.Blocks.Count; b++)
        {
            foreach (var instruction in function.Blocks[b].Instructions)
            {
                var count = instruction.CollectUses(registers);
                for (var i = 0; i < count; i++)
                {
                    var register = registers[i];
                    if (writtenIn[register] != b + 1 && numbers[register] < 0)
                    {
                        numbers[register] = travellers.Count;
                        travellers.Add(register);
                    }
                }

                count = instruction.CollectDefinitions(registers);
                for (var i = 0; i < count; i++)
                {
                    writtenIn[registers[i]] = b + 1;
                }
            }
        }
    }

    /// <summary>What a block writes, and what it reads before that.</summary>
    private void Summarise(MachineBlock block, BitSet reads, BitSet writes)
    {
        Span<int> registers = stackalloc int[6];
        foreach (var instruction in block.Instructions)
        {
            var count = instruction.CollectUses(registers);
            for (var i = 0; i < count; i++)
            {
                if (numbers[registers[i]] is >= 0 and var number && !writes.Contains(number))
                {
                    reads.Add(number);
                }
            }

            count = instruction.CollectDefinitions(registers);
            for (var i = 0; i < count; i++)
            {
                if (numbers[registers[i]] is >= 0 and var number)
                {
                    writes.Add(number);
                }
            }
        }
    }

    private void Solve(BitSet[] defined)
    {
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
}
