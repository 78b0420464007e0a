// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Source;

namespace BpfSharp.Compiler.Passes;

/// <summary>Makes a loop of a function that ends by calling itself.</summary>
/// <remarks>
/// Needs SSA: a function with objects in memory stays, because the inner call may be reading them. One that would never end is reported. Linear.
/// <code>f(n): if n == 0 return 0; return f(n - 1)   =>   f(n): n' = phi [entry: n], [again: n' - 1]; if n' == 0 return 0; jump back</code></remarks>
internal sealed class TailRecursion : IFunctionPass
{
    private const int MaxJumps = 8;

    public string Name => "tail-recursion";

    public bool Run(Function function, PassContext context)
    {
        var calls = function.Blocks.Select(LastCall).OfType<Operation>().Where(c => ReferenceEquals(c.Symbol, function) && IsReturned(c)).ToList();
        if (calls.Count == 0 || function.Entry.Operations.Any(static o => o.Code == OpCode.Alloca))
        {
            return false;
        }

        var location = calls[0].Location;
        var header = SplitEntry(function);
        var phis = function.Parameters.ConvertAll(parameter => MakePhi(parameter, header, function.Entry));
        foreach (var call in calls)
        {
            // The entry's own operations have moved to the header.
            var block = call.Block!;
            for (var i = 0; i < phis.Count; i++)
            {
                phis[i].AddIncoming(i < call.Operands.Count ? call.Operands[i] : new Undefined(phis[i].Type), block);
            }

            foreach (var successor in block.Successors)
            {
                Edges.RemovePredecessor(successor, block);
            }

            block.SetTerminator(Make.Jump(header));
            if (!call.Type.IsVoid)
            {
                call.ReplaceAllUsesWith(new Undefined(call.Type));
            }

            call.Remove();
        }

        Edges.RemoveUnreachable(function);
        if (!function.Blocks.Exists(static b => b.Terminator!.Code == OpCode.Return))
        {
            context.Diagnostics.Report(CodegenDiagnostics.RecursiveCall, SourceSpan.At(location), function.Name);
        }

        return true;
    }

    /// <summary>The call that stands directly before the block's end.</summary>
    private static Operation? LastCall(Block block) =>
        block.Operations.Count > 1 && block.Operations[block.Operations.Count - 2] is { Code: OpCode.Call } call ? call : null;

    /// <summary>Whether nothing happens after the call but jumps to a return of its result.</summary>
    private static bool IsReturned(Operation call)
    {
        Value result = call;
        var block = call.Block!;
        for (var i = 0; i < MaxJumps; i++)
        {
            var end = block.Terminator!;
            if (end.Code == OpCode.Return)
            {
                return end.Operands.Count == 0 || ReferenceEquals(end.Operands[0], result);
            }

            if (end.Code != OpCode.Jump)
            {
                return false;
            }

            var next = end.Targets[0];
            result = next.Phis.FirstOrDefault(phi => ReferenceEquals(phi.IncomingFrom(block), result)) ?? result;
            block = next;
            if (next.Operations.Count != next.Phis.Count() + 1)
            {
                return false;
            }
        }

        return false;
    }

    private static Block SplitEntry(Function function)
    {
        var header = function.AddBlock();
        function.Entry.MoveTail(0, header);
        foreach (var successor in header.Successors)
        {
            Edges.RenamePredecessor(successor, function.Entry, header);
        }

        function.Entry.Append(Make.Jump(header));
        return header;
    }

    private static Operation MakePhi(Parameter parameter, Block header, Block entry)
    {
        var phi = new Operation(OpCode.Phi, parameter.Type);
        parameter.ReplaceAllUsesWith(phi);
        phi.AddIncoming(parameter, entry);
        return header.Insert(0, phi);
    }
}
