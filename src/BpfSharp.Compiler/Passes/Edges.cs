// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Analyses;
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Passes;

/// <summary>Edits of the control-flow graph that keep phis right. A phi has one operand for each distinct predecessor.</summary>
internal static class Edges
{
    /// <summary>Ends the block with a jump; phis in the successors it no longer reaches forget it.</summary>
    public static void ReplaceByJump(Block block, Block target)
    {
        foreach (var successor in block.Successors)
        {
            if (!ReferenceEquals(successor, target))
            {
                RemovePredecessor(successor, block);
            }
        }

        var location = block.Terminator!.Location;
        block.SetTerminator(Make.Jump(target));
        block.Terminator!.Location = location;
    }

    /// <summary>Moves the operation and all behind it to a block of their own; the block it was in has no terminator then.</summary>
    public static Block SplitBefore(Operation operation)
    {
        var before = operation.Block!;
        var after = before.Function.AddBlock();
        before.MoveTail(before.IndexOf(operation), after);
        foreach (var successor in after.Successors)
        {
            RenamePredecessor(successor, before, after);
        }

        return after;
    }

    public static void RemovePredecessor(Block block, Block predecessor)
    {
        foreach (var phi in block.Operations)
        {
            if (!phi.IsPhi)
            {
                break;
            }

            phi.RemoveIncoming(predecessor);
        }
    }

    /// <summary>Phis of <paramref name="block"/> take what came from one predecessor from another instead.</summary>
    public static void RenamePredecessor(Block block, Block from, Block to)
    {
        foreach (var phi in block.Operations)
        {
            if (!phi.IsPhi)
            {
                break;
            }

            var index = phi.Incoming.IndexOf(from);
            if (index >= 0)
            {
                phi.Incoming[index] = to;
            }
        }
    }

    /// <summary>Makes a terminator's edges to one block go to another; phis are the caller's business.</summary>
    public static void Retarget(Operation terminator, Block from, Block to)
    {
        for (var i = 0; i < terminator.Targets.Length; i++)
        {
            if (ReferenceEquals(terminator.Targets[i], from))
            {
                terminator.Targets[i] = to;
            }
        }
    }

    /// <summary>Removes blocks that cannot be reached, with their operations and their entries in phis.</summary>
    public static bool RemoveUnreachable(Function function)
    {
        var flow = ControlFlow.Of(function);
        if (flow.ReversePostOrder.Count == function.Blocks.Count)
        {
            return false;
        }

        foreach (var block in function.Blocks)
        {
            if (flow.IsReachable(block))
            {
                continue;
            }

            foreach (var successor in block.Successors)
            {
                if (flow.IsReachable(successor))
                {
                    RemovePredecessor(successor, block);
                }
            }
        }

        foreach (var block in function.Blocks)
        {
            if (flow.IsReachable(block))
            {
                continue;
            }

            foreach (var operation in block.Operations)
            {
                operation.ReplaceAllUsesWith(new Undefined(operation.Type));
                operation.Release();
            }
        }

        function.Blocks.RemoveAll(b => !flow.IsReachable(b));
        return true;
    }

    /// <summary>A new block on the edges from <paramref name="from"/> to <paramref name="to"/>.</summary>
    public static Block Split(Block from, Block to)
    {
        var middle = from.Function.AddBlock();
        middle.Append(Make.Jump(to));
        Retarget(from.Terminator!, to, middle);
        RenamePredecessor(to, from, middle);
        return middle;
    }
}
