// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using BpfSharp.Compiler.Ir;

namespace BpfSharp.Tests.Compiler.Codegen;

/// <summary>Evaluates the IR directly, as docs/ir.md says, on a context buffer; what generated code must agree with.</summary>
internal sealed class IrEvaluator(byte[] context)
{
    private readonly Dictionary<Value, long> values = [];

    public long Run(Function function)
    {
        Block? from = null;
        var block = function.Entry;
        while (true)
        {
            var phis = block.Phis.Select(p => (Phi: p, Value: Get(p.IncomingFrom(from!)))).ToList();
            phis.ForEach(p => Set(p.Phi, p.Value));
            foreach (var operation in block.Operations.Where(o => !o.IsPhi && !o.IsTerminator))
            {
                Set(operation, Evaluate(operation));
            }

            var end = block.Terminator!;
            if (end.Code == OpCode.Return)
            {
                return Get(end.Operands[0]);
            }

            from = block;
            block = end.Code switch
            {
                OpCode.Jump => end.Targets[0],
                OpCode.Branch => end.Targets[Get(end.Operands[0]) != 0 ? 0 : 1],
                _ => end.Targets[Array.FindIndex(end.Cases, c => c == Get(end.Operands[0])) + 1],
            };
        }
    }

    private void Set(Operation operation, long value) => values[operation] = operation.Type.Kind == IrKind.I32 ? (int)value : value;

    private long Get(Value value) => value switch
    {
        Constant constant => constant.Number,
        Parameter or Undefined => 0,
        _ => values[value],
    };

    private long Evaluate(Operation o)
    {
        var a = o.Operands.Count > 0 ? Get(o.Operands[0]) : 0;
        var b = o.Operands.Count > 1 ? Get(o.Operands[1]) : 0;
        var narrow = o.Operands.Count > 0 && o.Operands[0].Type.Kind == IrKind.I32;
        var (ua, ub) = narrow ? ((uint)a, (uint)b) : ((ulong)a, (ulong)b);
        var shift = (int)b & (narrow ? 31 : 63);
        return o.Code switch
        {
            OpCode.Add or OpCode.PointerAdd => a + b,
            OpCode.Sub => a - b,
            OpCode.Mul => a * b,
            OpCode.UDiv => ub == 0 ? 0 : (long)(ua / ub),
            OpCode.URem => ub == 0 ? a : (long)(ua % ub),
            OpCode.SDiv => b == 0 ? 0 : b == -1 ? -a : a / b,
            OpCode.SRem => b == 0 ? a : b == -1 ? 0 : a % b,
            OpCode.And => a & b,
            OpCode.Or => a | b,
            OpCode.Xor => a ^ b,
            OpCode.Shl => a << shift,
            OpCode.LShr => (long)(ua >> shift),
            OpCode.AShr => a >> shift,
            OpCode.Neg => -a,
            OpCode.ByteSwap => o.Width switch
            {
                2 => BinaryPrimitives.ReverseEndianness((ushort)a),
                4 => BinaryPrimitives.ReverseEndianness((uint)a),
                _ => BinaryPrimitives.ReverseEndianness(a),
            },
            OpCode.ExtendLow => Extend(a, o.Width, o.IsSigned),
            OpCode.Truncate or OpCode.ToInteger or OpCode.ToPointer => a,
            OpCode.ZeroExtend => (uint)a,
            OpCode.SignExtend => (int)a,
            >= OpCode.Equal and <= OpCode.SGreaterEqual => Compare(o.Code, a, b, ua, ub) ? 1 : 0,
            OpCode.Select => a != 0 ? b : Get(o.Operands[2]),
            OpCode.Load => Extend(Read(a), o.Width, o.IsSigned),
            OpCode.Store => Write(a, b, o.Width),
            OpCode.HelperCall => 0,
            OpCode.Asm => a,
            _ => throw new InvalidOperationException($"{o.Code} is not evaluated"),
        };
    }

    private static bool Compare(OpCode code, long a, long b, ulong ua, ulong ub) => code switch
    {
        OpCode.Equal => a == b,
        OpCode.NotEqual => a != b,
        OpCode.ULess => ua < ub,
        OpCode.ULessEqual => ua <= ub,
        OpCode.UGreater => ua > ub,
        OpCode.UGreaterEqual => ua >= ub,
        OpCode.SLess => a < b,
        OpCode.SLessEqual => a <= b,
        OpCode.SGreater => a > b,
        _ => a >= b,
    };

    private static long Extend(long value, int width, bool isSigned) => (width, isSigned) switch
    {
        (1, false) => (byte)value,
        (1, true) => (sbyte)value,
        (2, false) => (ushort)value,
        (2, true) => (short)value,
        (4, false) => (uint)value,
        (4, true) => (int)value,
        _ => value,
    };

    private long Read(long address)
    {
        Span<byte> bytes = stackalloc byte[8];
        context.AsSpan((int)address, Math.Min(8, context.Length - (int)address)).CopyTo(bytes);
        return BitConverter.ToInt64(bytes);
    }

    private long Write(long address, long value, int width)
    {
        BitConverter.GetBytes(value).AsSpan(0, width).CopyTo(context.AsSpan((int)address));
        return 0;
    }
}
