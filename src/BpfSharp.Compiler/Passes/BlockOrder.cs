// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Analyses;
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Passes;

/// <summary>Puts the blocks in reverse post-order, the likeliest fall-through next.</summary>
/// <remarks>Drops unreachable blocks. Linear. <code>b0 b3 b1   =>   b0 b1 b3   (b0 jumps to b1, b1 to b3)</code></remarks>
internal sealed class BlockOrder : IFunctionPass
{
    public string Name => "block-order";

    public bool Run(Function function, PassContext context)
    {
        var changed = Edges.RemoveUnreachable(function);
        var order = ControlFlow.Of(function).ReversePostOrder;
        for (var i = 0; i < order.Count; i++)
        {
            changed |= !ReferenceEquals(function.Blocks[i], order[i]);
        }

        function.Blocks.Clear();
        function.Blocks.AddRange(order);
        return changed;
    }
}
