// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Isa;

/// <summary>Makes instructions; the only place that knows how operations are packed into opcodes.</summary>
/// <remarks>
/// Names without a number are 64 bits wide. Register offsets and jump distances are 16-bit; jump distances count slots from the next instruction.
/// Source: Documentation/bpf/standardization/instruction-set.rst.
/// </remarks>
public static class Instructions
{
    private const byte SourceIsRegister = 0x08;

    public static Instruction Alu(AluOperation operation, Register destination, Register source) =>
        new((byte)((byte)InstructionClass.Alu64 | SourceIsRegister | (byte)operation), destination, source, 0, 0);

    public static Instruction Alu(AluOperation operation, Register destination, int immediate) =>
        new((byte)((byte)InstructionClass.Alu64 | (byte)operation), destination, 0, 0, immediate);

    /// <summary>Works on the lower halves and clears the upper half of the destination.</summary>
    public static Instruction Alu32(AluOperation operation, Register destination, Register source) =>
        new((byte)((byte)InstructionClass.Alu | SourceIsRegister | (byte)operation), destination, source, 0, 0);

    public static Instruction Alu32(AluOperation operation, Register destination, int immediate) =>
        new((byte)((byte)InstructionClass.Alu | (byte)operation), destination, 0, 0, immediate);

    public static Instruction Move(Register destination, Register source) => Alu(AluOperation.Mov, destination, source);

    /// <summary>The immediate is sign-extended to 64 bits.</summary>
    public static Instruction Move(Register destination, int immediate) => Alu(AluOperation.Mov, destination, immediate);
    public static Instruction Move32(Register destination, Register source) => Alu32(AluOperation.Mov, destination, source);
    public static Instruction Move32(Register destination, int immediate) => Alu32(AluOperation.Mov, destination, immediate);

    /// <summary>Sign-extends the low 8, 16 or 32 bits (ISA v4).</summary>
    public static Instruction MoveSx(Register destination, Register source, int bits) => Move(destination, source).WithOffset((short)bits);

    /// <summary>Sign-extends the low 8 or 16 bits to 32 (ISA v4).</summary>
    public static Instruction MoveSx32(Register destination, Register source, int bits) => Move32(destination, source).WithOffset((short)bits);

    /// <param name="operation">Div or Mod, signed (ISA v4).</param>
    public static Instruction SignedAlu(AluOperation operation, Register destination, Register source) =>
        Alu(operation, destination, source).WithOffset(1);

    public static Instruction SignedAlu(AluOperation operation, Register destination, int immediate) =>
        Alu(operation, destination, immediate).WithOffset(1);

    public static Instruction SignedAlu32(AluOperation operation, Register destination, Register source) =>
        Alu32(operation, destination, source).WithOffset(1);

    public static Instruction SignedAlu32(AluOperation operation, Register destination, int immediate) =>
        Alu32(operation, destination, immediate).WithOffset(1);

    public static Instruction Negate(Register destination) => Alu(AluOperation.Neg, destination, 0);
    public static Instruction Negate32(Register destination) => Alu32(AluOperation.Neg, destination, 0);

    /// <summary>Swaps the low 16, 32 or 64 bits on little-endian machines and clears the rest.</summary>
    public static Instruction ToBigEndian(Register destination, int bits) =>
        new((byte)((byte)InstructionClass.Alu | SourceIsRegister | (byte)AluOperation.End), destination, 0, 0, bits);

    /// <summary>Keeps the low 16, 32 or 64 bits on little-endian machines and clears the rest.</summary>
    public static Instruction ToLittleEndian(Register destination, int bits) =>
        new((byte)InstructionClass.Alu | (byte)AluOperation.End, destination, 0, 0, bits);

    /// <summary>Swaps the low 16, 32 or 64 bits on any machine (ISA v4).</summary>
    public static Instruction ByteSwap(Register destination, int bits) => Alu(AluOperation.End, destination, bits);

    /// <summary>Turns an arena pointer of one address space into one of another (kernel 6.9).</summary>
    /// <remarks>Spaces in the order of the assembly text: 0 is the kernel's, 1 the arena's.</remarks>
    public static Instruction AddressSpaceCast(Register destination, Register source, int toSpace, int fromSpace) =>
        new((byte)((byte)InstructionClass.Alu64 | SourceIsRegister | (byte)AluOperation.Mov), destination, source, 1, toSpace << 16 | fromSpace);

    /// <summary>Zero-extending load.</summary>
    public static Instruction Load(MemorySize size, Register destination, Register address, short offset) =>
        new(Memory(InstructionClass.Ldx, MemoryMode.Mem, size), destination, address, offset, 0);

    /// <summary>Sign-extending load of 1, 2 or 4 bytes (ISA v4).</summary>
    public static Instruction LoadSx(MemorySize size, Register destination, Register address, short offset) =>
        new(Memory(InstructionClass.Ldx, MemoryMode.MemSx, size), destination, address, offset, 0);

