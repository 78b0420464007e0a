// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Compiler.Passes;

/// <summary>Inlines static functions that are called once, or are so small that the call costs about as much; the others stay subprograms, which exist once in a program.</summary>
/// <remarks>A call also goes when caller and callee together might not fit the stack: objects of one frame share places, those of two frames cannot.</remarks>
internal sealed class PayingInlining : IInlinePolicy
{
    /// <summary>In instructions, as <see cref="InlineCost"/> counts.</summary>
    private const int Threshold = 58;

    /// <summary>A body without branches gains more from its surroundings.</summary>
    private const int StraightThreshold = 80;

    /// <summary>The kernel allows 512 bytes and eight frames for all functions that are active together; each also needs room for spilled registers.</summary>
    private const int StackLimit = 512, SpillRoom = 64, FrameLimit = 7;

    private readonly Dictionary<Function, int> callsOf = [];

    public string Name => "inline";

    public void Begin(Module module, PassContext context)
    {
        callsOf.Clear();
        foreach (var function in module.Functions)
        {
            CountCalls(function);
        }
    }

    public bool IsCertain(Function callee) => false;

    public bool Wants(Function caller, Operation call, Function callee) =>
        callsOf.GetValueOrDefault(callee) == 1 || HasVariableSizes(callee) || !FitsAsCall(caller, callee)
        || InlineCost.Of(call, callee) <= (callee.Blocks.Count == 1 ? StraightThreshold : Threshold);

    public void NoteExpansion(Function callee)
    {
        callsOf[callee]--;
        CountCalls(callee);
    }

    private void CountCalls(Function function)
    {
        foreach (var block in function.Blocks)
        {
            foreach (var operation in block.Operations)
            {
                if (operation.Symbol is Function callee)
                {
                    callsOf[callee] = callsOf.GetValueOrDefault(callee) + 1;
                }
            }
        }
    }

    /// <summary>Sizes that the caller may make constant.</summary>
    private static bool HasVariableSizes(Function callee) =>
        callee.Blocks.Exists(b => b.Operations.Any(o => Intrinsics.Called(o) is { } name && name != Intrinsics.ConstantP && (name == Intrinsics.Strlen || o.Operands[2] is not Constant)));

    private static bool FitsAsCall(Function caller, Function callee)
    {
        var (stack, frames) = DepthOf(callee);
        return InlineCost.StackOf(caller) + SpillRoom + stack <= StackLimit && frames < FrameLimit;
    }

    private static (long Stack, int Frames) DepthOf(Function function)
    {
        var (stack, frames) = (0L, 0);
        foreach (var block in function.Blocks)
        {
            foreach (var operation in block.Operations)
            {
                if (operation is { Code: OpCode.Call, Symbol: Function callee })
                {
                    var inner = DepthOf(callee);
                    (stack, frames) = (Math.Max(stack, inner.Stack), Math.Max(frames, inner.Frames));
                }
            }
        }

        return (stack + InlineCost.StackOf(function) + SpillRoom, frames + 1);
    }
}
