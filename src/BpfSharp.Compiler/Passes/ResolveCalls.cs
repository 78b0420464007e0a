// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Source;

namespace BpfSharp.Compiler.Passes;

/// <summary>Makes calls through pointers calls of functions, once it is known where the pointer leads.</summary>
/// <remarks>
/// Pointers come from parameters of inlined functions, locals and constant tables. The last run reports those that are still unknown: BPF has no
/// indirect calls. Linear.
/// <code>call @__call_through(function @f, %1)   =>   call @f(%1)</code></remarks>
internal sealed class ResolveCalls(bool isLast) : IFunctionPass
{
    public string Name => isLast ? "indirect-calls" : "resolve-calls";

    public bool Run(Function function, PassContext context)
    {
        var changed = false;
        foreach (var call in function.Collect(Intrinsics.IsThroughPointer))
        {
            changed |= Resolve(call, context);
        }

        return changed;
    }

    private bool Resolve(Operation call, PassContext context)
    {
        var arguments = call.Operands.Skip(1).ToArray();
        var made = Target(call.Operands[0]) switch
        {
            Operation { Code: OpCode.FunctionAddress, Symbol: Function callee } => CallFunction(call, callee, arguments),
            Operation { Code: OpCode.KsymAddress, Symbol: string name } => new Operation(OpCode.KfuncCall, call.Type, arguments) { Symbol = name },
            Constant { Number: > 0 and <= int.MaxValue } helper => new Operation(OpCode.HelperCall, call.Type, arguments) { HelperId = (int)helper.Number },
            _ => null,
        };
        if (made is null && !isLast)
        {
            return false;
        }

        if (made is null)
        {
            context.Diagnostics.Report(LoweringDiagnostics.IndirectCall, SourceSpan.At(call.Location));
            Replace(call, new Undefined(call.Type.IsVoid ? IrType.I32 : call.Type));
            return true;
        }

        Replace(call, Convert(call, Insert(call, made), call.Type));
        return true;
    }

    private static void Replace(Operation call, Value value)
    {
        if (!call.Type.IsVoid)
        {
            call.ReplaceAllUsesWith(value);
        }

        call.Remove();
    }

    private static Value Target(Value pointer)
    {
        while (pointer is Operation { Code: OpCode.ToPointer or OpCode.ToInteger } conversion)
        {
            pointer = conversion.Operands[0];
        }

        return pointer;
    }

    // The pointer's type may differ from the function's, as callbacks' often do.
    private static Operation CallFunction(Operation call, Function callee, Value[] arguments)
    {
        var values = new Value[callee.Parameters.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var type = callee.Parameters[i].Type;
            values[i] = i < arguments.Length ? Convert(call, arguments[i], type) : new Undefined(type);
        }

        return new Operation(OpCode.Call, callee.ResultType, values) { Symbol = callee };
    }

    private static Value Convert(Operation before, Value value, IrType type)
    {
        if (type.IsVoid || value.Type.Kind == type.Kind)
        {
            return value;
        }

        if (value.Type.IsVoid)
        {
            return new Undefined(type);
        }

        if (type.Kind == IrKind.I32)
        {
            return Insert(before, new Operation(OpCode.Truncate, type, value));
        }

        var wide = value.Type.Kind == IrKind.I32 ? Insert(before, new Operation(OpCode.ZeroExtend, IrType.I64, value)) : value;
        return type.IsPointer == wide.Type.IsPointer ? wide : Insert(before, new Operation(type.IsPointer ? OpCode.ToPointer : OpCode.ToInteger, type, wide));
    }

    private static Operation Insert(Operation before, Operation operation)
    {
        operation.Location = before.Location;
        return before.Block!.InsertBefore(before, operation);
    }
}
