// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Analyses;
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Passes;

/// <summary>Moves multiplications, divisions and byte swaps whose operands do not change in a loop in front of it.</summary>
/// <remarks>
/// Only these: BPF has four registers that survive calls, and keeping a cheap value in one of them costs more than computing it again.
/// Loads stay where they are, behind the checks that guard them.
/// <code>b1: x = mul a, b; …; branch c, b1, b2   =>   b0: x = mul a, b; jump b1   b1: …</code></remarks>
internal sealed class InvariantMotion : IFunctionPass
{
    public string Name => "licm";

    public bool Run(Function function, PassContext context)
    {
        var changed = false;
        var loops = Loops.Of(function).InnermostFirst;
        foreach (var header in loops.ConvertAll(static l => l.Header))
        {
            if (Hoist(loops.Find(l => ReferenceEquals(l.Header, header))!, ControlFlow.Of(function)))
            {
                // Seen anew: a block made in front of an inner loop belongs to the outer one.
                loops = Loops.Of(function).InnermostFirst;
                changed = true;
            }
        }

        return changed;
    }

    private static bool Hoist(Loop loop, ControlFlow flow)
    {
        var moved = new List<Operation>();
        foreach (var operation in loop.Blocks.SelectMany(static b => b.Operations))
        {
            if (IsWorthMoving(operation) && operation.Operands.All(o => loop.IsInvariant(o) || (o is Operation made && moved.Contains(made))))
            {
                moved.Add(operation);
            }
        }

        if (moved.Count == 0)
        {
            return false;
        }

        var preheader = LoopShape.EnsurePreheader(loop, flow);
        foreach (var operation in moved)
        {
            operation.Block!.Detach(operation);
            preheader.InsertAtEnd(operation);
        }

        return true;
    }

    private static bool IsWorthMoving(Operation operation) => operation.Code is OpCode.Mul or OpCode.UDiv or OpCode.SDiv or OpCode.URem or OpCode.SRem or OpCode.ByteSwap;
}