    public static Instruction Store(MemorySize size, Register address, short offset, Register source) =>
        new(Memory(InstructionClass.Stx, MemoryMode.Mem, size), address, source, offset, 0);

    /// <summary>The immediate is sign-extended to the size stored.</summary>
    public static Instruction StoreImmediate(MemorySize size, Register address, short offset, int immediate) =>
        new(Memory(InstructionClass.St, MemoryMode.Mem, size), address, 0, offset, immediate);

    /// <param name="size">Word or DoubleWord; acquire loads and release stores take any.</param>
    /// <param name="source">What is added, stored, …; with Fetch also what receives the old value. A LoadAcquire takes its
    /// address in <paramref name="source"/> and its destination in <paramref name="address"/>.</param>
    public static Instruction Atomic(AtomicOperation operation, MemorySize size, Register address, short offset, Register source) =>
        new(Memory(InstructionClass.Stx, MemoryMode.Atomic, size), address, source, offset, (int)operation);

    /// <summary>Loads from packet data at a fixed offset into R0, in host byte order; R6 holds the context (classic BPF).</summary>
    public static Instruction LoadPacket(MemorySize size, int offset) => new(Memory(InstructionClass.Ld, MemoryMode.Abs, size), 0, 0, 0, offset);

    public static Instruction LoadPacket(MemorySize size, Register index, int offset) =>
        new(Memory(InstructionClass.Ld, MemoryMode.Ind, size), 0, index, 0, offset);

    /// <summary>Both slots of a 64-bit constant load.</summary>
    public static (Instruction First, Instruction Second) LoadWide(Register destination, long value) =>
        LoadWide(destination, PseudoLoad.Constant, (int)value, (int)(value >> 32));

    /// <param name="low">Map fd or index, BTF id, or distance to a function.</param>
    /// <param name="high">Offset into a map's value, or the fd of the BTF.</param>
    public static (Instruction First, Instruction Second) LoadWide(Register destination, PseudoLoad kind, int low, int high = 0) =>
        (new(Memory(InstructionClass.Ld, MemoryMode.Imm, MemorySize.DoubleWord), destination, (Register)kind, 0, low), new(0, 0, 0, 0, high));

    public static Instruction Jump(short distance) => new((byte)InstructionClass.Jmp | (byte)JumpOperation.Ja, 0, 0, distance, 0);

    /// <summary>Jump with a 32-bit distance (ISA v4).</summary>
    public static Instruction JumpFar(int distance) => new((byte)InstructionClass.Jmp32 | (byte)JumpOperation.Ja, 0, 0, 0, distance);

    public static Instruction Jump(JumpOperation condition, Register left, Register right, short distance) =>
        new((byte)((byte)InstructionClass.Jmp | SourceIsRegister | (byte)condition), left, right, distance, 0);

    /// <summary>The immediate is sign-extended before comparing, in unsigned comparisons too.</summary>
    public static Instruction Jump(JumpOperation condition, Register left, int right, short distance) =>
        new((byte)((byte)InstructionClass.Jmp | (byte)condition), left, 0, distance, right);

    public static Instruction Jump32(JumpOperation condition, Register left, Register right, short distance) =>
        new((byte)((byte)InstructionClass.Jmp32 | SourceIsRegister | (byte)condition), left, right, distance, 0);

    public static Instruction Jump32(JumpOperation condition, Register left, int right, short distance) =>
        new((byte)((byte)InstructionClass.Jmp32 | (byte)condition), left, 0, distance, right);

    /// <summary>Jumps when the program has looped too long (kernel 6.9).</summary>
    public static Instruction MayGoto(short distance) => new((byte)InstructionClass.Jmp | (byte)JumpOperation.Jcond, 0, 0, distance, 0);

    public static Instruction Call(int helper) => new(CallOpcode, 0, (Register)PseudoCall.Helper, 0, helper);

    /// <param name="distance">Slots from the next instruction to the subprogram's first; -1 when a relocation will say.</param>
    public static Instruction CallSubprogram(int distance) => new(CallOpcode, 0, (Register)PseudoCall.Function, 0, distance);

    /// <param name="fdIndex">Place of the module's BTF in the fd array; 0 for the kernel proper.</param>
    public static Instruction CallKfunc(int btfId, short fdIndex = 0) => new(CallOpcode, 0, (Register)PseudoCall.Kfunc, fdIndex, btfId);

    public static Instruction Exit() => new((byte)InstructionClass.Jmp | (byte)JumpOperation.Exit, 0, 0, 0, 0);

    private const byte CallOpcode = (byte)InstructionClass.Jmp | (byte)JumpOperation.Call;

    private static byte Memory(InstructionClass kind, MemoryMode mode, MemorySize size) => (byte)((byte)kind | (byte)mode | (byte)size);
}
