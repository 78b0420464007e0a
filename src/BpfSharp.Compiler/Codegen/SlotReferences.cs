// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Isa;

namespace BpfSharp.Compiler.Codegen;

/// <summary>Where a block touches a frame slot first and last, and whether it overwrites all of it before it reads anything.</summary>
internal sealed class SlotReferences(FrameSlot home, int slot, int first)
{
    private const byte MemorySizes = 0x18;
    private readonly bool isSmall = home.Size <= 64;
    private readonly ulong whole = home.Size >= 64 ? ulong.MaxValue : (1UL << home.Size) - 1;
    private ulong written;
    private bool isRead;

    public int Slot => slot;
    public int First { get; } = first;
    public int Last { get; private set; } = first;

    /// <summary>What the slot held before the block is lost.</summary>
    public bool IsOverwritten => written == whole && isSmall;

    public void Note(int at, MachineInstruction instruction)
    {
        Last = at;
        if (isRead || IsOverwritten)
        {
            return;
        }

        if (instruction is { Kind: MachineKind.Plain, IsCall: false, Core: null } && Encoding.Class(instruction.Opcode) is InstructionClass.St or InstructionClass.Stx
            && Encoding.Mode(instruction.Opcode) == MemoryMode.Mem && instruction.Offset is >= 0 and < 64)
        {
            written |= ((1UL << ((MemorySize)(instruction.Opcode & MemorySizes)).SizeInBytes()) - 1) << instruction.Offset;
        }
        else
        {
            isRead = true;
        }
    }
}
