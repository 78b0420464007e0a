// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Analyses;
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Passes;

/// <summary>Gives a loop one entering block and one latch, as loop passes want it.</summary>
internal static class LoopShape
{
    /// <summary>The only block outside the loop that enters it, ending in a jump; made when there is none.</summary>
    public static Block EnsurePreheader(Loop loop, ControlFlow flow)
    {
        var outside = flow.Predecessors(loop.Header).Where(p => !loop.Contains(p)).ToList();
        return outside is [{ Terminator.Code: OpCode.Jump } only] ? only : Gather(loop.Header, outside);
    }

    public static Block EnsureLatch(Loop loop)
    {
        if (loop.Latches.Count == 1)
        {
            return loop.Latches[0];
        }

        var latch = Gather(loop.Header, loop.Latches);
        loop.Latches.Clear();
        loop.Latches.Add(latch);
        loop.Blocks.Add(latch);
        loop.Members.Add(latch);
        return latch;
    }

    /// <summary>A new block between some predecessors and the header, with phis for the header's where they differ.</summary>
    private static Block Gather(Block header, List<Block> predecessors)
    {
        var middle = header.Function.AddBlock();
        foreach (var phi in header.Phis)
        {
            var joined = new Operation(OpCode.Phi, phi.Type);
            foreach (var predecessor in predecessors)
            {
                joined.AddIncoming(phi.IncomingFrom(predecessor), predecessor);
                phi.RemoveIncoming(predecessor);
            }

            // A phi of equal values would hide a constant from those who count iterations.
            if (joined.Operands.All(v => AreSame(v, joined.Operands[0])))
            {
                phi.AddIncoming(joined.Operands[0], middle);
                joined.Release();
            }
            else
            {
                phi.AddIncoming(middle.Append(joined), middle);
            }
        }

        middle.Append(Make.Jump(header));
        foreach (var predecessor in predecessors)
        {
            Edges.Retarget(predecessor.Terminator!, header, middle);
        }

        return middle;
    }

    private static bool AreSame(Value a, Value b) => ReferenceEquals(a, b) || (a is Constant x && b is Constant y && x.Number == y.Number);
}
