// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Ir;

/// <summary>What an <see cref="OpCode.Asm"/> operation carries besides its operands.</summary>
/// <param name="Template">Assembly text; %0 is the output when there is one, then the operands in order. Empty for a pure compiler barrier.</param>
/// <param name="HasOutput">The operation's result is the register written by the text.</param>
/// <param name="Constraints">One per operand: "r", "i", "m" … or "0" for the operand that enters in the output's register; "=r" and "+r" mark the
/// address of eight bytes that receive a further output, and for "+r" hold what its register starts with.</param>
/// <param name="Clobbers">Registers, or "memory".</param>
internal sealed record AsmPayload(string Template, bool HasOutput, IReadOnlyList<string> Constraints, IReadOnlyList<string> Clobbers)
{
    public bool IsFurtherOutput(int operand) => Constraints[operand] is "=r" or "+r";

    /// <summary>Index of the operand that shares the output's register, or -1.</summary>
    public int TiedOperand
    {
        get
        {
            for (var i = 0; i < Constraints.Count; i++)
            {
                if (Constraints[i] == "0")
                {
                    return i;
                }
            }

            return -1;
        }
    }
}
