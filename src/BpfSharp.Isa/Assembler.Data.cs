// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Isa;

/// <summary>Arithmetic and memory.</summary>
public sealed partial class Assembler
{
    private readonly record struct Place(MemorySize Size, bool IsSigned, Register Address, short Offset);

    // place: '(' ('u'|'s') bits '*' ')' '(' register displacement ')'
    private static Place ReadPlace(ref AssemblyReader reader)
    {
        var (size, isSigned) = ReadAccess(ref reader);
        reader.Expect("(");
        var (address, offset) = ReadAddress(ref reader);
        reader.Expect(")");
        return new Place(size, isSigned, address, offset);
    }

    private static (MemorySize Size, bool IsSigned) ReadAccess(ref AssemblyReader reader)
    {
        reader.Expect("(");
        var name = reader.Name();
        var size = name switch
        {
            "u8" or "s8" => MemorySize.Byte,
            "u16" or "s16" => MemorySize.Half,
            "u32" or "s32" => MemorySize.Word,
            "u64" or "s64" => MemorySize.DoubleWord,
            _ => throw reader.Error("u8, u16, u32, u64 or their signed forms expected"),
        };
        reader.Expect("*");
        reader.Expect(")");
        return (size, name[0] == 's');
    }

    private static (Register Address, short Offset) ReadAddress(ref AssemblyReader reader)
    {
        var address = reader.ReadRegister();
        var offset = reader.Displacement();
        return offset == (short)offset ? (address, (short)offset) : throw reader.Error($"{offset} does not fit 16 bits");
    }

    private void Store(ref AssemblyReader reader)
    {
        var place = ReadPlace(ref reader);
        reader.Expect("=");
        code.Add(reader.TryRegister(out var source, out _)
            ? Instructions.Store(place.Size, place.Address, place.Offset, source)
            : Instructions.StoreImmediate(place.Size, place.Address, place.Offset, reader.Immediate()));
    }

    private void StoreRelease(ref AssemblyReader reader)
    {
        reader.Expect("(");
        var place = ReadPlace(ref reader);
        reader.Expect(",");
        code.Add(Instructions.Atomic(AtomicOperation.StoreRelease, place.Size, place.Address, place.Offset, reader.ReadRegister()));
        reader.Expect(")");
    }

    private void LockedUpdate(ref AssemblyReader reader)
    {
        reader.Expect("*");
        var place = ReadPlace(ref reader);
        foreach (var row in Mnemonics.Atomics)
        {
            if (reader.Eat(row.Operator))
            {
                var source = reader.ReadRegister(place.Size == MemorySize.Word);
                code.Add(Instructions.Atomic(row.Operation, place.Size, place.Address, place.Offset, source));
                return;
            }
        }

        throw reader.Error("+=, |=, &= or ^= expected");
    }

    private void Assignment(ref AssemblyReader reader)
    {
        if (!reader.TryRegister(out var target, out var narrow))
        {
            throw reader.Error("instruction expected");
        }

        if (reader.Eat("="))
        {
            Value(ref reader, target, narrow);
            return;
        }

        foreach (var (operation, text) in Mnemonics.Alu)
        {
            if (reader.Eat(text))
            {
                Binary(ref reader, operation, target, narrow, signed: false);
                return;
            }
        }

        var signed = reader.Eat("s/=") ? AluOperation.Div : reader.Eat("s%=") ? AluOperation.Mod : throw reader.Error("operator expected");
        Binary(ref reader, signed, target, narrow, signed: true);
    }

    private void Binary(ref AssemblyReader reader, AluOperation operation, Register target, bool narrow, bool signed)
    {
        Instruction instruction;
        if (reader.TryRegister(out var source, out var sourceIsNarrow))
        {
            if (narrow != sourceIsNarrow)
            {
                throw reader.Error("both registers must have the same width");
            }

            instruction = narrow ? Instructions.Alu32(operation, target, source) : Instructions.Alu(operation, target, source);
        }
        else
        {
            var value = reader.Immediate();
            instruction = narrow ? Instructions.Alu32(operation, target, value) : Instructions.Alu(operation, target, value);
        }

        code.Add(signed ? instruction.WithOffset(1) : instruction);
    }

