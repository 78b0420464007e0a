// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Isa;

namespace BpfSharp.Vm.Execution;

internal sealed partial class Interpreter
{
    /// <summary>The immediates of addr_space_cast.</summary>
    private const int ArenaToKernel = 1, ArenaToUser = 1 << 16;

    private void Alu64(Instruction instruction)
    {
        var target = instruction.Destination;
        switch (instruction.AluOperation())
        {
            case AluOperation.Mov:
                var value = Operand(instruction);
                Set(target, instruction switch
                {
                    { Offset: 0 } => value,
                    { Offset: 1, Immediate: ArenaToKernel } when code.Arena is { } arena => arena.ToKernel(value),
                    { Offset: 1, Immediate: ArenaToUser } when code.Arena is { } arena => arena.ToUser(value),
                    _ => Extended(value, instruction.Offset, 32),
                });
                break;
            case AluOperation.Neg:
                Set(target, 0 - Get(target));
                break;
            case AluOperation.End:
                Set(target, Arithmetic.Swap(Get(target), instruction.Immediate));
                break;
            case var operation:
                Set(target, Arithmetic.Compute64(operation, Get(target), Operand(instruction), IsSigned(instruction)));
                break;
        }
    }

    private void Alu32(Instruction instruction)
    {
        var target = instruction.Destination;
        switch (instruction.AluOperation())
        {
            case AluOperation.Mov:
                var value = Operand(instruction);
                Set(target, (uint)(instruction.Offset == 0 ? value : Extended(value, instruction.Offset, 16)));
                break;
            case AluOperation.Neg:
                Set(target, (uint)(0 - Get(target)));
                break;
            case AluOperation.End:
                var bits = instruction.Immediate;
                Set(target, instruction.SourceIsRegister() ? Arithmetic.Swap(Get(target), bits) : Arithmetic.Low(Get(target), bits));
                break;
            case var operation:
                Set(target, Arithmetic.Compute32(operation, (uint)Get(target), (uint)Operand(instruction), IsSigned(instruction)));
                break;
        }
    }

    private static ulong Extended(ulong value, int bits, int widest) =>
        bits is 8 or 16 or 32 && bits <= widest ? Arithmetic.SignExtend(value, bits) : throw new InvalidInstructionException();

    private static bool IsSigned(Instruction instruction) => instruction.Offset switch
    {
        0 => false,
        1 when instruction.AluOperation() is AluOperation.Div or AluOperation.Mod => true,
        _ => throw new InvalidInstructionException(),
    };
}
