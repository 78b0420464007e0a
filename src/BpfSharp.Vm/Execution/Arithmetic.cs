// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using BpfSharp.Isa;

namespace BpfSharp.Vm.Execution;

/// <summary>What ALU operations and conditions compute.</summary>
/// <remarks>Source: Documentation/bpf/standardization/instruction-set.rst: division by zero gives 0, modulo zero the dividend, shifts mask their amount.</remarks>
internal static class Arithmetic
{
    public static ulong Compute64(AluOperation operation, ulong left, ulong right, bool isSigned) => operation switch
    {
        AluOperation.Add => left + right,
        AluOperation.Sub => left - right,
        AluOperation.Mul => left * right,
        AluOperation.Div => isSigned ? (ulong)Divide((long)left, (long)right) : right == 0 ? 0 : left / right,
        AluOperation.Mod => isSigned ? (ulong)Remainder((long)left, (long)right) : right == 0 ? left : left % right,
        AluOperation.Or => left | right,
        AluOperation.And => left & right,
        AluOperation.Xor => left ^ right,
        AluOperation.Lsh => left << (int)(right & 63),
        AluOperation.Rsh => left >> (int)(right & 63),
        AluOperation.Arsh => (ulong)((long)left >> (int)(right & 63)),
        _ => throw new InvalidInstructionException(),
    };

    public static uint Compute32(AluOperation operation, uint left, uint right, bool isSigned) => operation switch
    {
        AluOperation.Div => isSigned ? (uint)Divide((int)left, (int)right) : right == 0 ? 0 : left / right,
        AluOperation.Mod => isSigned ? (uint)Remainder((int)left, (int)right) : right == 0 ? left : left % right,
        AluOperation.Lsh => left << (int)(right & 31),
        AluOperation.Rsh => left >> (int)(right & 31),
        AluOperation.Arsh => (uint)((int)left >> (int)(right & 31)),
        _ => (uint)Compute64(operation, left, right, isSigned),
    };

    public static ulong SignExtend(ulong value, int bits) => (ulong)((long)(value << (64 - bits)) >> (64 - bits));

    public static ulong Swap(ulong value, int bits) => bits switch
    {
        16 => BinaryPrimitives.ReverseEndianness((ushort)value),
        32 => BinaryPrimitives.ReverseEndianness((uint)value),
        64 => BinaryPrimitives.ReverseEndianness(value),
        _ => throw new InvalidInstructionException(),
    };

    public static ulong Low(ulong value, int bits) => bits switch
    {
        16 => (ushort)value,
        32 => (uint)value,
        64 => value,
        _ => throw new InvalidInstructionException(),
    };

    public static bool Holds(JumpOperation condition, ulong left, ulong right) => condition switch
    {
        JumpOperation.Jeq => left == right,
        JumpOperation.Jne => left != right,
        JumpOperation.Jgt => left > right,
        JumpOperation.Jge => left >= right,
        JumpOperation.Jlt => left < right,
        JumpOperation.Jle => left <= right,
        JumpOperation.Jset => (left & right) != 0,
        JumpOperation.Jsgt => (long)left > (long)right,
        JumpOperation.Jsge => (long)left >= (long)right,
        JumpOperation.Jslt => (long)left < (long)right,
        JumpOperation.Jsle => (long)left <= (long)right,
        _ => throw new InvalidInstructionException(),
    };

    // The most negative number divided by -1 is itself, where .NET throws.
    private static long Divide(long left, long right) => right == 0 ? 0 : right == -1 ? unchecked(-left) : left / right;

    private static long Remainder(long left, long right) => right == 0 ? left : right == -1 ? 0 : left % right;
}
