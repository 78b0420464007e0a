// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Ir;

internal enum IrKind : byte
{
    Void, I32, I64, Pointer,
}

/// <summary>Where a pointer points; it decides how the memory is accessed.</summary>
internal enum AddressSpace : byte
{
    /// <summary>Not inferred yet.</summary>
    Unresolved,
    Stack,
    /// <summary>The program's context: direct access at constant offsets only.</summary>
    Context,
    MapValue,
    Packet,
    PacketEnd,
    /// <summary>A reserved ring-buffer record.</summary>
    RingRecord,
    /// <summary>A kernel object the verifier knows the type of: direct loads, no stores.</summary>
    Trusted,
    /// <summary>A data section of this program (.rodata, .data, .bss).</summary>
    Global,
    /// <summary>A map itself, as helpers take it.</summary>
    Map,
    Function,
    /// <summary>Memory of an arena.</summary>
    Arena,
    /// <summary>Kernel memory read through bpf_probe_read_kernel.</summary>
    Kernel,
    /// <summary>User memory read through bpf_probe_read_user.</summary>
    User,
    /// <summary>Kernel or user, only known at run time: read through the old bpf_probe_read.</summary>
    Unknown,
}

/// <summary>The type of an SSA value. C's narrower integers exist only in memory: loads extend, stores truncate.</summary>
internal readonly record struct IrType(IrKind Kind, AddressSpace Space = AddressSpace.Unresolved)
{
    public static readonly IrType Void = new(IrKind.Void);
    public static readonly IrType I32 = new(IrKind.I32);
    public static readonly IrType I64 = new(IrKind.I64);

    public static IrType Pointer(AddressSpace space) => new(IrKind.Pointer, space);

    public bool IsPointer => Kind == IrKind.Pointer;
    public bool IsVoid => Kind == IrKind.Void;
    public bool IsInteger => Kind is IrKind.I32 or IrKind.I64;

    /// <summary>32 or 64.</summary>
    public int Bits => Kind == IrKind.I32 ? 32 : 64;
}
