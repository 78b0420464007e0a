// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Analyses;
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Passes;

/// <summary>Sparse conditional constant propagation (Wegman and Zadeck): constants through phis, looking only at edges that can be taken.</summary>
/// <remarks>Values found constant are replaced and decided branches become jumps; the dead sides are left to simplify-cfg. Linear in uses and edges.
/// <code>b1: i = phi [b0: 1], [b2: 1]; branch i, b2, b3   =>   b1: jump b2</code></remarks>
internal sealed class ConstantPropagation : IFunctionPass
{
    public string Name => "sccp";

    public bool Run(Function function, PassContext context)
    {
        var constants = SparseConstants.Of(function);
        var changed = false;
        foreach (var block in function.Blocks)
        {
            if (!constants.IsReached(block))
            {
                continue;
            }

            foreach (var operation in block.Operations)
            {
                if (constants.ValueOf(operation) is { } constant)
                {
                    operation.ReplaceAllUsesWith(new Constant(operation.Type, constant.Number));
                    operation.Release();
                    changed = true;
                }
            }

            block.Sweep();
        }

        foreach (var block in function.Blocks)
        {
            changed |= constants.IsReached(block) && Decide(block);
        }

        return changed;
    }

    private static bool Decide(Block block)
    {
        if (block.Terminator is not { Code: OpCode.Branch or OpCode.Switch } end || end.Operands[0] is not Constant constant)
        {
            return false;
        }

        Edges.ReplaceByJump(block, SparseConstants.TargetOf(end, constant));
        return true;
    }
}
