// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Analyses;
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Passes;

/// <summary>Computes equal pure operations once where one dominates the other, and takes loads from what was stored or loaded before.</summary>
/// <remarks>
/// Memory knowledge lives within a block and flows into a block with one predecessor; what the kernel was configured with never changes, and is known as
/// computations are. Volatile accesses are left alone.
/// Stack objects whose address never escapes are not touched by calls. Uninitialised results never get a value from another path.
/// <code>a = add x, y; b = add y, x; c = load.u32 p; d = load.u32 p   =>   a = add x, y; c = load.u32 p      (b is a, d is c)</code></remarks>
internal sealed class ValueNumbering : IFunctionPass
{
    public string Name => "gvn";

    public bool Run(Function function, PassContext context) => new Scope(ControlFlow.Of(function)).Run();

    private sealed class Scope(ControlFlow flow)
    {
        private readonly Dictionary<ExpressionKey, Operation> expressions = [];
        private readonly KnownMemory[] memoryAtEnd = new KnownMemory[flow.ReversePostOrder.Count];
        private readonly Escapes escapes = new();
        private readonly List<Operation> conversions = [];

        /// <summary>What is in the table, oldest first.</summary>
        private readonly Stack<ExpressionKey> added = [];
        private bool changed;

        public bool Run()
        {
            // Dominator tree in preorder, with the table rolled back behind each subtree.
            var scopes = new Stack<(Block Block, int Added)>();
            foreach (var block in flow.Dominators.Preorder())
            {
                while (scopes.TryPeek(out var scope) && !flow.Dominators.Dominates(scope.Block, block))
                {
                    Forget(scopes.Pop().Added);
                }

                scopes.Push((block, added.Count));
                RunBlock(block);
            }

            return changed;
        }

        private void Forget(int count)
        {
            while (added.Count > count)
            {
                expressions.Remove(added.Pop());
            }
        }

        private void RunBlock(Block block)
        {
            var predecessors = flow.Predecessors(block);
            // A dominating only predecessor has been visited; at joins and loop heads nothing is known.
            var memory = predecessors.Count == 1 && !ReferenceEquals(predecessors[0], block) && memoryAtEnd[flow.Number(predecessors[0])] is { } inherited
                ? inherited.Clone() : new KnownMemory(escapes);
            var removed = false;
            for (var i = 0; i < block.Operations.Count; i++)
            {
                var operation = block.Operations[i];
                var isMemory = operation.Code is OpCode.Load or OpCode.Store || operation.HasSideEffects;
                var same = isMemory && !IsConfiguration(operation) ? memory.Visit(operation, conversions) : Find(operation);
                if (same is not null)
                {
                    foreach (var conversion in conversions)
                    {
                        block.Insert(i++, conversion);
                    }

                    conversions.Clear();
                    operation.ReplaceAllUsesWith(same);
                    operation.Release();
                    removed = true;
                }
            }

            if (removed)
            {
                block.Sweep();
                changed = true;
            }

            memoryAtEnd[flow.Number(block)] = memory;
        }

        /// <summary>A load that gives the same each time.</summary>
        private static bool IsConfiguration(Operation operation) => operation is { Code: OpCode.Load, IsVolatile: false }
            && PointerPath.Of(operation.Operands[0]).Base is Operation { Symbol: GlobalVariable { IsConfiguration: true } };

        private Operation? Find(Operation operation)
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
            added.Push(key);
            return null;
        }
    }
}
