// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Ir;

/// <summary>What an <see cref="Operation"/> does. Operand and payload conventions are in docs/ir.md.</summary>
internal enum OpCode : byte
{
    // Arithmetic on two operands of the result's type (I32 or I64). Shifts: the amount has the result's type too; amounts past the width are masked as BPF does.
    // Division by zero yields 0, modulo by zero the dividend, as BPF defines.
    Add, Sub, Mul, UDiv, SDiv, URem, SRem, And, Or, Xor, Shl, LShr, AShr,

    // One operand of the result's type.
    Neg,
    /// <summary>Byte swap of the low Width bytes (2, 4, 8), zero-extended.</summary>
    ByteSwap,
    /// <summary>Zero- or sign-extension of the low Width bytes (1, 2; 4 on I64) inside the register: IsSigned says which.</summary>
    ExtendLow,

    // Conversions.
    /// <summary>I64 or pointer to I32.</summary>
    Truncate,
    /// <summary>I32 to I64.</summary>
    ZeroExtend,
    SignExtend,
    /// <summary>I64 to pointer; the result type says the space.</summary>
    ToPointer,
    /// <summary>Pointer to I64.</summary>
    ToInteger,
    /// <summary>A pointer into an arena, as user space has it, to the address that programs access memory by; NULL stays NULL.</summary>
    ArenaToKernel,
    /// <summary>The way back.</summary>
    ArenaToUser,

    // Comparisons: operands of one type (I32, I64, pointers), result I32 0 or 1.
    Equal, NotEqual, ULess, ULessEqual, UGreater, UGreaterEqual, SLess, SLessEqual, SGreater, SGreaterEqual,

    /// <summary>condition (I32 or I64, any non-zero), value if so, value if not.</summary>
    Select,

    // Memory.
    /// <summary>A stack slot: Size, Align, Name of the variable. Always in the entry block.</summary>
    Alloca,
    /// <summary>pointer, I64 byte offset.</summary>
    PointerAdd,
    /// <summary>pointer; Width bytes, IsSigned: extension to the result type; IsVolatile.</summary>
    Load,
    /// <summary>pointer, value; stores the low Width bytes; IsVolatile.</summary>
    Store,
    /// <summary>destination, source; Size bytes that do not overlap (or are the same).</summary>
    MemoryCopy,
    /// <summary>destination, I32 byte value; Size bytes.</summary>
    MemorySet,
    /// <summary>left, right; Size bytes; result I32 as memcmp.</summary>
    MemoryCompare,
    /// <summary>pointer, value [, expected for CmpXchg last]; Width 4 or 8; AtomicKind; result is the old value when HasResult (fetch).</summary>
    Atomic,
    /// <summary>context of a socket buffer, I32 offset; Width 1, 2 or 4 bytes of the packet in network order as an I64. Ends the program with 0 where the packet is shorter.</summary>
    PacketLoad,

    // Addresses.
    /// <summary>Address of a map (Symbol is a MapSpec).</summary>
    MapAddress,
    /// <summary>Address of a GlobalVariable (Symbol).</summary>
    GlobalAddress,
    /// <summary>Address of an IR Function (Symbol), for callbacks.</summary>
    FunctionAddress,
    /// <summary>Address of a kernel variable (Symbol is its name).</summary>
    KsymAddress,

    /// <summary>A number about a kernel type that a loader settles (Symbol is a CoreReference): opaque, equal ones are equal, never computed earlier than written.</summary>
    CoreValue,

    // Calls; operands are the arguments, at most five.
    /// <summary>HelperId.</summary>
    HelperCall,
    /// <summary>Symbol is an IR Function.</summary>
    Call,
    /// <summary>Symbol is the kernel function's name.</summary>
    KfuncCall,

    /// <summary>BPF assembly text with operands; Symbol is an AsmPayload.</summary>
    Asm,
    /// <summary>The n-th argument of the probed function, from the context operand; Size is n. Expanded by the program's type and architecture.</summary>
    ContextArgument,

    // SSA.
    Phi,

    // Terminators.
    Jump,
    /// <summary>condition; Targets[0] when non-zero, Targets[1] when zero.</summary>
    Branch,
    /// <summary>value; Cases[i] goes to Targets[i + 1], anything else to Targets[0].</summary>
    Switch,
    /// <summary>value, or nothing in void functions.</summary>
    Return,
    Unreachable,
}
