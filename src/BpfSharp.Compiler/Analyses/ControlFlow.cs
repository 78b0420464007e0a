// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Analyses;

/// <summary>Predecessors and reverse post-order of the reachable blocks. A snapshot: stale once an edge changes.</summary>
internal sealed class ControlFlow
{
    private readonly int[] numbers;
    private readonly List<Block>[] predecessors;
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
        predecessors = new List<Block>[limit];
        NumberBlocks(function.Entry);
        foreach (var block in order)
        {
            foreach (var successor in block.Successors)
            {
                var list = predecessors[successor.Id] ??= [];
                // A switch may name one target several times; its edges come one after the other here.
                if (list.Count == 0 || !ReferenceEquals(list[^1], block))
                {
                    list.Add(block);
                }
            }
        }
    }

    /// <summary>The reachable blocks, each before its successors except along back edges.</summary>
    public IReadOnlyList<Block> ReversePostOrder => order;

    /// <summary>Position in <see cref="ReversePostOrder"/>.</summary>
    public int Number(Block block) => numbers[block.Id];

    public bool IsReachable(Block block) => block.Id < numbers.Length && numbers[block.Id] >= 0;

    /// <summary>The distinct reachable predecessors.</summary>
    public IReadOnlyList<Block> Predecessors(Block block) => predecessors[block.Id] ?? (IReadOnlyList<Block>)[];

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
