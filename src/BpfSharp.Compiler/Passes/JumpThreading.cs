// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Analyses;
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Passes;

/// <summary>Sends a predecessor straight to where a branch on a phi will go, when it brings a constant.</summary>
/// <remarks>
/// Only through blocks that hold nothing but phis, at most one comparison and the branch, and whose values nobody else uses; never through loop headers.
/// <code>b3: v = phi [b1: 0], [b2: x]; branch v, b4, b5   =>   b1 jumps to b5; b3: branch x, b4, b5</code></remarks>
internal sealed class JumpThreading : IFunctionPass
{
    public string Name => "jump-threading";

    public bool Run(Function function, PassContext context)
    {
        var flow = ControlFlow.Of(function);
        var changed = false;
        var touched = new HashSet<Block>();
        foreach (var block in flow.ReversePostOrder)
        {
            if (!touched.Contains(block) && IsDecider(block, out var phi, out var comparison) && !IsHeader(flow, block))
            {
                foreach (var predecessor in flow.Predecessors(block))
                {
                    changed |= Thread(predecessor, block, phi, comparison, touched);
                }
            }
        }

        return changed;
    }

    private static bool IsHeader(ControlFlow flow, Block block)
    {
        foreach (var predecessor in flow.Predecessors(block))
        {
            if (flow.Dominators.Dominates(block, predecessor))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsDecider(Block block, out Operation phi, out Operation? comparison)
    {
        phi = null!;
        comparison = null;
        if (block.Terminator is not { Code: OpCode.Branch } branch || !block.Operations[0].IsPhi)
        {
            return false;
        }

        foreach (var operation in block.Operations)
        {
            if (operation.IsComparison && comparison is null && operation.Operands[1] is Constant)
            {
                comparison = operation;
            }
            else if (!operation.IsPhi && !operation.IsTerminator)
            {
                return false;
            }

            if (!IsUsedHereOnly(operation, block))
            {
                return false;
            }
        }

        phi = ((comparison?.Operands[0] ?? branch.Operands[0]) as Operation)!;
        return phi is { IsPhi: true } && ReferenceEquals(phi.Block, block) && (comparison is null || ReferenceEquals(branch.Operands[0], comparison));
    }

    private static bool IsUsedHereOnly(Operation operation, Block block)
    {
        foreach (var user in operation.Users)
        {
            if (user.IsPhi && !ReferenceEquals(user.Block, block))
            {
                for (var i = 0; i < user.Operands.Count; i++)
                {
                    if (ReferenceEquals(user.Operands[i], operation) && !ReferenceEquals(user.Incoming[i], block))
                    {
                        return false;
                    }
                }
            }
            else if (!ReferenceEquals(user.Block, block))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Thread(Block predecessor, Block block, Operation phi, Operation? comparison, HashSet<Block> touched)
    {
        if (phi.Incoming.IndexOf(predecessor) < 0 || phi.IncomingFrom(predecessor) is not Constant brought)
        {
            return false;
        }

        var isTrue = comparison is null ? brought.Number != 0 : Folding.Compare(comparison.Code, brought, (Constant)comparison.Operands[1]);
        var target = block.Terminator!.Targets[isTrue ? 0 : 1];
        // Two edges between the same blocks would need two values in one phi.
        if (Array.IndexOf(predecessor.Terminator!.Targets, target) >= 0 || ReferenceEquals(target, block) || ReferenceEquals(block.Terminator.Targets[0], block.Terminator.Targets[1]))
        {
            return false;
        }

        foreach (var join in target.Phis)
        {
            var value = join.IncomingFrom(block);
            join.AddIncoming(ReferenceEquals(value, comparison) ? Constant.Int32(isTrue ? 1 : 0)
                : value is Operation { IsPhi: true } own && ReferenceEquals(own.Block, block) ? own.IncomingFrom(predecessor) : value, predecessor);
        }

        Edges.Retarget(predecessor.Terminator!, block, target);
        Edges.RemovePredecessor(block, predecessor);
        touched.Add(block);
        touched.Add(target);
        return true;
    }
}
