// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Analyses;
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Passes;

/// <summary>Removes unreachable blocks, decides constant branches, threads empty blocks and joins straight lines.</summary>
/// <remarks>
/// Keeps SSA. Never merges the tails of two blocks: the kernel's verifier refuses one load instruction that sees two kinds of pointers.
/// Linear in the operations for each round; rounds go on until nothing changes.
/// <code>b0: branch 1, b1, b2   b1: jump b3   =>   b0: (contents of b3)</code></remarks>
internal sealed class SimplifyControlFlow : IFunctionPass
{
    public string Name => "simplify-cfg";

    public bool Run(Function function, PassContext context)
    {
        var any = false;
        for (var changed = true; changed;)
        {
            changed = Edges.RemoveUnreachable(function);
            var isDecided = false;
            foreach (var block in function.Blocks)
            {
                isDecided |= SimplifyTerminator(block);
            }

            changed |= isDecided;
            changed |= isDecided && Edges.RemoveUnreachable(function);
            changed |= RemoveTrivialPhis(function);
            var isThreaded = ThreadEmptyBlocks(function);
            changed |= isThreaded;
            changed |= isThreaded && Edges.RemoveUnreachable(function);
            changed |= MergeStraightLines(function);
            any |= changed;
        }

        return any;
    }

    private static bool SimplifyTerminator(Block block) => block.Terminator switch
    {
        { Code: OpCode.Branch } branch => SimplifyBranch(block, branch),
        { Code: OpCode.Switch } choice => SimplifySwitch(block, choice),
        _ => false,
    };

    private static bool SimplifyBranch(Block block, Operation branch)
    {
        var condition = branch.Operands[0];
        if (ReferenceEquals(branch.Targets[0], branch.Targets[1]))
        {
            Edges.ReplaceByJump(block, branch.Targets[0]);
            return true;
        }

        if (condition is Constant or Undefined)
        {
            Edges.ReplaceByJump(block, branch.Targets[condition is Constant { Number: not 0 } ? 0 : 1]);
            return true;
        }

        // "x != 0" and "x == 0" are what a branch asks by itself; pointers keep their comparison, which the verifier reads as the null check.
        if (condition is Operation { Code: OpCode.Equal or OpCode.NotEqual } test && test.Operands[1] is Constant { Number: 0 } && test.Operands[0].Type.IsInteger)
        {
            if (test.Code == OpCode.Equal)
            {
                (branch.Targets[0], branch.Targets[1]) = (branch.Targets[1], branch.Targets[0]);
            }

            branch.SetOperand(0, test.Operands[0]);
            return true;
        }

        return false;
    }

    private static bool SimplifySwitch(Block block, Operation choice)
    {
        if (choice.Operands[0] is Constant or Undefined)
        {
            var number = choice.Operands[0] is Constant constant ? constant.Number : 0;
            Edges.ReplaceByJump(block, choice.Targets[Array.IndexOf(choice.Cases, number) + 1]);
            return true;
        }

        if (Array.TrueForAll(choice.Targets, t => ReferenceEquals(t, choice.Targets[0])))
        {
            Edges.ReplaceByJump(block, choice.Targets[0]);
            return true;
        }

        return RemoveImpossibleCases(block, choice);
    }

    /// <summary>Cases of numbers that the value's bits cannot make.</summary>
    private static bool RemoveImpossibleCases(Block block, Operation choice)
    {
        var value = choice.Operands[0];
        var (ones, signs, unused) = (KnownBits.PossibleOnes(value), KnownBits.SignBits(value), 64 - value.Type.Bits);
        var (cases, targets) = (new List<long>(), new List<Block> { choice.Targets[0] });
        for (var i = 0; i < choice.Cases.Length; i++)
        {
            if (IsPossible(choice.Cases[i]))
            {
                cases.Add(choice.Cases[i]);
                targets.Add(choice.Targets[i + 1]);
            }
        }

        if (cases.Count == choice.Cases.Length)
        {
            return false;
        }

        foreach (var target in choice.Targets)
        {
            if (!targets.Contains(target))
            {
                Edges.RemovePredecessor(target, block);
            }
        }

        block.SetTerminator(new Operation(OpCode.Switch, IrType.Void, value) { Cases = [.. cases], Targets = [.. targets], Location = choice.Location });
        return true;

        bool IsPossible(long number)
        {
            var bits = number << unused;
            return ((ulong)bits >> unused & ~ones) == 0 && bits >> (64 - signs) is 0 or -1;
        }
    }

