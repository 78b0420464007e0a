// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Analyses;
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Passes;

/// <summary>Makes a select of a branch whose arms do nothing but bring two integers together.</summary>
/// <remarks>
/// Never for pointers (the verifier must see their kinds path by path) and never over arms that compute or load: nothing is executed that was guarded.
/// One phi only, because BPF has no conditional move: two selects would be two branches.
/// <code>b0: branch c, b1, b2   b1: jump b2   b2: v = phi [b0: 0], [b1: 1]   =>   v = select c, 1, 0</code></remarks>
internal sealed class IfConversion : IFunctionPass
{
    public string Name => "if-convert";

    public bool Run(Function function, PassContext context)
    {
        var changed = false;
        var flow = ControlFlow.Of(function);
        foreach (var block in flow.ReversePostOrder)
        {
            changed |= Convert(flow, block);
        }

        return changed && (Edges.RemoveUnreachable(function) | true);
    }

    private static bool Convert(ControlFlow flow, Block block)
    {
        if (block.Terminator is not { Code: OpCode.Branch } branch || ReferenceEquals(branch.Targets[0], branch.Targets[1]))
        {
            return false;
        }

        var yes = End(flow, branch.Targets[0]);
        var no = End(flow, branch.Targets[1]);
        if (!ReferenceEquals(yes, no) || flow.Predecessors(yes).Count != 2 || ReferenceEquals(yes, block))
        {
            return false;
        }

        var phis = yes.Phis.ToList();
        if (phis.Count != 1 || !phis[0].Type.IsInteger || phis[0].Incoming.Count != 2)
        {
            return false;
        }

        var select = new Operation(OpCode.Select, phis[0].Type, branch.Operands[0],
            phis[0].IncomingFrom(Source(block, branch.Targets[0], yes)), phis[0].IncomingFrom(Source(block, branch.Targets[1], yes)))
        {
            Location = branch.Location,
        };
        block.InsertAtEnd(select);
        phis[0].ReplaceWith(select);
        block.SetTerminator(Make.Jump(yes));
        return true;
    }

    /// <summary>Where an arm leads: itself, or the target of an empty block that only this branch enters.</summary>
    private static Block End(ControlFlow flow, Block arm) =>
        arm.Operations.Count == 1 && arm.Terminator!.Code == OpCode.Jump && flow.Predecessors(arm).Count == 1 ? arm.Terminator.Targets[0] : arm;

    private static Block Source(Block block, Block arm, Block join) => ReferenceEquals(arm, join) ? block : arm;
}
