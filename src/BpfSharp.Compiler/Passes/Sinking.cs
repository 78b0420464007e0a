// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Analyses;
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Passes;

/// <summary>Moves what only one way out of a block needs onto that way: filters that leave early then leave before the work.</summary>
/// <remarks>
/// Computations and loads whose uses all lie behind one successor, and stores to the stack that are read only there. Loads do not move over anything that may
/// write memory. What moves over a call must not need more registers there than before. Never into a loop: the successor is entered from here only.
/// <code>b0: v = shr x, 32; branch c, b1, b2   b1: return 0   b2: use v   =>   b0: branch c, b1, b2   b2: v = shr x, 32; use v</code></remarks>
internal sealed class Sinking : IFunctionPass
{
    public string Name => "sink";

    public bool Run(Function function, PassContext context)
    {
        var flow = ControlFlow.Of(function);
        var walk = new Walk(flow, flow.Dominators, new StackLiveness(function, flow));
        var changed = false;
        foreach (var block in flow.ReversePostOrder)
        {
            changed |= block.Successors.Length > 1 && walk.RunBlock(block);
        }

        return changed;
    }

    private sealed class Walk(ControlFlow flow, Dominators dominators, StackLiveness liveness)
    {
        private bool crossesCall;
        private bool crossesWrite;

        public bool RunBlock(Block block)
        {
            (crossesCall, crossesWrite) = (false, false);
            var touched = liveness.NewSet();
            var changed = false;
            for (var i = block.Operations.Count - 1; i >= 0 && !block.Operations[i].IsPhi; i--)
            {
                var operation = block.Operations[i];
                if (TargetFor(operation, block, touched) is { } target)
                {
                    block.Detach(operation);
                    target.Insert(target.Phis.Count(), operation);
                    changed = true;
                    continue;
                }

                Pass(operation, touched);
            }

            return changed;
        }

        /// <summary>Notes what operations before this one would have to move over.</summary>
        private void Pass(Operation operation, BitSet touched)
        {
            crossesCall |= operation.IsCall || operation.Code == OpCode.PacketLoad;
            crossesWrite |= operation.HasSideEffects && !operation.IsTerminator;
            for (var i = 0; i < operation.Operands.Count; i++)
            {
                if (liveness.Touched(operation, i) is (var start, var length))
                {
                    touched.AddRange(start, length);
                }
            }
        }

        private Block? TargetFor(Operation operation, Block block, BitSet touched)
        {
            if (operation.Code == OpCode.Store)
            {
                return operation.IsVolatile ? null : TargetForStore(operation, block, touched);
            }

            return IsMovable(operation) ? TargetForValue(operation, block) : null;
        }

        private bool IsMovable(Operation operation) => operation.IsUsed && !operation.HasSideEffects && operation.Code != OpCode.Alloca
            && !(operation.Code is OpCode.Load or OpCode.MemoryCompare && crossesWrite)
            && !(crossesCall && operation.Operands.Count(o => o is Operation or Parameter) > 1);

        private Block? TargetForValue(Operation operation, Block block)
        {
            foreach (var successor in block.Successors)
            {
                if (IsEnteredFrom(successor, block) && operation.Users.All(u => IsUsedBehind(u, operation, successor)))
                {
                    return successor;
                }
            }

            return null;
        }

        private bool IsUsedBehind(Operation user, Operation value, Block target)
        {
            if (!user.IsPhi)
            {
                return dominators.Dominates(target, user.Block!);
            }

            for (var i = 0; i < user.Operands.Count; i++)
            {
                if (ReferenceEquals(user.Operands[i], value) && !dominators.Dominates(target, user.Incoming[i]))
                {
                    return false;
                }
            }

            return true;
        }

        private Block? TargetForStore(Operation store, Block block, BitSet touched)
        {
            if (liveness.Written(store) is not (var first, var count) || touched.ContainsAny(first, count) || (crossesCall && store.Operands[1] is not Constant))
            {
                return null;
            }

            Block? only = null;
            foreach (var successor in block.Successors)
            {
                if (ReferenceEquals(successor, only) || !liveness.LiveIn(successor).ContainsAny(first, count))
                {
                    continue;
                }

                if (only is not null || !IsEnteredFrom(successor, block))
                {
                    return null;
                }

                only = successor;
            }

            if (only is not null)
            {
                liveness.LiveIn(only).RemoveRange(first, count);
            }

            return only;
        }

        private bool IsEnteredFrom(Block block, Block only) => flow.Predecessors(block) is [var predecessor] && ReferenceEquals(predecessor, only);
    }
}
