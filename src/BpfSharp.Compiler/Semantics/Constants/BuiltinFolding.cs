// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Numerics;

namespace BpfSharp.Compiler.Semantics;

/// <summary>Builtins whose result is known when their arguments are.</summary>
internal static class BuiltinFolding
{
    public static bool TryFold(ConstantEvaluator evaluator, BoundBuiltin call, out Int128 value)
    {
        value = 0;
        if (call.Builtin == Builtin.ConstantP)
        {
            value = evaluator.TryEvaluateAddress(call.Arguments[0], out var constant) && constant.Base is null or BoundString ? 1 : 0;
            return true;
        }

        if (call.Arguments.Count == 0 || !evaluator.TryEvaluate(call.Arguments[0], out var argument))
        {
            return false;
        }

        var bits = (ulong)(UInt128)(argument & ulong.MaxValue);
        var width = (int)call.Arguments[0].Type.Type.Size * 8;
        if (width is > 0 and < 64)
        {
            bits &= (1UL << width) - 1;
        }

        switch (call.Builtin)
        {
            case Builtin.Expect:
                value = argument;
                return true;
            case Builtin.Bswap16:
                value = BinaryPrimitives.ReverseEndianness((ushort)bits);
                return true;
            case Builtin.Bswap32:
                value = BinaryPrimitives.ReverseEndianness((uint)bits);
                return true;
            case Builtin.Bswap64:
                value = BinaryPrimitives.ReverseEndianness(bits);
                return true;
            case Builtin.Clz when bits != 0:
                value = BitOperations.LeadingZeroCount(bits) - (64 - width);
                return true;
            case Builtin.Ctz when bits != 0:
                value = BitOperations.TrailingZeroCount(bits);
                return true;
            case Builtin.Popcount:
                value = BitOperations.PopCount(bits);
                return true;
            case Builtin.Parity:
                value = BitOperations.PopCount(bits) & 1;
                return true;
            case Builtin.Ffs:
                value = bits == 0 ? 0 : BitOperations.TrailingZeroCount(bits) + 1;
                return true;
            case Builtin.Abs:
                value = Int128.Abs(argument);
                return true;
            default:
                return false;
        }
    }
}
