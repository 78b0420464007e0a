// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Isa;
using BpfSharp.Vm.Memory;

namespace BpfSharp.Vm.Execution;

// Loads from the packet of a socket buffer, which classic BPF left behind.
internal sealed partial class Interpreter
{
    /// <summary>Bytes in network order at a constant, or a register and a constant, as a number in r0; the function is left with 0 where the packet is shorter.</summary>
    /// <remarks>The context is in r6; r1 to r5 are lost. Source: Documentation/bpf/standardization/instruction-set.rst, legacy BPF packet access.</remarks>
    private bool LoadPacket(Instruction instruction)
    {
        var index = instruction.MemoryMode() switch
        {
            MemoryMode.Abs => 0,
            MemoryMode.Ind => (int)Get(instruction.Source),
            _ => throw new InvalidInstructionException(),
        };
        var context = Get(Register.R6);
        var (start, end) = (Read(context + PacketContext.SkbData, sizeof(uint)), Read(context + PacketContext.SkbDataEnd, sizeof(uint)));
        var (at, size) = (unchecked(index + instruction.Immediate), instruction.MemorySize().SizeInBytes());
        defined &= ~CallClobbered;
        if (at < 0 || (ulong)at + (ulong)size > end - start)
        {
            Set(Register.R0, 0);
            return Leave();
        }

        var value = 0ul;
        for (var i = 0; i < size; i++)
        {
            value = value << 8 | Read(start + (ulong)(at + i), 1);
        }

        Set(Register.R0, value);
        slot++;
        return true;
    }
}
