// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Dialects;
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Passes;

/// <summary>bpf_loop with a number of rounds that varies is only called when there are any.</summary>
/// <remarks>
/// The verifier may find on every path that there are none (it follows zeros through the stack, and through constant data). Then it never enters the callback,
/// the kernel drops its code, and refuses the program for the address taken of it: "verifier bug: No program to jit". Behind a branch the address goes with it.
/// <code>%1 = helper 181(%n, @callback, %p, 0)   =>   branch (%n != 0), b1, b2; b1: %1 = helper 181(…); jump b2; b2: phi 0, %1</code></remarks>
internal sealed class CallbackGuards : IFunctionPass
{
    public string Name => "callback-guards";

    public bool Run(Function function, PassContext context)
    {
        var calls = function.Collect(static o => o is { Code: OpCode.HelperCall, HelperId: HelperTable.Loop } && o.Operands is [not Constant, _, _, Constant { Number: 0 }]);
        foreach (var call in calls)
        {
            Guard(call);
        }

        return calls.Count > 0;
    }

    private static void Guard(Operation call)
    {
        var before = call.Block!;
        var called = Edges.SplitBefore(call);
        var after = Edges.SplitBefore(called.Operations[1]);
        called.Append(Make.Jump(after));
        var rounds = call.Operands[0];
        var isAny = before.Append(Make.Compare(OpCode.NotEqual, rounds, new Constant(rounds.Type, 0)));
        before.Append(Make.Branch(isAny, called, after));
        if (call.IsUsed)
        {
            var result = new Operation(OpCode.Phi, call.Type);
            call.ReplaceAllUsesWith(result);
            result.AddIncoming(new Constant(call.Type, 0), before);
            result.AddIncoming(call, called);
            after.Insert(0, result);
        }

        foreach (var made in new[] { isAny, before.Terminator!, called.Terminator! })
        {
            made.Location = call.Location;
        }
    }
}
