// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Isa;

namespace BpfSharp.Compiler.Ir;

/// <summary>The words of the IR's text form, shared by printer and parser.</summary>
internal static class IrNames
{
    /// <summary>Indexed by <see cref="OpCode"/>.</summary>
    private static readonly string[] OpCodes =
    [
        "add", "sub", "mul", "udiv", "sdiv", "urem", "srem", "and", "or", "xor", "shl", "lshr", "ashr",
        "neg", "bswap", "extend",
        "trunc", "zext", "sext", "to_ptr", "to_int", "arena_kernel", "arena_user",
        "eq", "ne", "ult", "ule", "ugt", "uge", "slt", "sle", "sgt", "sge",
        "select",
        "alloca", "ptr_add", "load", "store", "memcpy", "memset", "memcmp", "atomic", "packet_load",
        "map", "global", "function", "ksym", "core",
        "helper", "call", "kfunc", "asm", "argument",
        "phi",
        "jump", "branch", "switch", "return", "unreachable",
    ];

    /// <summary>Indexed by <see cref="AddressSpace"/>.</summary>
    private static readonly string[] Pointers =
    [
        "ptr", "ptr.stack", "ptr.ctx", "ptr.value", "ptr.packet", "ptr.packet_end", "ptr.record", "ptr.trusted", "ptr.global", "ptr.map",
        "ptr.function", "ptr.arena", "ptr.kernel", "ptr.user", "ptr.unknown",
    ];

    private static readonly (AtomicOperation Kind, string Name)[] Atomics =
    [
        (AtomicOperation.Add, "add"), (AtomicOperation.Or, "or"), (AtomicOperation.And, "and"), (AtomicOperation.Xor, "xor"),
        (AtomicOperation.Xchg, "xchg"), (AtomicOperation.CmpXchg, "cmpxchg"),
        (AtomicOperation.LoadAcquire, "load_acquire"), (AtomicOperation.StoreRelease, "store_release"),
    ];

    private static readonly Dictionary<string, OpCode> OpCodesByName = MakeOpCodesByName();
    private static readonly Dictionary<string, IrType> TypesByName = MakeTypesByName();

    public static string Of(OpCode code) => OpCodes[(int)code];

    public static string Of(IrType type) => type.Kind switch
    {
        IrKind.Void => "void",
        IrKind.I32 => "i32",
        IrKind.I64 => "i64",
        _ => Pointers[(int)type.Space],
    };

    public static string Of(AtomicOperation kind) => Array.Find(Atomics, a => a.Kind == kind).Name ?? throw new InvalidIrException($"atomic kind {kind}");

    public static bool TryGetOpCode(string name, out OpCode code) => OpCodesByName.TryGetValue(name, out code);

    public static bool TryGetType(string name, out IrType type) => TypesByName.TryGetValue(name, out type);

    public static bool TryGetAtomic(string name, out AtomicOperation kind)
    {
        foreach (var (candidate, text) in Atomics)
        {
            if (text == name)
            {
                kind = candidate;
                return true;
            }
        }

        kind = default;
        return false;
    }

    private static Dictionary<string, OpCode> MakeOpCodesByName()
    {
        var names = new Dictionary<string, OpCode>(OpCodes.Length);
        for (var i = 0; i < OpCodes.Length; i++)
        {
            names.Add(OpCodes[i], (OpCode)i);
        }

        return names;
    }

    private static Dictionary<string, IrType> MakeTypesByName()
    {
        var names = new Dictionary<string, IrType> { ["void"] = IrType.Void, ["i32"] = IrType.I32, ["i64"] = IrType.I64 };
        for (var i = 0; i < Pointers.Length; i++)
        {
            names.Add(Pointers[i], IrType.Pointer((AddressSpace)i));
        }

        return names;
    }
}
