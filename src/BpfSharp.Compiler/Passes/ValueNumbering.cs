// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Analyses;
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Passes;

/// <summary>Computes equal pure operations once where one dominates the other, and takes loads from what was stored or loaded before.</summary>
/// <remarks>
/// Memory knowledge lives within a block and flows into a block with one predecessor. Volatile accesses are left alone.
/// Stack objects whose address never escapes are not touched by calls. Uninitialised results never get a value from another path.
/// <code>a = add x, y; b = add y, x; c = load.u32 p; d = load.u32 p   =>   a = add x, y; c = load.u32 p      (b is a, d is c)</code></remarks>
internal sealed class ValueNumbering : IFunctionPass
{
    public string Name => "gvn";

    public bool Run(Function function, PassContext context)
    {
        var flow = new ControlFlow(function);
        return new Scope(flow, new Dominators(flow)).Run(function);
    }

    private sealed class Scope(ControlFlow flow, Dominators dominators)
    {
        private readonly Dictionary<ExpressionKey, Operation> expressions = [];
        private readonly KnownMemory[] memoryAtEnd = new KnownMemory[flow.ReversePostOrder.Count];
        private readonly Escapes escapes = new();
        private bool changed;

        public bool Run(Function function)
        {
            // Dominator tree in preorder, with the table rolled back on the way up.
            var stack = new Stack<(Block Block, List<ExpressionKey>? Added)>();
            stack.Push((function.Entry, null));
            while (stack.TryPop(out var top))
            {
                if (top.Added is { } added)
                {
                    foreach (var key in added)
                    {
                        expressions.Remove(key);
                    }

                    continue;
                }

                var mine = new List<ExpressionKey>();
                stack.Push((top.Block, mine));
                RunBlock(top.Block, mine);
                foreach (var child in dominators.Children(top.Block))
                {
                    stack.Push((child, null));
                }
            }

            return changed;
        }

        private void RunBlock(Block block, List<ExpressionKey> added)
        {
            var predecessors = flow.Predecessors(block);
            // A dominating only predecessor has been visited; at joins and loop heads nothing is known.
            var memory = predecessors.Count == 1 && !ReferenceEquals(predecessors[0], block) && memoryAtEnd[flow.Number(predecessors[0])] is { } inherited
                ? inherited.Clone() : new KnownMemory(escapes);
            var conversions = new List<Operation>();
            foreach (var operation in block.Operations.ToArray())
            {
                var same = operation.Code is OpCode.Load or OpCode.Store || operation.HasSideEffects ? memory.Visit(operation, conversions) : Find(operation, added);
                if (same is not null)
                {
                    foreach (var conversion in conversions)
                    {
                        block.InsertBefore(operation, conversion);
                    }

                    conversions.Clear();
                    operation.ReplaceAllUsesWith(same);
                    operation.Release();
                    changed = true;
                }
            }

            block.Sweep();
            memoryAtEnd[flow.Number(block)] = memory;
        }

        private Operation? Find(Operation operation, List<ExpressionKey> added)
        {
            if (operation.Code is OpCode.Phi or OpCode.Alloca or OpCode.MemoryCompare || operation.Type.IsVoid)
            {
                return null;
            }

            var key = new ExpressionKey(operation);
            if (expressions.TryGetValue(key, out var same))
            {
                return same;
            }

            expressions.Add(key, operation);
            added.Add(key);
            return null;
        }
    }
}
