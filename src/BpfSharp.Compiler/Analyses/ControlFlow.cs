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
    private readonly Block[] order;

    /// <summary>The blocks and edges seen: each block of the function, then its targets.</summary>
    private readonly Block[] picture;
    private Dominators? dominators;
    private Loops? loops;

    private ControlFlow(Function function)
    {
        var limit = 0;
        var size = 0;
        foreach (var block in function.Blocks)
        {
            limit = Math.Max(limit, block.Id + 1);
            size += 1 + block.Successors.Length;
        }

        picture = new Block[size];
        var at = 0;
        foreach (var block in function.Blocks)
        {
            picture[at++] = block;
            block.Successors.CopyTo(picture.AsSpan(at));
            at += block.Successors.Length;
        }

        numbers = new int[limit];
        Array.Fill(numbers, -1);
        order = NumberBlocks(function);
        starts = new int[order.Length];
        ends = new int[order.Length];
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

    /// <summary>The function's graph as it is now: the last one made, when it still holds.</summary>
    public static ControlFlow Of(Function function) =>
        function.LastFlow is { } last && last.IsPictureOf(function) ? last : function.LastFlow = new ControlFlow(function);

    public Dominators Dominators => dominators ??= new Dominators(this);

    public Loops Loops => loops ??= new Loops(this);

    /// <summary>The reachable blocks, each before its successors except along back edges.</summary>
    public ArrayView<Block> ReversePostOrder => new(order, order.Length);

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

    private Block[] NumberBlocks(Function function)
    {
        var found = new Block[function.Blocks.Count];
        var stack = new (Block Block, int Next)[function.Blocks.Count];
        var first = found.Length;
        var depth = 0;
        stack[depth++] = (function.Entry, 0);
        numbers[function.Entry.Id] = 0;
        while (depth > 0)
        {
            ref var top = ref stack[depth - 1];
            var successors = top.Block.Successors;
            if (top.Next == successors.Length)
            {
                found[--first] = top.Block;
                depth--;
                continue;
            }

            // Last successor first: the fall-through side then stands next to the branch in reverse post-order.
            var successor = successors[successors.Length - 1 - top.Next++];
            if (numbers[successor.Id] < 0)
            {
                numbers[successor.Id] = 0;
                stack[depth++] = (successor, 0);
            }
        }

        var result = first == 0 ? found : found[first..];
        for (var i = 0; i < result.Length; i++)
        {
            numbers[result[i].Id] = i;
        }

        return result;
    }

    private bool IsPictureOf(Function function)
    {
        var at = 0;
        foreach (var block in function.Blocks)
        {
            var successors = block.Successors;
            if (at + successors.Length >= picture.Length || !ReferenceEquals(picture[at], block))
            {
                return false;
            }

            at++;
            foreach (var successor in successors)
            {
                if (!ReferenceEquals(picture[at++], successor))
                {
                    return false;
                }
            }
        }

        return at == picture.Length;
    }
}
