// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Lowering;

/// <summary>Drops blocks that cannot be reached from the entry, and their phi edges. Blocks left open get an end: nothing comes there.</summary>
internal static class UnreachableBlocks
{
    public static void Remove(Function function)
    {
        foreach (var open in function.Blocks.FindAll(b => b.Terminator is null))
        {
            open.Append(new Operation(OpCode.Unreachable, IrType.Void));
        }

        var reached = new HashSet<Block> { function.Entry };
        var work = new Stack<Block>([function.Entry]);
        while (work.TryPop(out var block))
        {
            foreach (var successor in block.Successors)
            {
                if (reached.Add(successor))
                {
                    work.Push(successor);
                }
            }
        }

        var dead = function.Blocks.FindAll(b => !reached.Contains(b));
        foreach (var block in dead)
        {
            foreach (var successor in block.Successors)
            {
                foreach (var phi in successor.Phis)
                {
                    phi.RemoveIncoming(block);
                }
            }
        }

        foreach (var block in dead)
        {
            while (block.Operations.Count > 0)
            {
                block.Operations[^1].Remove();
            }
        }

        function.Blocks.RemoveAll(b => !reached.Contains(b));
    }
}
