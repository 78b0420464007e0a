// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;
using BpfSharp.Isa;

namespace BpfSharp.Compiler.Codegen;

/// <summary>Blocks that end alike share that end; what is left of them jumps there.</summary>
/// <remarks>
/// Runs on final registers. The verifier wants the pointers an instruction takes to be of one kind on all paths: accesses merge only where both sides
/// are known to be the same kind of plain memory, and calls only together with everything that sets up their arguments.
/// <code>b1: r1 = 5; r0 = 0; exit   b2: r0 = 0; exit   =>   b1: r1 = 5; goto b2   b2: r0 = 0; exit</code></remarks>
internal sealed class TailMerging
{
    /// <summary>Blocks compared with each other in one group; beyond, only neighbours are.</summary>
    private const int GroupLimit = 64;

    private readonly MachineFunction function;

    private TailMerging(MachineFunction function) => this.function = function;

    public static void Run(MachineFunction function)
    {
        var merging = new TailMerging(function);
        while (merging.MergeOnce())
        {
        }
    }

    private bool MergeOnce()
    {
        var changed = false;
        foreach (var group in Groups())
        {
            changed |= MergeLongest(group);
        }

        if (changed)
        {
            ControlFlow.Arrange(function);
        }

        return changed;
    }

    /// <summary>Blocks that go on alike and whose last instructions are alike.</summary>
    private IEnumerable<List<MachineBlock>> Groups()
    {
        var groups = new Dictionary<(int, int, int, int), List<MachineBlock>>(function.Blocks.Count);
        foreach (var block in function.Blocks)
        {
            if (block.Instructions.Count == 0)
            {
                continue;
            }

            var last = block.Instructions[^1];
            var key = (block.Taken?.Index ?? -1, block.Next?.Index ?? -1, last.Opcode | last.Destination << 8 | last.Source << 16, (int)last.Immediate);
            if (!groups.TryGetValue(key, out var group))
            {
                groups.Add(key, group = []);
            }

            if (group.Count < GroupLimit)
            {
                group.Add(block);
            }
        }

        return groups.Values.Where(g => g.Count > 1);
    }

    /// <summary>Merges the longest common end found in the group, in all blocks that have it.</summary>
    private bool MergeLongest(List<MachineBlock> group)
    {
        var (best, pattern) = (0, group[0]);
        for (var i = 0; i < group.Count; i++)
        {
            for (var j = i + 1; j < group.Count; j++)
            {
                var common = CommonEnd(group[i], group[j]);
                if (common > best && Pays(common, group[i], group[j]))
                {
                    (best, pattern) = (common, group[i]);
                }
            }
        }

        if (best == 0)
        {
            return false;
        }

        var sharing = group.FindAll(b => ReferenceEquals(b, pattern) || CommonEnd(pattern, b) >= best);
        Share(sharing, best);
        return true;
    }

    /// <summary>A jump takes the place of what is merged, unless a whole block vanishes or the jump was there before.</summary>
    private static bool Pays(int common, MachineBlock a, MachineBlock b) =>
        common >= 2 || a.Instructions.Count == common || b.Instructions.Count == common || a.Next is not null;

    private void Share(List<MachineBlock> blocks, int length)
    {
        var tail = blocks.Find(b => b.Instructions.Count == length && b.Index != 0);
        if (tail is null)
        {
            var first = blocks[0];
            tail = function.AddBlock();
            tail.LoopDepth = first.LoopDepth;
            tail.Instructions.AddRange(first.Instructions[^length..]);
            (tail.Taken, tail.Next) = (first.Taken, first.Next);
        }

        foreach (var block in blocks)
        {
            if (!ReferenceEquals(block, tail))
            {
                block.Instructions.RemoveRange(block.Instructions.Count - length, length);
                (block.Taken, block.Next) = (null, tail);
            }
        }

        SkipEmptyBlocks();
    }

    /// <summary>Whoever led to a block that lost all its instructions leads to where it went on.</summary>
    private void SkipEmptyBlocks()
    {
        foreach (var block in function.Blocks)
        {
            block.Taken = Onward(block.Taken);
            block.Next = Onward(block.Next);
            if (block.Taken is not null && block.Taken == block.Next)
            {
                block.Instructions.RemoveAt(block.Instructions.Count - 1);
                block.Taken = null;
            }
        }
    }

    private static MachineBlock? Onward(MachineBlock? block)
    {
        for (var steps = 0; block is { Instructions.Count: 0, Taken: null, Next: { } next } && next != block && steps < 1000; steps++)
        {
            block = next;
        }

        return block;
    }

    private static int CommonEnd(MachineBlock a, MachineBlock b)
    {
        var (x, y) = (a.Instructions, b.Instructions);
        var count = 0;
        while (count < x.Count && count < y.Count && AreAlike(x[^(count + 1)], y[^(count + 1)]))
        {
            count++;
        }

        return WithWholeCalls(x, count);
    }

    /// <summary>Cuts the end short until the arguments of each call in it are set up inside.</summary>
    private static int WithWholeCalls(List<MachineInstruction> instructions, int count)
    {
        var set = 0;
        var start = instructions.Count - count;
        for (var i = start; i < instructions.Count; i++)
        {
            var instruction = instructions[i];
            if (instruction.IsCall)
            {
                var wanted = ((1 << instruction.ArgumentCount) - 1) << 1;
                if ((set & wanted) != wanted)
                {
                    start = i + 1;
                }

                set = 0;
            }
            else if (instruction.DefinedRegister is >= 0 and var defined)
            {
                set |= 1 << defined;
            }
        }

        return instructions.Count - start;
    }

    private static bool AreAlike(MachineInstruction a, MachineInstruction b) =>
        a.Kind == b.Kind && a.Opcode == b.Opcode && a.Destination == b.Destination && a.Source == b.Source && a.Immediate == b.Immediate
        && a.Offset == b.Offset && a.Slot?.Offset == b.Slot?.Offset && a.ArgumentCount == b.ArgumentCount && Equals(a.Symbol, b.Symbol)
        && Equals(a.Core, b.Core) && HaveOneKindOfBase(a, b);

    private static bool HaveOneKindOfBase(MachineInstruction a, MachineInstruction b)
    {
        if (a.Kind != MachineKind.Plain || a.Slot is not null || Encoding.IsAlu(a.Opcode) || Encoding.IsJump(a.Opcode))
        {
            return true;
        }

        return a.Space == b.Space && a.Space is AddressSpace.MapValue or AddressSpace.Packet or AddressSpace.RingRecord or AddressSpace.Global or AddressSpace.Stack;
    }
}