    private static bool RemoveTrivialPhis(Function function)
    {
        var changed = false;
        foreach (var block in function.Blocks)
        {
            var removed = false;
            foreach (var phi in block.Operations)
            {
                if (!phi.IsPhi)
                {
                    break;
                }

                if (SameValue(phi) is { } value)
                {
                    phi.ReplaceAllUsesWith(value);
                    phi.Release();
                    removed = true;
                }
            }

            if (removed)
            {
                block.Sweep();
                changed = true;
            }
        }

        return changed;
    }

    /// <summary>The one value all operands of a phi have (itself aside), or null.</summary>
    private static Value? SameValue(Operation phi)
    {
        Value? found = null;
        foreach (var operand in phi.Operands)
        {
            if (ReferenceEquals(operand, phi) || ReferenceEquals(operand, found))
            {
                continue;
            }

            if (found is not null && !(found is Constant a && operand is Constant b && a.Number == b.Number))
            {
                return null;
            }

            found ??= operand;
        }

        return found ?? new Undefined(phi.Type);
    }

    /// <summary>Edges to a block that only jumps go where it jumps.</summary>
    private static bool ThreadEmptyBlocks(Function function)
    {
        var changed = false;
        var flow = ControlFlow.Of(function);
        // Predecessor lists go stale as edges move: each round moves the edges of blocks whose neighbours did not change in it.
        var touched = new HashSet<Block>();
        foreach (var block in flow.ReversePostOrder)
        {
            if (block.Operations.Count != 1 || block.Terminator!.Code != OpCode.Jump || ReferenceEquals(block, function.Entry))
            {
                continue;
            }

            var target = block.Terminator.Targets[0];
            // The unroll wish hangs on the header; keep the block if it is one.
            if (ReferenceEquals(target, block) || block.UnrollCount is not null || touched.Contains(block) || touched.Contains(target))
            {
                continue;
            }

            foreach (var predecessor in flow.Predecessors(block))
            {
                changed |= Redirect(predecessor, block, target, flow);
            }

            touched.Add(block);
            touched.Add(target);
        }

        return changed;
    }

    private static bool Redirect(Block predecessor, Block empty, Block target, ControlFlow flow)
    {
        var already = Contains(flow.Predecessors(target), predecessor);
        var hasPhis = target.Operations[0].IsPhi;
        if (hasPhis && already)
        {
            foreach (var phi in target.Phis)
            {
                if (!AreSame(phi.IncomingFrom(predecessor), phi.IncomingFrom(empty)))
                {
                    return false;
                }
            }
        }
        else if (hasPhis)
        {
            foreach (var phi in target.Phis)
            {
                phi.AddIncoming(phi.IncomingFrom(empty), predecessor);
            }
        }

        Edges.Retarget(predecessor.Terminator!, empty, target);
        return true;
    }

    private static bool AreSame(Value a, Value b) => ReferenceEquals(a, b) || (a is Constant x && b is Constant y && x.Number == y.Number);

    private static bool Contains(ArraySegment<Block> list, Block block)
    {
        foreach (var item in list)
        {
            if (ReferenceEquals(item, block))
            {
                return true;
            }
        }

        return false;
    }

    private static bool MergeStraightLines(Function function)
    {
        var changed = false;
        var flow = ControlFlow.Of(function);
        var gone = new HashSet<Block>();
        foreach (var first in flow.ReversePostOrder)
        {
            if (gone.Contains(first))
            {
                continue;
            }

            while (first.Terminator is { Code: OpCode.Jump } jump && !ReferenceEquals(jump.Targets[0], first) && !ReferenceEquals(jump.Targets[0], function.Entry)
                && flow.Predecessors(jump.Targets[0]).Count == 1)
            {
                var second = jump.Targets[0];
                Join(first, second);
                gone.Add(second);
                changed = true;
            }
        }

        if (gone.Count > 0)
        {
            function.Blocks.RemoveAll(gone.Contains);
        }

        return changed;
    }

    private static void Join(Block first, Block second)
    {
        foreach (var phi in second.Phis.ToList())
        {
            phi.ReplaceAllUsesWith(ReferenceEquals(phi.Operands[0], phi) ? new Undefined(phi.Type) : phi.Operands[0]);
            phi.Release();
        }

        second.Sweep();
        foreach (var successor in second.Successors)
        {
            Edges.RenamePredecessor(successor, second, first);
        }

        first.Terminator!.Remove();
        second.MoveTail(0, first);
        first.UnrollCount ??= second.UnrollCount;
    }
}
