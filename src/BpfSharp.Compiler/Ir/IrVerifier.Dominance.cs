// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Ir;

/// <remarks>Dominators are found here anew, not by the analyses the passes use: a checker should not trust what it checks.</remarks>
internal sealed partial class IrVerifier
{
    private void CheckDominance()
    {
        if (violation is not null)
        {
            return;
        }

        var reversePostorder = ReversePostorder();
        var rank = new Dictionary<Block, int>();
        foreach (var block in reversePostorder)
        {
            rank.Add(block, rank.Count);
        }

        var dominators = ImmediateDominators(reversePostorder, rank);
        foreach (var block in reversePostorder)
        {
            foreach (var operation in block.Operations)
            {
                for (var i = 0; i < operation.Operands.Count; i++)
                {
                    if (operation.Operands[i] is Operation definition)
                    {
                        CheckUse(definition, operation, i, rank, dominators);
                    }
                }
            }
        }
    }

    private void CheckUse(Operation definition, Operation user, int index, Dictionary<Block, int> rank, int[] dominators)
    {
        if (!Require(definition.Block is not null && order.ContainsKey(definition), user, "an operand is in no block of the function"))
        {
            return;
        }

        if (!user.IsPhi && ReferenceEquals(definition.Block, user.Block))
        {
            Require(order[definition] < order[user], user, $"the operand {IrNames.Of(definition.Code)} comes later in the block");
            return;
        }

        // A phi uses its operand at the end of the predecessor.
        var usedIn = user.IsPhi ? user.Incoming[index] : user.Block!;
        if (rank.TryGetValue(usedIn, out var at) && Require(rank.TryGetValue(definition.Block!, out var defined), user, "an operand stands in unreachable code"))
        {
            while (at > defined)
            {
                at = dominators[at];
            }

            Require(at == defined, user, $"the operand {IrNames.Of(definition.Code)} does not dominate this use");
        }
    }

    private List<Block> ReversePostorder()
    {
        var done = new List<Block>();
        var seen = new HashSet<Block> { function.Entry };
        var stack = new Stack<(Block Block, int Next)>();
        stack.Push((function.Entry, 0));
        while (stack.TryPop(out var top))
        {
            if (top.Next == top.Block.Successors.Length)
            {
                done.Add(top.Block);
                continue;
            }

            stack.Push((top.Block, top.Next + 1));
            var successor = top.Block.Successors[top.Next];
            if (seen.Add(successor))
            {
                stack.Push((successor, 0));
            }
        }

        done.Reverse();
        return done;
    }

    /// <summary>By rank in reverse postorder; the fixed point of intersecting predecessors (Cooper, Harvey, Kennedy).</summary>
    private int[] ImmediateDominators(List<Block> blocks, Dictionary<Block, int> rank)
    {
        var dominators = new int[blocks.Count];
        Array.Fill(dominators, -1);
        dominators[0] = 0;
        for (var changed = true; changed;)
        {
            changed = false;
            for (var i = 1; i < blocks.Count; i++)
            {
                var dominator = -1;
                foreach (var predecessor in predecessors[blocks[i]])
                {
                    if (rank.TryGetValue(predecessor, out var p) && dominators[p] >= 0)
                    {
                        dominator = dominator < 0 ? p : Intersect(dominators, p, dominator);
                    }
                }

                changed |= dominators[i] != dominator;
                dominators[i] = dominator;
            }
        }

        return dominators;
    }

    private static int Intersect(int[] dominators, int a, int b)
    {
        while (a != b)
        {
            if (a > b)
            {
                a = dominators[a];
            }
            else
            {
                b = dominators[b];
            }
        }

        return a;
    }
}
