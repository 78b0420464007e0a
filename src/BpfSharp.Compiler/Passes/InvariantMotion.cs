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
        var flow = ControlFlow.Of(function);
        var loops = new Loops(flow, flow.Dominators);
        var changed = false;
        foreach (var loop in loops.InnermostFirst)
        {
            var moved = loop.Blocks.SelectMany(b => b.Operations).Where(o => IsWorthMoving(o) && o.Operands.All(loop.IsInvariant)).ToList();
            if (moved.Count == 0)
            {
                continue;
            }

            Hoist(function, loop.Header, moved);
            changed = true;
        }

        return changed;
    }

    private static void Hoist(Function function, Block header, List<Operation> moved)
    {
        // Shapes changed by an earlier loop are seen anew.
        var flow = ControlFlow.Of(function);
        var loop = new Loops(flow, flow.Dominators).InnermostFirst.Find(l => ReferenceEquals(l.Header, header))!;
        var preheader = LoopShape.EnsurePreheader(loop, flow);
        foreach (var operation in moved)
        {
            operation.Block!.Detach(operation);
            preheader.InsertAtEnd(operation);
        }
    }

    private static bool IsWorthMoving(Operation operation) => operation.Code is OpCode.Mul or OpCode.UDiv or OpCode.SDiv or OpCode.URem or OpCode.SRem or OpCode.ByteSwap;
}
