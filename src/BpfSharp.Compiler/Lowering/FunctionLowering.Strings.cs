// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Semantics;

namespace BpfSharp.Compiler.Lowering;

internal sealed partial class FunctionLowering
{
    /// <summary>Comparisons longer than this would be more code than anyone means to write.</summary>
    private const int LongestComparison = 64;

    private Value LowerStrings(BoundBuiltin call)
    {
        var first = LiteralOf(call.Arguments[0]);
        if (call.Builtin == Builtin.Strlen)
        {
            return first is not null ? new Constant(ValueType(call.Type), LengthOf(first))
                : builder.Add(new Operation(OpCode.Call, IrType.I64, Lower(call.Arguments[0])) { Symbol = context.Intrinsics.Length() });
        }

        var second = LiteralOf(call.Arguments[1]);
        var limit = Math.Min(first is null ? long.MaxValue : LengthOf(first) + 1, second is null ? long.MaxValue : LengthOf(second) + 1);
        if (call.Builtin == Builtin.Strncmp && context.Constants.TryEvaluate(call.Arguments[2], out var count))
        {
            limit = (long)Int128.Clamp(count, 0, limit);
        }

        return limit <= LongestComparison
            ? CompareStrings(Lower(call.Arguments[0]), Lower(call.Arguments[1]), limit)
            : VariableSize(call, call.Builtin == Builtin.Strcmp ? "strcmp" : "strncmp");
    }

    private Undefined VariableSize(BoundBuiltin call, string name)
    {
        Report(LoweringDiagnostics.VariableSize, call.Span, name);
        return new Undefined(ValueType(call.Type));
    }

    private static byte[]? LiteralOf(BoundExpression expression) => expression switch
    {
        BoundString s => s.Bytes,
        BoundConversion c => LiteralOf(c.Operand),
        _ => null,
    };

    private static long LengthOf(byte[] literal) => Array.IndexOf(literal, (byte)0) is var end and >= 0 ? end : literal.Length;

    /// <summary>Byte by byte: leaves at the first difference, or at a terminating zero.</summary>
    private Operation CompareStrings(Value first, Value second, long limit)
    {
        var join = NewBlock();
        var ends = new List<(Value Value, Block From)>();
        for (var i = 0L; i < limit; i++)
        {
            var a = builder.Load(builder.Offset(first, i), IrType.I32, 1, false);
            var difference = builder.Arithmetic(OpCode.Sub, a, builder.Load(builder.Offset(second, i), IrType.I32, 1, false));
            var same = NewBlock();
            var next = NewBlock();
            ends.Add((difference, builder.Block));
            builder.Branch(difference, join, same);
            StartBlock(same);
            ends.Add((Constant.Int32(0), same));
            builder.Branch(a, next, join);
            StartBlock(next);
        }

        ends.Add((Constant.Int32(0), builder.Block));
        builder.Jump(join);
        StartBlock(join);
        var phi = builder.Make(OpCode.Phi, IrType.I32);
        foreach (var (value, from) in ends)
        {
            phi.AddIncoming(value, from);
        }

        return phi;
    }
}
