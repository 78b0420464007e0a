// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Analyses;
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Passes;

/// <summary>Counts a loop's iterations by computing what its header's phis hold, one iteration after the other.</summary>
/// <remarks>Understands any loop whose exit depends on constants only, not just i &lt; n. A loop that may leave earlier as well is counted by its sure exit.</remarks>
internal sealed class TripCount
{
    private const int DepthLimit = 64;
    private readonly Loop loop;
    private readonly Block latch;
    private readonly List<Operation> exits = [];
    private Dictionary<Value, Constant?> values = [];

    private TripCount(Loop loop, Block latch, Dominators dominators)
    {
        this.loop = loop;
        this.latch = latch;
        foreach (var block in loop.Blocks)
        {
            // Only an exit that every iteration passes ends the loop for sure.
            if (block.Terminator is { Code: OpCode.Branch } branch && loop.Contains(branch.Targets[0]) != loop.Contains(branch.Targets[1]) && dominators.Dominates(block, latch))
            {
                exits.Add(branch);
            }
        }
    }

    /// <summary>How often the back edge is taken at most; null when unknown, <see cref="int.MaxValue"/> when above <paramref name="limit"/>.</summary>
    public static int? Find(Loop loop, Block preheader, Block latch, Dominators dominators, int limit)
    {
        var count = new TripCount(loop, latch, dominators);
        return count.exits.Count == 0 ? null : count.Simulate(preheader, limit);
    }

    private int? Simulate(Block preheader, int limit)
    {
        foreach (var phi in loop.Header.Phis)
        {
            values[phi] = phi.IncomingFrom(preheader) as Constant;
        }

        for (var iteration = 0; iteration <= limit; iteration++)
        {
            var isKnown = false;
            foreach (var exit in exits)
            {
                if (Evaluate(exit.Operands[0], 0) is { } condition)
                {
                    isKnown = true;
                    if (!loop.Contains(exit.Targets[condition.Number != 0 ? 0 : 1]))
                    {
                        return iteration;
                    }
                }
            }

            if (!isKnown)
            {
                return null;
            }

            var next = new Dictionary<Value, Constant?>();
            foreach (var phi in loop.Header.Phis)
            {
                next[phi] = Evaluate(phi.IncomingFrom(latch), 0);
            }

            values = next;
        }

        return int.MaxValue;
    }

    private Constant? Evaluate(Value value, int depth)
    {
        if (value is Constant constant)
        {
            return constant;
        }

        if (values.TryGetValue(value, out var known))
        {
            return known;
        }

        if (value is not Operation { IsPhi: false, HasSideEffects: false } operation || operation.Operands.Count is 0 or > 3 || depth > DepthLimit || !loop.Contains(operation.Block))
        {
            return null;
        }

        var operands = new Constant[operation.Operands.Count];
        for (var i = 0; i < operands.Length; i++)
        {
            if (Evaluate(operation.Operands[i], depth + 1) is not { } operand)
            {
                return values[value] = null;
            }

            operands[i] = operand;
        }

        return values[value] = Folding.Fold(operation, operands);
    }
}