    private void Value(ref AssemblyReader reader, Register target, bool narrow)
    {
        if (reader.Eat("*"))
        {
            LoadFrom(ref reader, target);
        }
        else if (reader.Eat("("))
        {
            SignExtendingMove(ref reader, target, narrow);
        }
        else if (!Negation(ref reader, target, narrow) && !SpecialValue(ref reader, target, narrow) && !WideValue(ref reader, target))
        {
            Binary(ref reader, AluOperation.Mov, target, narrow, signed: false);
        }
    }

    private void LoadFrom(ref AssemblyReader reader, Register target)
    {
        var (size, isSigned) = ReadAccess(ref reader);
        if (reader.Eat("skb["))
        {
            code.Add(reader.TryRegister(out var index, out _)
                ? Instructions.LoadPacket(size, index, reader.Displacement())
                : Instructions.LoadPacket(size, reader.Immediate()));
            reader.Expect("]");
            return;
        }

        reader.Expect("(");
        var (address, offset) = ReadAddress(ref reader);
        reader.Expect(")");
        code.Add(isSigned ? Instructions.LoadSx(size, target, address, offset) : Instructions.Load(size, target, address, offset));
    }

    private void SignExtendingMove(ref AssemblyReader reader, Register target, bool narrow)
    {
        var bits = reader.Eat("s8") ? 8 : reader.Eat("s16") ? 16 : reader.Eat("s32") ? 32 : throw reader.Error("s8, s16 or s32 expected");
        reader.Expect(")");
        var source = reader.ReadRegister(narrow);
        code.Add(narrow ? Instructions.MoveSx32(target, source, bits) : Instructions.MoveSx(target, source, bits));
    }

    private bool Negation(ref AssemblyReader reader, Register target, bool narrow)
    {
        var ahead = reader;
        if (!ahead.Eat("-") || !ahead.TryRegister(out var source, out var sourceIsNarrow))
        {
            return false;
        }

        if (source != target || narrow != sourceIsNarrow)
        {
            throw reader.Error("only a register itself can be negated");
        }

        reader = ahead;
        code.Add(narrow ? Instructions.Negate32(target) : Instructions.Negate(target));
        return true;
    }

    private bool SpecialValue(ref AssemblyReader reader, Register target, bool narrow)
    {
        var ahead = reader;
        var name = ahead.Name();
        switch (name)
        {
            case "be16" or "be32" or "be64":
                code.Add(Instructions.ToBigEndian(target, Bits(name)));
                break;
            case "le16" or "le32" or "le64":
                code.Add(Instructions.ToLittleEndian(target, Bits(name)));
                break;
            case "bswap16" or "bswap32" or "bswap64":
                code.Add(Instructions.ByteSwap(target, Bits(name)));
                break;
            default:
                if (name is null || !ahead.Eat("(") || !Function(ref ahead, name, target, narrow))
                {
                    return false;
                }

                ahead.Expect(")");
                reader = ahead;
                return true;
        }

        if (ahead.ReadRegister() != target)
        {
            throw reader.Error("only a register itself can be swapped");
        }

        reader = ahead;
        return true;
    }

    private bool Function(ref AssemblyReader reader, string name, Register target, bool narrow)
    {
        switch (name)
        {
            case "addr_space_cast":
                var source = reader.ReadRegister();
                reader.Expect(",");
                var to = reader.Immediate();
                reader.Expect(",");
                code.Add(Instructions.AddressSpaceCast(target, source, to, reader.Immediate()));
                return true;
            case "load_acquire":
                var place = ReadPlace(ref reader);
                code.Add(Instructions.Atomic(AtomicOperation.LoadAcquire, place.Size, target, place.Offset, place.Address));
                return true;
            case "xchg_64" or "xchg32_32" or "cmpxchg_64" or "cmpxchg32_32":
                Exchange(ref reader, name[0] == 'c', narrow);
                return true;
        }

        foreach (var row in Mnemonics.Atomics)
        {
            if (name.StartsWith("atomic_fetch_", StringComparison.Ordinal) && name.AsSpan(13).SequenceEqual(row.Name))
            {
                var place = ReadPlace(ref reader);
                reader.Expect(",");
                code.Add(Instructions.Atomic(row.Operation | AtomicOperation.Fetch, place.Size, place.Address, place.Offset, reader.ReadRegister(narrow)));
                return true;
            }
        }

        return false;
    }

