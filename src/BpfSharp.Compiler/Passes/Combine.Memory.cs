// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Analyses;
using BpfSharp.Compiler.Dialects;
using BpfSharp.Compiler.Ir;
using BpfSharp.Isa;
using BpfSharp.Objects;

namespace BpfSharp.Compiler.Passes;

internal sealed partial class Combine
{
    private Value? SimplifyLoad(Operation load)
    {
        if (load.IsVolatile)
        {
            return null;
        }

        if (PointerPath.Of(load.Operands[0]) is { Base: Operation { Code: OpCode.GlobalAddress, Symbol: GlobalVariable { IsConstant: true, IsExtern: false } global } } path
            && FoldConstantLoad(load, global, path.Offset) is { } constant)
        {
            return constant;
        }

        return DropSign(load) ?? MergeExtension(load);
    }

    /// <summary>No other program or processor reaches this one's stack, so nothing there need be atomic, and a local can become a value.</summary>
    /// <remarks>Linux 6.18 decides branches by what a fetching operation left of a stack slot without remembering that they hang on it: it took one for sure that was not.</remarks>
    private Operation? SimplifyAtomic(Operation atomic)
    {
        if (atomic.AtomicKind == AtomicOperation.StoreRelease)
        {
            return SimplifyStore(atomic);
        }

        var place = atomic.Operands[0];
        var type = Make.IntegerFor(atomic.Width);
        if (PointerPath.ObjectOf(place) is not Operation { Code: OpCode.Alloca } || atomic.IsVolatile || atomic.AtomicKind == AtomicOperation.LoadAcquire
            || atomic.Operands.Skip(1).Any(o => o.Type != type) || (atomic.HasResult && atomic.Type != type))
        {
            return null;
        }

        var old = Insert(Make.Load(type, place, atomic.Width));
        Insert(Make.Store(place, Changed(atomic, old), atomic.Width));
        return old;
    }

    /// <summary>
    /// bpf_loop without rounds. The verifier never enters such a callback, so the kernel drops its code, and then refuses the program for the address of what
    /// it dropped ("verifier bug: No program to jit") when another function is left.
    /// </summary>
    private static Constant? SimplifyHelperCall(Operation call) =>
        call.HelperId == HelperTable.Loop && call.Operands is [Constant rounds, _, _, Constant { Number: 0 }] && (uint)rounds.Number == 0 ? new Constant(call.Type, 0) : null;

    private Value Changed(Operation atomic, Operation old)
    {
        var value = atomic.Operands[1];
        return (atomic.AtomicKind & ~AtomicOperation.Fetch) switch
        {
            AtomicOperation.Add => Insert(Make.Binary(OpCode.Add, old, value)),
            AtomicOperation.Or => Insert(Make.Binary(OpCode.Or, old, value)),
            AtomicOperation.And => Insert(Make.Binary(OpCode.And, old, value)),
            AtomicOperation.Xor => Insert(Make.Binary(OpCode.Xor, old, value)),
            AtomicOperation.CmpXchg & ~AtomicOperation.Fetch =>
                Insert(new Operation(OpCode.Select, old.Type, Insert(Make.Compare(OpCode.Equal, old, atomic.Operands[2])), value, old)),
            _ => value,
        };
    }

    /// <summary>Whether two bytes are equal does not depend on how they are extended, and zero-extension comes with the load.</summary>
    private static Operation? DropSign(Operation load)
    {
        if (!load.IsSigned || load.Width * 8 >= load.Type.Bits || !load.IsUsed)
        {
            return null;
        }

        var loads = new List<Operation> { load };
        for (var i = 0; i < loads.Count; i++)
        {
            foreach (var user in loads[i].Users)
            {
                if (user.Code is not (OpCode.Equal or OpCode.NotEqual) || user.Operands[0] is Constant || !IsComparable(user.Operands[0]) || !IsComparable(user.Operands[1]))
                {
                    return null;
                }
            }
        }

        foreach (var user in loads.SelectMany(l => l.Users).Distinct().ToList())
        {
            if (user.Operands[1] is Constant constant)
            {
                user.SetOperand(1, Number(constant, Folding.Extend(constant.Number, load.Width, isSigned: false)));
            }
        }

        loads.ForEach(l => l.IsSigned = false);
        return load;

        bool IsComparable(Value value)
        {
            if (value is Constant constant)
            {
                return constant.Number == Folding.Extend(constant.Number, load.Width, isSigned: true);
            }

            if (value is not Operation { Code: OpCode.Load, IsSigned: true, IsVolatile: false } other || other.Width != load.Width || loads.Count > 8)
            {
                return false;
            }

            if (!loads.Contains(other))
            {
                loads.Add(other);
            }

            return true;
        }
    }

