// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Isa;

namespace BpfSharp.Compiler.Codegen;

/// <summary>Builds opcode bytes from their parts, and takes the parts the generator asks about out again.</summary>
internal static class Encoding
{
    public const int FramePointer = (int)Register.R10;
    public const byte RegisterSource = 0x08;
    public const byte WideLoad = (byte)InstructionClass.Ld | (byte)MemoryMode.Imm | (byte)MemorySize.DoubleWord;
    public const byte Call = (byte)InstructionClass.Jmp | (byte)JumpOperation.Call;
    public const byte Exit = (byte)InstructionClass.Jmp | (byte)JumpOperation.Exit;
    public const byte Goto = (byte)InstructionClass.Jmp | (byte)JumpOperation.Ja;

    /// <summary>Jump whose 32-bit immediate is the distance (ISA v4).</summary>
    public const byte GotoLong = (byte)InstructionClass.Jmp32 | (byte)JumpOperation.Ja;
    public const byte Move = (byte)InstructionClass.Alu64 | (byte)AluOperation.Mov | RegisterSource;

    public static byte Alu(AluOperation operation, bool is64, bool fromRegister) =>
        (byte)((byte)operation | (byte)(is64 ? InstructionClass.Alu64 : InstructionClass.Alu) | (fromRegister ? RegisterSource : 0));

    public static byte Jump(JumpOperation operation, bool is64, bool fromRegister) =>
        (byte)((byte)operation | (byte)(is64 ? InstructionClass.Jmp : InstructionClass.Jmp32) | (fromRegister ? RegisterSource : 0));

    public static byte Memory(InstructionClass kind, MemoryMode mode, int width) => (byte)((byte)kind | (byte)mode | (byte)SizeOf(width));

    public static MemorySize SizeOf(int width) => width switch
    {
        1 => MemorySize.Byte,
        2 => MemorySize.Half,
        4 => MemorySize.Word,
        _ => MemorySize.DoubleWord,
    };

    public static InstructionClass Class(byte opcode) => (InstructionClass)(opcode & 7);
    public static AluOperation AluKind(byte opcode) => (AluOperation)(opcode & 0xf0);
    public static JumpOperation JumpKind(byte opcode) => (JumpOperation)(opcode & 0xf0);
    public static MemoryMode Mode(byte opcode) => (MemoryMode)(opcode & 0xe0);
    public static bool IsAlu(byte opcode) => Class(opcode) is InstructionClass.Alu or InstructionClass.Alu64;
    public static bool IsJump(byte opcode) => Class(opcode) is InstructionClass.Jmp or InstructionClass.Jmp32;
    public static bool IsConditional(byte opcode) =>
        IsJump(opcode) && JumpKind(opcode) is not (JumpOperation.Ja or JumpOperation.Call or JumpOperation.Exit);

    /// <summary>The condition that holds exactly when this one does not; null for bit tests, which have none.</summary>
    public static JumpOperation? Inverse(JumpOperation condition) => condition switch
    {
        JumpOperation.Jeq => JumpOperation.Jne,
        JumpOperation.Jne => JumpOperation.Jeq,
        JumpOperation.Jgt => JumpOperation.Jle,
        JumpOperation.Jle => JumpOperation.Jgt,
        JumpOperation.Jge => JumpOperation.Jlt,
        JumpOperation.Jlt => JumpOperation.Jge,
        JumpOperation.Jsgt => JumpOperation.Jsle,
        JumpOperation.Jsle => JumpOperation.Jsgt,
        JumpOperation.Jsge => JumpOperation.Jslt,
        JumpOperation.Jslt => JumpOperation.Jsge,
        _ => null,
    };

    /// <summary>The condition on exchanged operands.</summary>
    public static JumpOperation Mirror(JumpOperation condition) => condition switch
    {
        JumpOperation.Jgt => JumpOperation.Jlt,
        JumpOperation.Jlt => JumpOperation.Jgt,
        JumpOperation.Jge => JumpOperation.Jle,
        JumpOperation.Jle => JumpOperation.Jge,
        JumpOperation.Jsgt => JumpOperation.Jslt,
        JumpOperation.Jslt => JumpOperation.Jsgt,
        JumpOperation.Jsge => JumpOperation.Jsle,
        JumpOperation.Jsle => JumpOperation.Jsge,
        _ => condition,
    };

    /// <summary>ISA v1 has no "less" jumps.</summary>
    public static bool NeedsLevel2(JumpOperation condition) =>
        condition is JumpOperation.Jlt or JumpOperation.Jle or JumpOperation.Jslt or JumpOperation.Jsle;
}
