// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Isa;

/// <summary>Arithmetic and memory.</summary>
public static partial class Disassembler
{
    private static string? Alu(Instruction i)
    {
        var narrow = i.Class == InstructionClass.Alu;
        var target = Name(i.Destination, narrow);
        var operation = i.AluOperation();
        switch (operation)
        {
            case AluOperation.Neg:
                return i == (narrow ? Instructions.Negate32(i.Destination) : Instructions.Negate(i.Destination)) ? $"{target} = -{target}" : null;
            case AluOperation.End:
                return Swap(i, narrow);
            case AluOperation.Mov:
                return Move(i, narrow, target);
        }

        var text = Mnemonics.Of(operation);
        var signed = i.Offset == 1 && (operation is AluOperation.Div or AluOperation.Mod);
        if (text is null || (i.Offset != 0 && !signed) || (i.SourceIsRegister() ? i.Immediate != 0 : i.Source != 0))
        {
            return null;
        }

        return $"{target} {(signed ? "s" : "")}{text} {(i.SourceIsRegister() ? Name(i.Source, narrow) : i.Immediate)}";
    }

    private static string? Move(Instruction i, bool narrow, string target)
    {
        if (!i.SourceIsRegister())
        {
            return i.Offset == 0 && i.Source == 0 ? $"{target} = {i.Immediate}" : null;
        }

        var source = Name(i.Source, narrow);
        if (i.Offset == 1 && !narrow)
        {
            return $"{target} = addr_space_cast({source}, {(i.Immediate >> 16) & 0xffff}, {i.Immediate & 0xffff})";
        }

        return i switch
        {
            { Immediate: not 0 } => null,
            { Offset: 0 } => $"{target} = {source}",
            { Offset: 8 or 16 } => $"{target} = (s{i.Offset}){source}",
            { Offset: 32 } when !narrow => $"{target} = (s32){source}",
            _ => null,
        };
    }

    private static string? Swap(Instruction i, bool narrow)
    {
        if (i.Offset != 0 || i.Source != 0 || i.Immediate is not (16 or 32 or 64) || (!narrow && i.SourceIsRegister()))
        {
            return null;
        }

        var name = !narrow ? "bswap" : i.SourceIsRegister() ? "be" : "le";
        return $"{Wide(i.Destination)} = {name}{i.Immediate} {Wide(i.Destination)}";
    }

    private static string? PacketLoad(Instruction i)
    {
        if (i.Destination != 0 || i.Offset != 0 || i.MemorySize() == MemorySize.DoubleWord)
        {
            return null;
        }

        return i.MemoryMode() switch
        {
            MemoryMode.Abs when i.Source == 0 => $"r0 = *(u{Mnemonics.Bits(i.MemorySize())} *)skb[{i.Immediate}]",
            MemoryMode.Ind => $"r0 = *(u{Mnemonics.Bits(i.MemorySize())} *)skb[{Wide(i.Source)}{Displacement(i.Immediate)}]",
            _ => null,
        };
    }

    private static string? Load(Instruction i) => i.Immediate != 0 ? null : i.MemoryMode() switch
    {
        MemoryMode.Mem => $"{Wide(i.Destination)} = *{Place("u", i, i.Source)}",
        MemoryMode.MemSx when i.MemorySize() != MemorySize.DoubleWord => $"{Wide(i.Destination)} = *{Place("s", i, i.Source)}",
        _ => null,
    };

    private static string? Store(Instruction i) =>
        i.MemoryMode() == MemoryMode.Mem && i.Immediate == 0 ? $"*{Place("u", i, i.Destination)} = {Wide(i.Source)}" : null;

    private static string? StoreImmediate(Instruction i) =>
        i.MemoryMode() == MemoryMode.Mem && i.Source == 0 ? $"*{Place("u", i, i.Destination)} = {i.Immediate}" : null;

    private static string? Atomic(Instruction i)
    {
        switch ((AtomicOperation)i.Immediate)
        {
            case AtomicOperation.LoadAcquire:
                return $"{Wide(i.Destination)} = load_acquire({Place("u", i, i.Source)})";
            case AtomicOperation.StoreRelease:
                return $"store_release({Place("u", i, i.Destination)}, {Wide(i.Source)})";
        }

        if (i.MemorySize() is not (MemorySize.Word or MemorySize.DoubleWord))
        {
            return null;
        }

        var narrow = i.MemorySize() == MemorySize.Word;
        var source = Name(i.Source, narrow);
        var suffix = narrow ? "32_32" : "_64";
        var address = $"{Wide(i.Destination)}{Offset(i.Offset)}";
        switch ((AtomicOperation)i.Immediate)
        {
            case AtomicOperation.Xchg:
                return $"{source} = xchg{suffix}({address}, {source})";
            case AtomicOperation.CmpXchg:
                return $"{Name(0, narrow)} = cmpxchg{suffix}({address}, {Name(0, narrow)}, {source})";
        }

        foreach (var row in Mnemonics.Atomics)
        {
            if (i.Immediate == (int)row.Operation)
            {
                return $"lock *{Place("u", i, i.Destination)} {row.Operator} {source}";
            }

            if (i.Immediate == (int)(row.Operation | AtomicOperation.Fetch))
            {
                return $"{source} = atomic_fetch_{row.Name}({Place("u", i, i.Destination)}, {source})";
            }
        }

        return null;
    }

    private static string Place(string sign, Instruction i, Register address) =>
        $"({sign}{Mnemonics.Bits(i.MemorySize())} *)({Wide(address)}{Offset(i.Offset)})";

    private static string Offset(int offset) => offset < 0 ? $" - {-offset}" : $" + {offset}";
}
