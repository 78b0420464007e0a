// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Analyses;

/// <summary>A natural loop: the header and every block that reaches a back edge to it without passing the header.</summary>
internal sealed class Loop(Block header)
{
    public Block Header { get; } = header;
    public List<Block> Latches { get; } = [];

    /// <summary>In reverse post-order, the header first.</summary>
    public List<Block> Blocks { get; } = [];
    public HashSet<Block> Members { get; } = [];
    public Loop? Parent { get; set; }
    public int Depth => Parent is null ? 1 : Parent.Depth + 1;

    public bool Contains(Block? block) => block is not null && Members.Contains(block);

    /// <summary>True when the value is computed outside the loop.</summary>
    public bool IsInvariant(Value value) => value is not Operation operation || !Contains(operation.Block);
}

/// <summary>All natural loops of a function.</summary>
internal sealed class Loops
{
    private readonly Dictionary<Block, Loop> innermost = [];

    public Loops(ControlFlow flow)
    {
        var dominators = flow.Dominators;
        var byHeader = new Dictionary<Block, Loop>();
        foreach (var block in flow.ReversePostOrder)
        {
            foreach (var successor in block.Successors)
            {
                if (flow.Number(successor) <= flow.Number(block) && !dominators.Dominates(successor, block))
                {
                    HasIrreducible = true;
                }
                else if (dominators.Dominates(successor, block))
                {
                    AddLatch(byHeader, successor, block);
                }
            }
        }

        foreach (var loop in byHeader.Values)
        {
            CollectMembers(flow, loop);
        }

        // Larger loops first, so that inner ones overwrite what their blocks belong to.
        InnermostFirst = [.. byHeader.Values.OrderBy(l => l.Members.Count).ThenBy(l => flow.Number(l.Header))];
        for (var i = InnermostFirst.Count - 1; i >= 0; i--)
        {
            var loop = InnermostFirst[i];
            loop.Parent = innermost.GetValueOrDefault(loop.Header);
            foreach (var block in loop.Blocks)
            {
                innermost[block] = loop;
            }
        }
    }

    public List<Loop> InnermostFirst { get; }

    /// <summary>Some cycle has two entries; it belongs to no natural loop.</summary>
    public bool HasIrreducible { get; }

    public Loop? LoopOf(Block block) => innermost.GetValueOrDefault(block);

    /// <summary>Offers each phi of a loop's header, inner loops first; true when one was rewritten.</summary>
    public bool RewritePhis(Func<Loop, Operation, bool> tryRewrite)
    {
        var changed = false;
        foreach (var loop in InnermostFirst)
        {
            foreach (var phi in loop.Header.Phis.ToList())
            {
                changed |= tryRewrite(loop, phi);
            }
        }

        return changed;
    }

    public static Loops Of(Function function) => ControlFlow.Of(function).Loops;

    private static void AddLatch(Dictionary<Block, Loop> byHeader, Block header, Block latch)
    {
        if (!byHeader.TryGetValue(header, out var loop))
        {
            byHeader.Add(header, loop = new Loop(header));
        }

        if (!loop.Latches.Contains(latch))
        {
            loop.Latches.Add(latch);
        }
    }

    private static void CollectMembers(ControlFlow flow, Loop loop)
    {
        loop.Members.Add(loop.Header);
        var work = new Stack<Block>(loop.Latches);
        while (work.TryPop(out var block))
        {
            if (loop.Members.Add(block))
            {
                foreach (var predecessor in flow.Predecessors(block))
                {
                    work.Push(predecessor);
                }
            }
        }

        loop.Blocks.AddRange(loop.Members.OrderBy(flow.Number));
    }
}
