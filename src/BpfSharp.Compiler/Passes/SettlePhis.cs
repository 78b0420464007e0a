// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Passes;

/// <summary>Gives 0 to variables on the paths that left them uninitialised: the verifier refuses to read a register nobody wrote.</summary>
/// <remarks>Linear. <code>v = phi [b0: undef(i32)], [b1: 5]   =>   v = phi [b0: 0], [b1: 5]</code></remarks>
internal sealed class SettlePhis : IFunctionPass
{
    public string Name => "settle-phis";

    public bool Run(Function function, PassContext context)
    {
        var changed = false;
        foreach (var block in function.Blocks)
        {
            foreach (var operation in block.Operations)
            {
                for (var i = 0; i < operation.Operands.Count; i++)
                {
                    if (operation.Operands[i] is Undefined undefined)
                    {
                        operation.SetOperand(i, new Constant(undefined.Type, 0));
                        changed = true;
                    }
                }
            }
        }

        return changed;
    }
}
