// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Semantics;

namespace BpfSharp.Compiler.Lowering;

internal sealed partial class FunctionLowering
{
    private Value LowerCall(BoundCall call) => LowerCall(call.Function, call.Arguments, call);

    private Value LowerCall(FunctionSymbol callee, IReadOnlyList<BoundExpression> arguments, BoundExpression call)
    {
        if (context.Functions.TryGetValue(callee, out var target))
        {
            return CallProgramFunction(callee, target, arguments);
        }

        var values = LowerArguments(arguments);
        if (callee.IsKernelFunction || !LoweredTypes.IsMemory(call.Type.Type))
        {
            context.Use(callee);
            return Result(new Operation(OpCode.KfuncCall, LoweredTypes.Of(call.Type.Type), values) { Symbol = callee.Name }, call.Type.Type);
        }

        Report(LoweringDiagnostics.UndefinedFunction, call.Span, callee.Name);
        return new Undefined(ValueType(call.Type));
    }

    private Value CallProgramFunction(FunctionSymbol callee, Function target, IReadOnlyList<BoundExpression> arguments)
    {
        var values = new List<Value>();
        var result = callee.Type.Result.Type;
        if (LoweredTypes.IsMemory(result))
        {
            values.Add(Temporary(result));
        }

        foreach (var argument in arguments)
        {
            values.Add(LowerArgument(argument));
        }

        // A function without prototype may be called with anything; what is missing is undefined there too.
        for (var i = values.Count; i < target.Parameters.Count; i++)
        {
            values.Add(new Undefined(target.Parameters[i].Type));
        }

        values.RemoveRange(target.Parameters.Count, values.Count - target.Parameters.Count);
        for (var i = 0; i < values.Count; i++)
        {
            values[i] = SameKind(values[i], new Undefined(target.Parameters[i].Type));
        }

        var call = builder.Add(new Operation(OpCode.Call, target.ResultType, values.ToArray()) { Symbol = target });
        return LoweredTypes.IsMemory(result) ? values[0] : call.Type.IsVoid ? new Undefined(IrType.I32) : call;
    }

    private Value[] LowerArguments(IReadOnlyList<BoundExpression> arguments)
    {
        var values = new Value[arguments.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = LowerArgument(arguments[i]);
        }

        return values;
    }

    /// <summary>Records travel as pointers to copies, so that the callee may change its parameter.</summary>
    private Value LowerArgument(BoundExpression argument)
    {
        var value = Lower(argument);
        if (!LoweredTypes.IsMemory(argument.Type.Type))
        {
            return value;
        }

        var copy = Temporary(argument.Type.Type);
        builder.Copy(copy, value, argument.Type.Type.Size, copy.Align);
        return copy;
    }

    private Value LowerHelperCall(BoundHelperCall call) => CallHelper(call.Helper.Id, call.Arguments, call.Type.Type);

    private Value CallHelper(int id, IReadOnlyList<BoundExpression> arguments, CType result)
    {
        var values = LowerArguments(arguments);
        return Result(new Operation(OpCode.HelperCall, LoweredTypes.Of(result), values) { HelperId = id }, result);
    }

    /// <summary>Kernel code leaves what it likes above a narrow result; void calls give something nobody reads.</summary>
    private Value Result(Operation call, CType type)
    {
        builder.Add(call);
        return call.Type.IsVoid ? new Undefined(IrType.I32)
            : LoweredTypes.IsBool(type) ? builder.Compare(OpCode.NotEqual, builder.Extend(call, 1, false), 0)
            : type.Canonical is PointerType ? call
            : KeepExtended(call, type);
    }

    private Value LowerIndirectCall(BoundIndirectCall call)
    {
        if (context.Constants.TryEvaluateAddress(Callee(call.Callee), out var target))
        {
            if (target.Base is BoundFunction callee)
            {
                return LowerCall(callee.Function, call.Arguments, call);
            }

            if (target.Base is null && target.Addend > 0 && target.Addend <= int.MaxValue)
            {
                return CallHelper((int)target.Addend, call.Arguments, call.Type.Type);
            }
        }

        return CallThroughPointer(call);
    }

    /// <summary>Inlining and folding may yet show where the pointer leads.</summary>
    private Value CallThroughPointer(BoundIndirectCall call)
    {
        if (LoweredTypes.IsMemory(call.Type.Type))
        {
            Report(LoweringDiagnostics.IndirectCall, call.Span);
            return new Undefined(ValueType(call.Type));
        }

        Value[] values = [Lower(call.Callee), .. LowerArguments(call.Arguments)];
        var type = LoweredTypes.Of(call.Type.Type);
        return Result(new Operation(OpCode.Call, type, values) { Symbol = Intrinsics.ThroughPointer(type, values) }, call.Type.Type);
    }

    /// <summary>
    /// Looks through <c>static long (*bpf_something)(…) = (void *)12;</c>, how libbpf's headers declare helpers: nothing writes to such a variable.
    /// </summary>
    private static BoundExpression Callee(BoundExpression callee)
    {
        while (callee is BoundConversion { Kind: ConversionKind.Pointer or ConversionKind.NoOp or ConversionKind.FunctionToPointer } c && c.Operand is not BoundFunction)
        {
            callee = c.Operand;
        }

        return callee switch
        {
            BoundDereference d => Callee(d.Pointer),
            BoundLoad { Source: BoundVariable { Variable: { HasStaticStorage: true, Initializer: { Items: [{ Offset: 0, Value: var value }] } } } } => value,
            _ => callee,
        };
    }
}