    private void Exchange(ref AssemblyReader reader, bool compare, bool narrow)
    {
        var (address, offset) = ReadAddress(ref reader);
        reader.Expect(",");
        if (compare)
        {
            reader.Expect(narrow ? "w0" : "r0");
            reader.Expect(",");
        }

        var size = narrow ? MemorySize.Word : MemorySize.DoubleWord;
        code.Add(Instructions.Atomic(compare ? AtomicOperation.CmpXchg : AtomicOperation.Xchg, size, address, offset, reader.ReadRegister(narrow)));
    }

    private bool WideValue(ref AssemblyReader reader, Register target)
    {
        var ahead = reader;
        var (kind, low, high) = (PseudoLoad.Constant, 0, 0);
        if (ahead.TryNumber(out var value))
        {
            (low, high) = ((int)value, (int)(value >> 32));
        }
        else if (ahead.Eat("btf["))
        {
            kind = PseudoLoad.BtfId;
            low = ahead.Immediate();
            ahead.Expect(",");
            high = ahead.Immediate();
            ahead.Expect("]");
        }
        else if (ahead.Eat("map["))
        {
            (kind, low) = Operand(ref ahead, SymbolKind.Map, PseudoLoad.MapFd, PseudoLoad.MapIndex);
        }
        else if (ahead.Eat("map_value["))
        {
            (kind, low) = Operand(ref ahead, SymbolKind.MapValue, PseudoLoad.MapValue, PseudoLoad.MapIndexValue);
            high = ahead.Displacement();
            if (symbols.Count > 0 && symbols[^1].Index == code.Count)
            {
                symbols[^1] = symbols[^1] with { Addend = high };
            }
        }
        else if (ahead.Eat("func["))
        {
            (kind, low) = Operand(ref ahead, SymbolKind.Function, PseudoLoad.Function, PseudoLoad.Function);
        }
        else if (ahead.Eat("ksym["))
        {
            (kind, low) = Operand(ref ahead, SymbolKind.Ksym, PseudoLoad.BtfId, PseudoLoad.BtfId);
        }

        else if (!ahead.TryRegister(out _, out _) && ahead.Name() is { } name)
        {
            var addend = ahead.Displacement();
            if (!ahead.Eat("ll"))
            {
                return false;
            }

            symbols.Add(new SymbolUse(code.Count, SymbolKind.Named, name, addend));
            reader = ahead;
            AddWide(target, kind, low, high);
            return true;
        }

        if (!ahead.Eat("ll"))
        {
            return false;
        }

        reader = ahead;
        AddWide(target, kind, low, high);
        return true;
    }

    private void AddWide(Register target, PseudoLoad kind, int low, int high)
    {
        var (first, second) = Instructions.LoadWide(target, kind, low, high);
        code.Add(first);
        code.Add(second);
    }

    // operand: 'fd:' number | 'idx:' number | 'pc' distance | name; the bracket after it included
    private (PseudoLoad Kind, int Low) Operand(ref AssemblyReader reader, SymbolKind symbol, PseudoLoad plain, PseudoLoad indexed)
    {
        var ahead = reader;
        if (ahead.Eat("fd:") || ahead.Eat("idx:") || ahead.Eat("pc+") || ahead.Eat("pc-"))
        {
            var isIndex = reader.Eat("idx:");
            var isBackwards = reader.Eat("pc-");
            var low = ahead.Immediate();
            ahead.Expect("]");
            reader = ahead;
            return (isIndex ? indexed : plain, isBackwards ? unchecked(-low) : low);
        }

        symbols.Add(new SymbolUse(code.Count, symbol, reader.Bracketed()));
        return (plain, 0);
    }

    private static int Bits(string name) => name[^2] == '1' ? 16 : name[^2] == '3' ? 32 : 64;
}
