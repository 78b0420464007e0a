// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Source;
using BpfSharp.Isa;
using BpfSharp.Objects;

namespace BpfSharp.Compiler.Codegen;

internal enum MachineKind : byte
{
    /// <summary>One BPF instruction.</summary>
    Plain,
    /// <summary>A 16-byte load of a constant or an address.</summary>
    WideLoad,
    /// <summary>The address of a frame slot plus the immediate; becomes a move from r10 and an addition.</summary>
    FrameAddress,
    /// <summary>No code: the register's value is used here.</summary>
    Keep,
}

/// <summary>What the loader has to fill in.</summary>
internal sealed record MachineSymbol(RelocationKind Kind, string Target, int Addend = 0);

/// <summary>An instruction before its registers, offsets and addresses are final.</summary>
/// <remarks>Registers 0-10 are the machine's, higher numbers are virtual, -1 is none. Uses and definitions follow from the opcode.</remarks>
internal sealed class MachineInstruction
{
    public const int None = -1;

    public MachineKind Kind { get; init; }
    public byte Opcode { get; set; }
    public int Destination { get; set; } = None;
    public int Source { get; set; } = None;
    public int Offset { get; set; }
    public long Immediate { get; set; }

    /// <summary>Memory operand or address relative to this slot; the base register is then r10.</summary>
    public FrameSlot? Slot { get; init; }
    public MachineSymbol? Symbol { get; init; }

    /// <summary>The immediate or offset is this number, which a loader may change.</summary>
    public CoreReference? Core { get; init; }

    /// <summary>For memory accesses: where the base register points, as far as the passes know.</summary>
    public AddressSpace Space { get; init; }

    /// <summary>For calls: how many of r1-r5 are read.</summary>
    public int ArgumentCount { get; init; }

    /// <summary>Must not be dropped even when nothing reads the result.</summary>
    public bool IsPinned { get; init; }
    public SourceLocation Location { get; set; }

    public bool IsRegisterSource => (Opcode & Encoding.RegisterSource) != 0;
    public bool IsCall => Kind == MachineKind.Plain && Opcode == Encoding.Call;

    /// <summary>Reads the packet of the context in r6 into r0, and the packet's offset from a register.</summary>
    public bool IsPacketLoad => Kind == MachineKind.Plain && Encoding.Class(Opcode) == InstructionClass.Ld;
    public bool ClobbersCallRegisters => IsCall || IsPacketLoad;
    public bool IsExit => Kind == MachineKind.Plain && Opcode == Encoding.Exit;
    public bool IsConditionalJump => Kind == MachineKind.Plain && Encoding.IsConditional(Opcode);

    /// <summary>A 64-bit copy between two registers that may become one.</summary>
    public bool IsCopy => Kind == MachineKind.Plain && !IsPinned && Opcode == Encoding.Move && Offset == 0 && Source != Encoding.FramePointer;

    /// <summary>A conditional jump from which the verifier learns a limit of the registers compared.</summary>
    public bool IsOrderComparison => IsConditionalJump && Encoding.JumpKind(Opcode) is not (JumpOperation.Jeq or JumpOperation.Jne or JumpOperation.Jset);

    /// <summary>A copy onto itself that stays: see <see cref="Spiller"/>.</summary>
    public bool IsIdentity => IsPinned && Kind == MachineKind.Plain && Opcode == Encoding.Move && Destination == Source;

    /// <summary>A value that can be made again anywhere at the price of one instruction.</summary>
    public bool IsRematerializable => Kind is MachineKind.WideLoad or MachineKind.FrameAddress
        || (Kind == MachineKind.Plain && Encoding.IsAlu(Opcode) && Encoding.AluKind(Opcode) == AluOperation.Mov && !IsRegisterSource);

    private bool IsAtomic => Encoding.Class(Opcode) == InstructionClass.Stx && Encoding.Mode(Opcode) == MemoryMode.Atomic;
    private bool IsLoadAcquire => Immediate == (int)AtomicOperation.LoadAcquire && IsAtomic;
    private bool IsCompareExchange => IsAtomic && Immediate == (int)AtomicOperation.CmpXchg;

    /// <summary>True when it only computes its destination.</summary>
    public bool IsPure => !IsPinned && Kind switch
    {
        MachineKind.WideLoad or MachineKind.FrameAddress => true,
        MachineKind.Plain => Encoding.IsAlu(Opcode) || Encoding.Class(Opcode) == InstructionClass.Ldx,
        _ => false,
    };

    /// <summary>Registers read; r10 is left out. Returns their number, at most 5.</summary>
    public int CollectUses(Span<int> into)
    {
        var count = 0;
        var roles = Roles;
        if ((roles & OperandRoles.ReadsDestination) != 0)
        {
            Add(Destination, into, ref count);
        }

        if ((roles & OperandRoles.ReadsSource) != 0)
        {
            Add(Source, into, ref count);
        }

        if ((roles & OperandRoles.HasOthers) != 0)
        {
            CollectOtherUses(into, ref count);
        }

        return count;
    }

    /// <summary>Registers written, those a call clobbers included. Returns their number, at most 6.</summary>
    public int CollectDefinitions(Span<int> into)
    {
        var count = 0;
        if ((Roles & OperandRoles.HasOthers) != 0 && ClobbersCallRegisters)
        {
            for (; count < 6; count++)
            {
                into[count] = count;
            }
        }
        else if (DefinedRegister is >= 0 and var defined)
        {
            into[count++] = defined;
        }

        return count;
    }

    /// <summary>The one register written by anything but a call; -1 when none.</summary>
    public int DefinedRegister
    {
        get
        {
            var roles = Roles;
            return (roles & OperandRoles.WritesDestination) != 0 ? Destination
                : (roles & OperandRoles.HasOthers) == 0 ? None
                : IsCompareExchange ? (int)Register.R0
                : IsAtomic && (Immediate & (int)AtomicOperation.Fetch) != 0 ? Source
                : None;
        }
    }

    private OperandRoles Roles => Kind switch
    {
        MachineKind.Plain when IsLoadAcquire => OperandRoles.ReadsSource | OperandRoles.WritesDestination, // unlike other atomics
        MachineKind.Plain => OperandRolesTable.Of(Opcode),
        MachineKind.Keep => OperandRoles.ReadsDestination,
        _ => OperandRoles.WritesDestination,
    };

    public void RenameRegister(int from, int to)
    {
        Destination = Destination == from ? to : Destination;
        Source = Source == from ? to : Source;
    }

    public MachineInstruction CloneInto(int destination) => new()
    {
        Kind = Kind, Opcode = Opcode, Destination = destination, Source = Source, Offset = Offset, Immediate = Immediate, Slot = Slot,
        Symbol = Symbol, Core = Core, Space = Space, ArgumentCount = ArgumentCount, Location = Location,
    };

    private void CollectOtherUses(Span<int> into, ref int count)
    {
        if (IsCall)
        {
            for (var i = 1; i <= ArgumentCount; i++)
            {
                into[count++] = i;
            }
        }
        else if (IsPacketLoad)
        {
            into[count++] = (int)Register.R6;
        }
        else if (IsExit || IsCompareExchange)
        {
            into[count++] = (int)Register.R0;
        }
    }

    private static void Add(int register, Span<int> into, ref int count)
    {
        if (register is not (None or Encoding.FramePointer))
        {
            into[count++] = register;
        }
    }
}
