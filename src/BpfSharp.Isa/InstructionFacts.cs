// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Isa;

/// <summary>What an instruction reads, writes and where it may go.</summary>
public static class InstructionFacts
{
    private const ushort ArgumentRegisters = 0b11_1110;

    /// <summary>R0 to R5: what a call leaves in an unknown state, R0 being its result.</summary>
    public const ushort CallClobbered = 0b11_1111;

    /// <summary>The second operand of an ALU operation or jump is a register.</summary>
    public static bool SourceIsRegister(this Instruction i) => (i.Opcode & 0x08) != 0;
    public static AluOperation AluOperation(this Instruction i) => (AluOperation)(i.Opcode & 0xf0);
    public static JumpOperation JumpOperation(this Instruction i) => (JumpOperation)(i.Opcode & 0xf0);
    public static MemorySize MemorySize(this Instruction i) => (MemorySize)(i.Opcode & 0x18);
    public static MemoryMode MemoryMode(this Instruction i) => (MemoryMode)(i.Opcode & 0xe0);
    public static bool IsAlu(this Instruction i) => i.Class is InstructionClass.Alu or InstructionClass.Alu64;
    public static bool IsCall(this Instruction i) => i.Class == InstructionClass.Jmp && i.JumpOperation() == Isa.JumpOperation.Call;
    public static bool IsExit(this Instruction i) => i.Class == InstructionClass.Jmp && i.JumpOperation() == Isa.JumpOperation.Exit;
    public static bool IsAtomic(this Instruction i) => i.Class == InstructionClass.Stx && i.MemoryMode() == Isa.MemoryMode.Atomic;

    /// <summary>Goes elsewhere or on within the same function; calls and exit do not count.</summary>
    public static bool IsJump(this Instruction i) =>
        i.Class is InstructionClass.Jmp or InstructionClass.Jmp32 && i.JumpOperation() is not (Isa.JumpOperation.Call or Isa.JumpOperation.Exit);

    public static bool IsConditionalJump(this Instruction i) => i.IsJump() && i.JumpOperation() != Isa.JumpOperation.Ja;

    /// <summary>Execution never goes on to the next instruction.</summary>
    public static bool EndsBlock(this Instruction i) => i.IsExit() || (i.IsJump() && i.JumpOperation() == Isa.JumpOperation.Ja);

    /// <summary>Slots from the next instruction to the target of a jump.</summary>
    public static int JumpDistance(this Instruction i) => i.HasFarDistance() ? i.Immediate : i.Offset;

    /// <exception cref="OverflowException">The instruction's form cannot reach that far.</exception>
    public static Instruction WithJumpDistance(this Instruction i, int distance) =>
        i.HasFarDistance() ? i.WithImmediate(distance) : i.WithOffset(checked((short)distance));

    public static int SizeInBytes(this MemorySize size) => size switch
    {
        Isa.MemorySize.Byte => 1,
        Isa.MemorySize.Half => 2,
        Isa.MemorySize.Word => 4,
        _ => 8,
    };

    /// <summary>Registers whose value matters, as a bit set. A call is taken to read all five argument registers.</summary>
    public static ushort Reads(this Instruction i) => i.Class switch
    {
        InstructionClass.Ldx => Bit(i.Source),
        InstructionClass.St => Bit(i.Destination),
        InstructionClass.Stx => StoreReads(i),
        InstructionClass.Alu or InstructionClass.Alu64 => AluReads(i),
        InstructionClass.Jmp or InstructionClass.Jmp32 => JumpReads(i),
        _ => i.MemoryMode() switch
        {
            Isa.MemoryMode.Abs => Bit(Register.R6),
            Isa.MemoryMode.Ind => (ushort)(Bit(Register.R6) | Bit(i.Source)),
            _ => 0,
        },
    };

