// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Analyses;

/// <summary>Predecessors and reverse post-order of the reachable blocks. A snapshot: stale once an edge changes.</summary>
internal sealed class ControlFlow
{
    private readonly int[] numbers;
    private readonly Block[] predecessors;

    /// <summary>Where the predecessors of a block begin and end, by its number.</summary>
    private readonly int[] starts;
    private readonly int[] ends;
    private readonly List<Block> order = [];

    public ControlFlow(Function function)
    {
        var limit = 0;
        foreach (var block in function.Blocks)
        {
            limit = Math.Max(limit, block.Id + 1);
        }

        numbers = new int[limit];
        Array.Fill(numbers, -1);
        NumberBlocks(function.Entry);
        starts = new int[order.Count];
        ends = new int[order.Count];
        predecessors = new Block[CountEdges()];
        foreach (var block in order)
        {
            foreach (var successor in block.Successors)
            {
                var to = numbers[successor.Id];
                // A switch may name one target several times; its edges come one after the other here.
                if (ends[to] == starts[to] || !ReferenceEquals(predecessors[ends[to] - 1], block))
                {
                    predecessors[ends[to]++] = block;
                }
            }
        }
    }

    /// <summary>The reachable blocks, each before its successors except along back edges.</summary>
    public ListView<Block> ReversePostOrder => new(order);

    /// <summary>Position in <see cref="ReversePostOrder"/>.</summary>
    public int Number(Block block) => numbers[block.Id];

    public bool IsReachable(Block block) => block.Id < numbers.Length && numbers[block.Id] >= 0;

    /// <summary>The distinct reachable predecessors.</summary>
    public ArraySegment<Block> Predecessors(Block block) => IsReachable(block) ? new(predecessors, starts[numbers[block.Id]], ends[numbers[block.Id]] - starts[numbers[block.Id]]) : ArraySegment<Block>.Empty;

    /// <summary>Gives each block its part of the array, as long as it has edges.</summary>
    private int CountEdges()
    {
        foreach (var block in order)
        {
            foreach (var successor in block.Successors)
            {
                ends[numbers[successor.Id]]++;
            }
        }

        var total = 0;
        for (var i = 0; i < starts.Length; i++)
        {
            (starts[i], total) = (total, total + ends[i]);
            ends[i] = starts[i];
        }

        return total;
    }

    private void NumberBlocks(Block entry)
    {
        var stack = new Stack<(Block Block, int Next)>();
        stack.Push((entry, 0));
        numbers[entry.Id] = 0;
        while (stack.TryPop(out var top))
        {
            var successors = top.Block.Successors;
            if (top.Next == successors.Length)
            {
                order.Add(top.Block);
                continue;
            }

            stack.Push((top.Block, top.Next + 1));
            // Last successor first: the fall-through side then stands next to the branch in reverse post-order.
            var successor = successors[successors.Length - 1 - top.Next];
            if (numbers[successor.Id] < 0)
            {
                numbers[successor.Id] = 0;
                stack.Push((successor, 0));
            }
        }

        order.Reverse();
        for (var i = 0; i < order.Count; i++)
        {
            numbers[order[i].Id] = i;
        }
    }
}
