// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Analyses;
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Passes;

/// <summary>Removes stores, fills and copies to the stack whose bytes are overwritten, or the function ends, before anything can read them.</summary>
/// <remarks>On all paths; see <see cref="StackLiveness"/> for the objects covered. A fill goes as a whole or stays. Linear in practice.
/// <code>store.64 a, 0; store.64 a, 5   =>   store.64 a, 5</code></remarks>
internal sealed class DeadStores : IFunctionPass
{
    public string Name => "dead-stores";

    public bool Run(Function function, PassContext context)
    {
        var flow = ControlFlow.Of(function);
        var liveness = new StackLiveness(function, flow);
        var changed = false;
        if (liveness.IsEmpty)
        {
            return false;
        }

        foreach (var block in flow.ReversePostOrder)
        {
            changed |= RunBlock(block, liveness);
        }

        return changed;
    }

    private static bool RunBlock(Block block, StackLiveness liveness)
    {
        var live = liveness.LiveOut(block);
        var changed = false;
        for (var i = block.Operations.Count - 1; i >= 0; i--)
        {
            var operation = block.Operations[i];
            if (operation.Code is OpCode.Store or OpCode.MemoryCopy or OpCode.MemorySet && !operation.IsVolatile
                && liveness.Written(operation) is (var first, var count) && !live.ContainsAny(first, count))
            {
                operation.Release();
                changed = true;
            }
            else
            {
                liveness.StepBack(operation, live);
            }
        }

        if (changed)
        {
            block.Sweep();
        }

        return changed;
    }
}
