// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Codegen;

/// <summary>Block order and loop nesting of machine code.</summary>
internal static class ControlFlow
{
    /// <summary>Steps per block that finding loops may take; loops nest a few deep, but gotos can make a thousand overlap.</summary>
    private const int LoopStepsPerBlock = 100;

    /// <summary>Drops unreachable blocks, finds loop depths, and puts the rest in an order where loops are contiguous and joins follow their arms.</summary>
    public static void Arrange(MachineFunction function)
    {
        function.Reorder(ReversePostorder(function, out var backEdges));
        FindLoopDepths(function, backEdges);
        function.Reorder(ReversePostorder(function, out _));
    }

    public static List<int>[] Predecessors(MachineFunction function)
    {
        var predecessors = new List<int>[function.Blocks.Count];
        for (var i = 0; i < predecessors.Length; i++)
        {
            predecessors[i] = [];
        }

        foreach (var block in function.Blocks)
        {
            if (block.Taken is { } taken)
            {
                predecessors[taken.Index].Add(block.Index);
            }

            if (block.Next is { } next && next != block.Taken)
            {
                predecessors[next.Index].Add(block.Index);
            }
        }

        return predecessors;
    }

    private static List<MachineBlock> ReversePostorder(MachineFunction function, out List<(MachineBlock From, MachineBlock To)> backEdges)
    {
        backEdges = [];
        var order = new List<MachineBlock>();
        var state = new byte[function.Blocks.Count]; // 0 new, 1 on the path, 2 done
        var stack = new Stack<(MachineBlock Block, int Visited)>();
        stack.Push((function.Blocks[0], 0));
        while (stack.TryPop(out var top))
        {
            var (block, visited) = top;
            state[block.Index] = 1;
            if (visited == 2)
            {
                state[block.Index] = 2;
                order.Add(block);
                continue;
            }

            stack.Push((block, visited + 1));
            if (Successor(block, visited) is not { } successor)
            {
                continue;
            }

            if (state[successor.Index] == 0)
            {
                stack.Push((successor, 0));
            }
            else if (state[successor.Index] == 1)
            {
                backEdges.Add((block, successor));
            }
        }

        order.Reverse();
        return order;
    }

    /// <summary>The successor visited last ends up right behind the block: the one deeper in loops, else the one jumped to on true.</summary>
    private static MachineBlock? Successor(MachineBlock block, int number)
    {
        var takenFirst = block.Taken is { } taken && block.Next is { } next && taken.LoopDepth < next.LoopDepth;
        return (number == 0) == takenFirst ? block.Taken : block.Next;
    }

    private static void FindLoopDepths(MachineFunction function, List<(MachineBlock From, MachineBlock To)> backEdges)
    {
        var predecessors = Predecessors(function);
        var loops = new Dictionary<int, HashSet<int>>();
        var steps = (long)function.Blocks.Count * LoopStepsPerBlock;
        foreach (var (from, header) in backEdges)
        {
            if (!loops.TryGetValue(header.Index, out var body))
            {
                loops.Add(header.Index, body = [header.Index]);
            }

            var work = new Stack<int>([from.Index]);
            while (work.TryPop(out var index) && steps-- > 0)
            {
                if (body.Add(index))
                {
                    foreach (var predecessor in predecessors[index])
                    {
                        work.Push(predecessor);
                    }
                }
            }
        }

        foreach (var body in loops.Values)
        {
            foreach (var index in body)
            {
                function.Blocks[index].LoopDepth++;
            }
        }
    }
}
