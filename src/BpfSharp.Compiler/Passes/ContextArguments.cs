// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Passes;

/// <summary>Turns arguments of the probed function into loads from the context, at the place the program type and architecture keep them.</summary>
/// <remarks>An argument the context does not hold is 0. Linear.
/// <code>v = argument 1 of ctx   =>   p = ptr_add ctx, 104; v = load.u64 p     (a kprobe on x86-64: si in struct pt_regs)</code></remarks>
internal sealed class ContextArguments : IFunctionPass
{
    public string Name => "context-arguments";

    public bool Run(Function function, PassContext context)
    {
        var arguments = function.Collect(static o => o.Code == OpCode.ContextArgument);
        foreach (var argument in arguments)
        {
            Expand(function, argument);
        }

        return arguments.Count > 0;
    }

    private static void Expand(Function function, Operation argument)
    {
        if (ContextFacts.ArgumentOffset(function.Program, argument.Size) is not { } offset)
        {
            argument.ReplaceWith(new Constant(argument.Type, 0));
            return;
        }

        var block = argument.Block!;
        var pointer = argument.Operands[0];
        if (offset != 0)
        {
            pointer = block.InsertBefore(argument, Make.PointerAdd(pointer, offset));
        }

        var load = Make.Load(argument.Type, pointer, argument.Type.Bits / 8);
        load.Location = argument.Location;
        block.InsertBefore(argument, load);
        argument.ReplaceWith(load);
    }
}