    /// <summary>Registers whose value is replaced, as a bit set; for calls and packet loads, the clobbered ones too.</summary>
    public static ushort Writes(this Instruction i) => i.Class switch
    {
        InstructionClass.Ldx or InstructionClass.Alu or InstructionClass.Alu64 => Bit(i.Destination),
        InstructionClass.Stx => i.IsAtomic() ? AtomicWrites(i) : (ushort)0,
        InstructionClass.Jmp => i.IsCall() ? CallClobbered : (ushort)0,
        InstructionClass.Ld => i.IsWideLoad ? Bit(i.Destination) : i.MemoryMode() == Isa.MemoryMode.Imm ? (ushort)0 : CallClobbered,
        _ => 0,
    };

    /// <summary>The lowest of LLVM's -mcpu levels, 1 to 4, that has this instruction.</summary>
    public static int Level(this Instruction i) => i.Class switch
    {
        InstructionClass.Jmp32 => i.JumpOperation() == Isa.JumpOperation.Ja ? 4 : 3,
        InstructionClass.Jmp => i.JumpOperation() == Isa.JumpOperation.Jcond ? 4 : i.IsConditionalJump() && IsLess(i.JumpOperation()) ? 2 : 1,
        InstructionClass.Alu or InstructionClass.Alu64 => AluLevel(i),
        InstructionClass.Ldx => i.MemoryMode() == Isa.MemoryMode.MemSx ? 4 : 1,
        InstructionClass.Stx when i.IsAtomic() => (AtomicOperation)i.Immediate switch
        {
            AtomicOperation.Add => 1,
            AtomicOperation.LoadAcquire or AtomicOperation.StoreRelease => 4,
            _ => 3,
        },
        _ => 1,
    };

    // -mcpu=v3 turns on the 32-bit operations; the opcodes themselves are as old as BPF, but compilers keep them to that level.
    private static int AluLevel(Instruction i) => i.AluOperation() switch
    {
        Isa.AluOperation.End => i.Class == InstructionClass.Alu64 ? 4 : 1,
        _ => i.Offset != 0 ? 4 : i.Class == InstructionClass.Alu ? 3 : 1,
    };

    private static bool IsLess(JumpOperation operation) =>
        operation is Isa.JumpOperation.Jlt or Isa.JumpOperation.Jle or Isa.JumpOperation.Jslt or Isa.JumpOperation.Jsle;

    private static bool HasFarDistance(this Instruction i) =>
        i.Class == InstructionClass.Jmp32 && i.JumpOperation() == Isa.JumpOperation.Ja;

    private static ushort Bit(Register register) => (ushort)(1 << (int)register);

    private static ushort AluReads(Instruction i)
    {
        var operation = i.AluOperation();
        var source = i.SourceIsRegister() && operation is not (Isa.AluOperation.End or Isa.AluOperation.Neg) ? Bit(i.Source) : 0;
        return (ushort)(source | (operation == Isa.AluOperation.Mov ? 0 : Bit(i.Destination)));
    }

    private static ushort JumpReads(Instruction i) => i.JumpOperation() switch
    {
        Isa.JumpOperation.Ja or Isa.JumpOperation.Jcond => 0,
        Isa.JumpOperation.Call => ArgumentRegisters,
        Isa.JumpOperation.Exit => Bit(Register.R0),
        _ => (ushort)(Bit(i.Destination) | (i.SourceIsRegister() ? Bit(i.Source) : 0)),
    };

    private static ushort StoreReads(Instruction i)
    {
        if (i.IsAtomic() && (AtomicOperation)i.Immediate == AtomicOperation.LoadAcquire)
        {
            return Bit(i.Source);
        }

        var compared = i.IsAtomic() && (AtomicOperation)i.Immediate == AtomicOperation.CmpXchg ? Bit(Register.R0) : 0;
        return (ushort)(Bit(i.Destination) | Bit(i.Source) | compared);
    }

    private static ushort AtomicWrites(Instruction i) => (AtomicOperation)i.Immediate switch
    {
        AtomicOperation.CmpXchg => Bit(Register.R0),
        AtomicOperation.LoadAcquire => Bit(i.Destination),
        var operation => (operation & AtomicOperation.Fetch) != 0 ? Bit(i.Source) : (ushort)0,
    };
}
