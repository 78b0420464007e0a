// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Analyses;

/// <summary>The dominator tree and dominance frontiers, after Cooper, Harvey and Kennedy, "A Simple, Fast Dominance Algorithm".</summary>
internal sealed class Dominators
{
    private readonly ControlFlow flow;
    private readonly int[] immediate;
    private readonly List<Block>[] children;
    private readonly int[] enter;
    private readonly int[] leave;

    public Dominators(ControlFlow flow)
    {
        this.flow = flow;
        var count = flow.ReversePostOrder.Count;
        immediate = new int[count];
        children = new List<Block>[count];
        enter = new int[count];
        leave = new int[count];
        FindImmediateDominators();
        for (var i = 0; i < count; i++)
        {
            children[i] = [];
        }

        for (var i = 1; i < count; i++)
        {
            children[immediate[i]].Add(flow.ReversePostOrder[i]);
        }

        NumberTree();
    }

    /// <summary>Null for the entry.</summary>
    public Block? ImmediateDominator(Block block) => flow.Number(block) is 0 ? null : flow.ReversePostOrder[immediate[flow.Number(block)]];

    public ListView<Block> Children(Block block) => new(children[flow.Number(block)]);

    /// <summary>True when every path from the entry to <paramref name="block"/> passes <paramref name="by"/>; a block dominates itself.</summary>
    public bool Dominates(Block by, Block block)
    {
        var (a, b) = (flow.Number(by), flow.Number(block));
        return enter[a] <= enter[b] && leave[b] <= leave[a];
    }

    /// <summary>For each block (by reverse post-order number) the join points where its dominance ends.</summary>
    public List<Block>[] Frontiers()
    {
        var frontiers = new List<Block>[immediate.Length];
        for (var i = 0; i < frontiers.Length; i++)
        {
            frontiers[i] = [];
        }

        foreach (var block in flow.ReversePostOrder)
        {
            var predecessors = flow.Predecessors(block);
            if (predecessors.Count < 2)
            {
                continue;
            }

            foreach (var predecessor in predecessors)
            {
                for (var runner = flow.Number(predecessor); runner != immediate[flow.Number(block)]; runner = immediate[runner])
                {
                    if (frontiers[runner].Count == 0 || !ReferenceEquals(frontiers[runner][^1], block))
                    {
                        frontiers[runner].Add(block);
                    }
                }
            }
        }

        return frontiers;
    }

    private void FindImmediateDominators()
    {
        Array.Fill(immediate, -1);
        immediate[0] = 0;
        for (var changed = true; changed;)
        {
            changed = false;
            for (var i = 1; i < immediate.Length; i++)
            {
                var found = -1;
                foreach (var predecessor in flow.Predecessors(flow.ReversePostOrder[i]))
                {
                    var p = flow.Number(predecessor);
                    if (immediate[p] >= 0)
                    {
                        found = found < 0 ? p : Intersect(found, p);
                    }
                }

                changed |= immediate[i] != found;
                immediate[i] = found;
            }
        }
    }

    private int Intersect(int a, int b)
    {
        while (a != b)
        {
            while (a > b)
            {
                a = immediate[a];
            }

            while (b > a)
            {
                b = immediate[b];
            }
        }

        return a;
    }

    private void NumberTree()
    {
        var clock = 0;
        var stack = new Stack<(int Node, bool Leaving)>();
        stack.Push((0, false));
        while (stack.TryPop(out var top))
        {
            if (top.Leaving)
            {
                leave[top.Node] = clock++;
                continue;
            }

            enter[top.Node] = clock++;
            stack.Push((top.Node, true));
            foreach (var child in children[top.Node])
            {
                stack.Push((flow.Number(child), false));
            }
        }
    }
}
