// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace BpfSharp.Isa;

/// <summary>One 8-byte BPF instruction slot, laid out as the kernel's <c>struct bpf_insn</c>.</summary>
/// <remarks>
/// Bytes: opcode, registers (destination in the low nibble, source in the high one, on little-endian machines), 16-bit offset, 32-bit immediate.
/// A 64-bit immediate load takes two slots: the second has opcode 0 and holds the upper half in its immediate.
/// Source: include/uapi/linux/bpf.h, struct bpf_insn.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct Instruction
{
    private readonly byte opcode;
    private readonly byte registers;
    private readonly short offset;
    private readonly int immediate;

    public Instruction(byte opcode, Register destination, Register source, short offset, int immediate)
    {
        this.opcode = opcode;
        registers = (byte)((byte)destination | ((byte)source << 4));
        this.offset = offset;
        this.immediate = immediate;
    }

    public byte Opcode => opcode;
    public short Offset => offset;
    public int Immediate => immediate;
    public Register Destination => (Register)(registers & 0xf);
    public Register Source => (Register)(registers >> 4);
    public InstructionClass Class => (InstructionClass)(Opcode & 7);

    /// <summary>True for the first slot of a 64-bit immediate load.</summary>
    public bool IsWideLoad => Opcode == ((byte)InstructionClass.Ld | (byte)MemoryMode.Imm | (byte)MemorySize.DoubleWord);

    public Instruction WithOffset(short offset) => new(Opcode, Destination, Source, offset, Immediate);
    public Instruction WithImmediate(int immediate) => new(Opcode, Destination, Source, Offset, immediate);
    public Instruction WithSource(Register source) => new(Opcode, Destination, source, Offset, Immediate);
}
