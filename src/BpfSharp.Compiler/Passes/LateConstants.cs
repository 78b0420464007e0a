// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Source;

namespace BpfSharp.Compiler.Passes;

/// <summary>Settles what inlining and folding had to come before: answers __builtin_constant_p, measures strings, ends programs from inside inlined functions, and makes memory functions whose size has become a constant operations of that size.</summary>
/// <remarks>
/// The last run decides about what is still variable: copies from kernel or user memory are probe reads, which take any size; other copies and fills
/// are loops over bytes, which the verifier follows when the size is bounded; the rest is reported. Linear.
/// <code>call @__memcpy(a, b, 16L)   =>   memcpy a, b size 16</code></remarks>
internal sealed class LateConstants(bool isLast) : IFunctionPass
{
    public string Name => isLast ? "variable-sizes" : "late-constants";

    public bool Run(Function function, PassContext context)
    {
        var changed = false;
        foreach (var call in function.Collect(static o => Intrinsics.Called(o) is not null))
        {
            changed |= Decide(call, Intrinsics.Called(call)!, context);
        }

        return changed;
    }

    private bool Decide(Operation call, string name, PassContext context)
    {
        if (name == Intrinsics.EndProgram)
        {
            End(call);
            return true;
        }

        if (name == Intrinsics.ConstantP)
        {
            call.ReplaceWith(Constant.Int32(call.Operands[0] is Constant ? 1 : 0));
            return true;
        }

        if (name == Intrinsics.Strlen)
        {
            return Measure(call, context);
        }

        if (call.Operands[2] is Constant { Number: >= 0 and <= int.MaxValue } size)
        {
            Fix(call, name, size.Number);
            return true;
        }

        if (!isLast)
        {
            return false;
        }

        MakeVariable(call, name, context);
        return true;
    }

    private bool Measure(Operation call, PassContext context)
    {
        var (text, offset) = PointerPath.Of(call.Operands[0]);
        var isKnown = text is Operation { Code: OpCode.GlobalAddress, Symbol: GlobalVariable { IsConstant: true, Addresses.Count: 0 } global }
            && offset >= 0 && offset < global.Contents.Length && global.Contents.AsSpan((int)offset).Contains((byte)0);
        if (!isKnown && !isLast)
        {
            return false;
        }

        if (!isKnown)
        {
            context.Diagnostics.Report(LoweringDiagnostics.VariableSize, SourceSpan.At(call.Location), Intrinsics.Strlen[2..]);
        }

        call.ReplaceWith(new Constant(call.Type, isKnown ? ((GlobalVariable)((Operation)text).Symbol!).Contents.AsSpan((int)offset).IndexOf((byte)0) : 0));
        return true;
    }

    private static void End(Operation call)
    {
        var block = call.Block!;
        var result = block.Function.ResultType;
        call.Remove();
        block.SetTerminator(result.IsVoid
            ? new Operation(OpCode.Return, IrType.Void) { Location = call.Location }
            : new Operation(OpCode.Return, IrType.Void, new Constant(result, 0)) { Location = call.Location });
    }

    private static void Fix(Operation call, string name, long size)
    {
        switch (name)
        {
            case Intrinsics.Memcmp:
                call.ReplaceWith(Insert(call, new Operation(OpCode.MemoryCompare, IrType.I32, call.Operands[0], call.Operands[1]) { Size = size, Align = 1 }));
                return;
            case Intrinsics.Memset:
                Insert(call, new Operation(OpCode.MemorySet, IrType.Void, call.Operands[0], call.Operands[1]) { Size = size, Align = 1 });
                break;
            case Intrinsics.Memmove:
                // The blocks may overlap: by way of a copy.
                var copy = call.Block!.Function.Entry.Insert(0, Make.Alloca(size, 8, null));
                Insert(call, new Operation(OpCode.MemoryCopy, IrType.Void, copy, call.Operands[1]) { Size = size, Align = 1 });
                Insert(call, new Operation(OpCode.MemoryCopy, IrType.Void, call.Operands[0], copy) { Size = size, Align = 1 });
                break;
            default:
                Insert(call, new Operation(OpCode.MemoryCopy, IrType.Void, call.Operands[0], call.Operands[1]) { Size = size, Align = 1 });
                break;
        }

        call.Remove();
    }

    private static void MakeVariable(Operation call, string name, PassContext context)
    {
        var readsProbed = context.Module.ReadsKernelMemoryImplicitly && call.Operands[1].Type.Space is AddressSpace.Kernel or AddressSpace.User or AddressSpace.Unknown;
        if (name is Intrinsics.Memcpy or Intrinsics.Memmove && readsProbed)
        {
            var size = Insert(call, new Operation(OpCode.Truncate, IrType.I32, call.Operands[2]));
            Insert(call, new Operation(OpCode.HelperCall, IrType.I64, call.Operands[0], size, call.Operands[1])
            {
                HelperId = KernelReads.HelperFor(context, call.Block!.Function, call.Operands[1].Type.Space),
            });
            call.Remove();
        }
        else if (name is Intrinsics.Memcpy or Intrinsics.Memset && context.Target.HasBoundedLoops)
        {
            Loop(call, isCopy: name == Intrinsics.Memcpy);
        }
        else
        {
            context.Diagnostics.Report(LoweringDiagnostics.VariableSize, SourceSpan.At(call.Location), name[2..]);
            call.ReplaceAllUsesWith(Constant.Int32(0));
            call.Remove();
        }
    }

    private static void Loop(Operation call, bool isCopy)
    {
        var before = call.Block!;
        var function = before.Function;
        var (test, body, after) = (function.AddBlock(), function.AddBlock(), Edges.SplitBefore(call));
        before.Append(Make.Jump(test));
        var index = test.Append(new Operation(OpCode.Phi, IrType.I64));
        test.Append(Make.Branch(test.Append(Make.Compare(OpCode.ULess, index, call.Operands[2])), body, after));
        var place = body.Append(new Operation(OpCode.PointerAdd, call.Operands[0].Type, call.Operands[0], index));
        var value = isCopy
            ? body.Append(Make.Load(IrType.I32, body.Append(new Operation(OpCode.PointerAdd, call.Operands[1].Type, call.Operands[1], index)), 1))
            : call.Operands[1];
        body.Append(Make.Store(place, value, 1));
        var next = body.Append(Make.Binary(OpCode.Add, index, 1));
        body.Append(Make.Jump(test));
        index.AddIncoming(Constant.Int64(0), before);
        index.AddIncoming(next, body);
        foreach (var inserted in test.Operations.Concat(body.Operations))
        {
            inserted.Location = call.Location;
        }

        call.Remove();
    }

    private static Operation Insert(Operation before, Operation operation)
    {
        operation.Location = before.Location;
        return before.Block!.InsertBefore(before, operation);
    }
}