    private Value? FoldConstantLoad(Operation load, GlobalVariable global, long offset)
    {
        if (offset < 0 || offset + load.Width > global.Contents.Length)
        {
            return null;
        }

        foreach (var (at, symbol, addend) in global.Addresses)
        {
            if (at < offset + load.Width && offset < at + 8)
            {
                return at == offset && load.Width == 8 ? LoadedAddress(load, symbol, addend) : null;
            }
        }

        var bits = 0UL;
        for (var i = load.Width - 1; i >= 0; i--)
        {
            bits = (bits << 8) | global.Contents[offset + i];
        }

        return new Constant(load.Type, Folding.Extend((long)bits, load.Width, load.IsSigned));
    }

    private Operation? LoadedAddress(Operation load, object symbol, long addend)
    {
        if (!load.Type.IsPointer)
        {
            return null;
        }

        var (code, space) = symbol switch
        {
            GlobalVariable => (OpCode.GlobalAddress, AddressSpace.Global),
            MapSpec => (OpCode.MapAddress, AddressSpace.Map),
            _ => (OpCode.FunctionAddress, AddressSpace.Function),
        };
        var address = Insert(new Operation(code, IrType.Pointer(space)) { Symbol = symbol });
        return addend == 0 ? address : Insert(Make.PointerAdd(address, addend));
    }

    /// <summary>When all uses extend (or cut) the loaded value the same way, the load does it.</summary>
    private Operation? MergeExtension(Operation load)
    {
        if (load.Users.Count == 0 || !load.Type.IsInteger)
        {
            return null;
        }

        var code = load.Users[0].Code;
        foreach (var user in load.Users)
        {
            if (user.Code != code || code is not (OpCode.ZeroExtend or OpCode.SignExtend or OpCode.Truncate))
            {
                return null;
            }
        }

        // A full-width I32 load takes the sign its users want; a narrower one already has one.
        var isSigned = load.Width == 4 && load.Type.Kind == IrKind.I32 ? code == OpCode.SignExtend : load.IsSigned;
        if (load.Width > 4 || (code == OpCode.ZeroExtend && isSigned) || (code == OpCode.SignExtend && !isSigned && load.Width == 4))
        {
            return null;
        }

        var type = code == OpCode.Truncate ? IrType.I32 : IrType.I64;
        var merged = Insert(Make.Load(type, load.Operands[0], load.Width, isSigned));
        foreach (var user in load.Users.ToArray())
        {
            user.ReplaceAllUsesWith(merged);
            user.Release();
        }

        return merged;
    }

    private static Operation? SimplifyStore(Operation store)
    {
        // Only the low bytes are stored, whatever the value was extended or cut to before.
        if (store.Operands[1] is not Operation value)
        {
            return null;
        }

        var keepsLowBytes = value.Code switch
        {
            OpCode.ExtendLow => value.Width >= store.Width,
            OpCode.Truncate => store.Width <= 4 && value.Operands[0].Type.IsInteger,
            OpCode.ZeroExtend or OpCode.SignExtend => store.Width <= 4,
            OpCode.And => value.Operands[1] is Constant mask && (mask.Unsigned & KnownBits.LowMask(store.Width * 8)) == KnownBits.LowMask(store.Width * 8),
            _ => false,
        };
        if (!keepsLowBytes)
        {
            return null;
        }

        store.SetOperand(1, value.Operands[0]);
        return store;
    }
}
