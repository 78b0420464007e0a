// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Codegen;

/// <summary>Clean-up once registers are known: copies onto themselves, empty blocks, branches that go the same way twice, repeated constants.</summary>
internal static class Peephole
{
    public static void Run(MachineFunction function)
    {
        foreach (var block in function.Blocks)
        {
            block.Instructions.RemoveAll(static i => (i.IsCopy && i.Destination == i.Source) || i.Kind == MachineKind.Keep);
        }

        // Threading can leave a branch both of whose ways are one, and dropping it can empty a block.
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var block in function.Blocks)
            {
                changed |= ThreadJumps(block) | DropUselessBranch(block);
            }
        }

        MergeChains(function);
    }

    private static bool ThreadJumps(MachineBlock block)
    {
        var (taken, next) = (block.Taken, block.Next);
        block.Taken = Destination(taken);
        block.Next = Destination(next);
        return taken != block.Taken || next != block.Next;
    }

    private static MachineBlock? Destination(MachineBlock? block)
    {
        // Empty blocks can form an endless loop of their own.
        for (var steps = 0; block is { Instructions.Count: 0, Next: { } next } && next != block && steps < 1000; steps++)
        {
            block = next;
        }

        return block;
    }

    private static bool DropUselessBranch(MachineBlock block)
    {
        if (block.Taken is null || block.Taken != block.Next)
        {
            return false;
        }

        block.Instructions.RemoveAt(block.Instructions.Count - 1);
        block.Taken = null;
        return true;
    }

    /// <summary>Appends a block to its only predecessor when that leads nowhere else.</summary>
    private static void MergeChains(MachineFunction function)
    {
        ControlFlow.Arrange(function);
        var predecessors = ControlFlow.Predecessors(function);
        foreach (var block in function.Blocks)
        {
            while (block is { Taken: null, Next: { } next } && next != block && next.Index != 0 && predecessors[next.Index].Count == 1)
            {
                block.Instructions.AddRange(next.Instructions);
                next.Instructions.Clear();
                (block.Taken, block.Next) = (next.Taken, next.Next);
                (next.Taken, next.Next) = (null, null);
                foreach (var successor in (ReadOnlySpan<MachineBlock?>)[block.Taken, block.Next])
                {
                    if (successor is not null)
                    {
                        predecessors[successor.Index].Remove(next.Index);
                        predecessors[successor.Index].Add(block.Index);
                    }
                }
            }
        }

        ControlFlow.Arrange(function);
    }
}
