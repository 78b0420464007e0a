// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Analyses;

/// <summary>The dominator tree and dominance frontiers, after Cooper, Harvey and Kennedy, "A Simple, Fast Dominance Algorithm".</summary>
internal sealed class Dominators
{
    private readonly ControlFlow flow;
    private readonly int[] immediate;

    /// <summary>The tree's nodes in preorder: a block dominates those from its own place on, as many as its subtree has.</summary>
    private readonly int[] preorder;
    private readonly int[] subtree;

    public Dominators(ControlFlow flow)
    {
        this.flow = flow;
        var count = flow.ReversePostOrder.Count;
        immediate = new int[count];
        preorder = new int[count];
        subtree = new int[count];
        FindImmediateDominators();
        NumberTree();
    }

    /// <summary>Null for the entry.</summary>
    public Block? ImmediateDominator(Block block) => flow.Number(block) is 0 ? null : flow.ReversePostOrder[immediate[flow.Number(block)]];

    /// <summary>The blocks, each right behind its dominator's subtree so far.</summary>
    public Block[] Preorder()
    {
        var result = new Block[preorder.Length];
        for (var i = 0; i < result.Length; i++)
        {
            result[preorder[i]] = flow.ReversePostOrder[i];
        }

        return result;
    }

    /// <summary>True when every path from the entry to <paramref name="block"/> passes <paramref name="by"/>; a block dominates itself.</summary>
    public bool Dominates(Block by, Block block)
    {
        var (a, b) = (flow.Number(by), flow.Number(block));
        return preorder[a] <= preorder[b] && preorder[b] < preorder[a] + subtree[a];
    }

    /// <summary>For each block (by reverse post-order number) the join points where its dominance ends; null when there are none.</summary>
    public List<Block>?[] Frontiers()
    {
        var frontiers = new List<Block>?[immediate.Length];
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
                    var frontier = frontiers[runner] ??= [];
                    if (frontier.Count == 0 || !ReferenceEquals(frontier[^1], block))
                    {
                        frontier.Add(block);
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

    /// <summary>A dominator has a lower number than what it dominates, so one walk back and one forth will do.</summary>
    private void NumberTree()
    {
        var next = new int[subtree.Length];
        for (var i = subtree.Length - 1; i > 0; i--)
        {
            subtree[immediate[i]] += ++subtree[i];
        }

        subtree[0]++;
        next[0] = 1;
        for (var i = 1; i < subtree.Length; i++)
        {
            preorder[i] = next[immediate[i]];
            next[immediate[i]] += subtree[i];
            next[i] = preorder[i] + 1;
        }
    }
}
