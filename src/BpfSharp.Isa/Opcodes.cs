// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Isa;

/// <summary>The low three bits of an opcode: BPF_LD … BPF_ALU64.</summary>
public enum InstructionClass : byte
{
    Ld = 0x00, Ldx = 0x01, St = 0x02, Stx = 0x03, Alu = 0x04, Jmp = 0x05, Jmp32 = 0x06, Alu64 = 0x07,
}

/// <summary>The high four bits of an ALU opcode.</summary>
/// <remarks>Signed division and modulo are Div and Mod with offset 1; sign-extending moves are Mov with offset 8, 16 or 32 (ISA v4).</remarks>
public enum AluOperation : byte
{
    Add = 0x00, Sub = 0x10, Mul = 0x20, Div = 0x30, Or = 0x40, And = 0x50, Lsh = 0x60, Rsh = 0x70,
    Neg = 0x80, Mod = 0x90, Xor = 0xa0, Mov = 0xb0, Arsh = 0xc0, End = 0xd0,
}

/// <summary>The high four bits of a jump opcode.</summary>
public enum JumpOperation : byte
{
    Ja = 0x00, Jeq = 0x10, Jgt = 0x20, Jge = 0x30, Jset = 0x40, Jne = 0x50, Jsgt = 0x60, Jsge = 0x70,
    Call = 0x80, Exit = 0x90, Jlt = 0xa0, Jle = 0xb0, Jslt = 0xc0, Jsle = 0xd0, Jcond = 0xe0,
}

/// <summary>Bits 3-4 of a load or store opcode.</summary>
public enum MemorySize : byte
{
    Word = 0x00, Half = 0x08, Byte = 0x10, DoubleWord = 0x18,
}

/// <summary>Bits 5-7 of a load or store opcode.</summary>
public enum MemoryMode : byte
{
    Imm = 0x00, Abs = 0x20, Ind = 0x40, Mem = 0x60, MemSx = 0x80, Atomic = 0xc0,
}

/// <summary>What the immediate of an atomic store means.</summary>
public enum AtomicOperation
{
    Add = 0x00, Or = 0x40, And = 0x50, Xor = 0xa0, Fetch = 0x01,
    Xchg = 0xe1, CmpXchg = 0xf1, LoadAcquire = 0x100, StoreRelease = 0x110,
}

/// <summary>The source-register field of a 16-byte load: what its immediate stands for.</summary>
public enum PseudoLoad : byte
{
    Constant = 0, MapFd = 1, MapValue = 2, BtfId = 3, Function = 4, MapIndex = 5, MapIndexValue = 6,
}

/// <summary>The source-register field of a call.</summary>
public enum PseudoCall : byte
{
    Helper = 0, Function = 1, Kfunc = 2,
}
