// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Isa;

/// <summary>The spelling of operations that the disassembler writes and the assembler reads, in the syntax of LLVM and the kernel's verifier.</summary>
internal static class Mnemonics
{
    /// <summary>Binary ALU operations; no spelling is the beginning of another.</summary>
    public static readonly (AluOperation Operation, string Text)[] Alu =
    [
        (AluOperation.Add, "+="), (AluOperation.Sub, "-="), (AluOperation.Mul, "*="), (AluOperation.Div, "/="), (AluOperation.Or, "|="),
        (AluOperation.And, "&="), (AluOperation.Lsh, "<<="), (AluOperation.Rsh, ">>="), (AluOperation.Mod, "%="), (AluOperation.Xor, "^="),
        (AluOperation.Arsh, "s>>="),
    ];

    public static readonly (JumpOperation Operation, string Text)[] Conditions =
    [
        (JumpOperation.Jeq, "=="), (JumpOperation.Jne, "!="), (JumpOperation.Jge, ">="), (JumpOperation.Jgt, ">"), (JumpOperation.Jle, "<="),
        (JumpOperation.Jlt, "<"), (JumpOperation.Jsge, "s>="), (JumpOperation.Jsgt, "s>"), (JumpOperation.Jsle, "s<="), (JumpOperation.Jslt, "s<"),
        (JumpOperation.Jset, "&"),
    ];

    public static readonly (AtomicOperation Operation, string Operator, string Name)[] Atomics =
    [
        (AtomicOperation.Add, "+=", "add"), (AtomicOperation.Or, "|=", "or"), (AtomicOperation.And, "&=", "and"), (AtomicOperation.Xor, "^=", "xor"),
    ];

    public static string? Of(AluOperation operation)
    {
        foreach (var row in Alu)
        {
            if (row.Operation == operation)
            {
                return row.Text;
            }
        }

        return null;
    }

    public static string? Of(JumpOperation operation)
    {
        foreach (var row in Conditions)
        {
            if (row.Operation == operation)
            {
                return row.Text;
            }
        }

        return null;
    }

    public static int Bits(MemorySize size) => size.SizeInBytes() * 8;
}
