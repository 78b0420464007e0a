// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace BpfSharp.Isa;

/// <summary>Writes instructions as text in the syntax of LLVM and the kernel's verifier; <see cref="Assembler"/> reads all of it back.</summary>
/// <remarks>
/// What has no such syntax, unused fields that are not zero included, becomes <c>.raw</c> and the slot's eight bytes as a number,
/// so that nothing is hidden and every program round-trips.
/// </remarks>
public static partial class Disassembler
{
    /// <param name="next">The following slot, needed for 64-bit loads only.</param>
    /// <param name="symbol">What a relocation puts in the place of the operand ("map[counts]", "parse_header"), or null.</param>
    public static string Format(Instruction instruction, Instruction next = default, string? symbol = null) =>
        Try(instruction, next, symbol) ?? Raw(instruction);

    /// <summary>One line per instruction, each headed by its slot number.</summary>
    /// <param name="symbolAt">Gives the operand of a slot that is relocated, else null.</param>
    public static string Disassemble(ReadOnlySpan<Instruction> code, Func<int, string?>? symbolAt = null)
    {
        var text = new StringBuilder();
        for (var i = 0; i < code.Length; i++)
        {
            var next = i + 1 < code.Length ? code[i + 1] : default;
            var wide = code[i].IsWideLoad && i + 1 < code.Length ? Try(code[i], next, symbolAt?.Invoke(i)) : null;
            var line = wide ?? (code[i].IsWideLoad ? Raw(code[i]) : Format(code[i], default, symbolAt?.Invoke(i)));
            text.Append(i.ToString().PadLeft(4)).Append(": ").Append(line).Append('\n');
            i += wide is null ? 0 : 1;
        }

        return text.ToString();
    }

    private static string? Try(Instruction i, Instruction next, string? symbol) => i switch
    {
        { Destination: > Register.R10 } => null,
        { IsWideLoad: true } => WideLoad(i, next, symbol),
        { Source: > Register.R10 } => null,
        { Class: InstructionClass.Alu or InstructionClass.Alu64 } => Alu(i),
        { Class: InstructionClass.Jmp or InstructionClass.Jmp32 } => Jump(i, symbol),
        { Class: InstructionClass.Ld } => PacketLoad(i),
        { Class: InstructionClass.Ldx } => Load(i),
        { Class: InstructionClass.St } => StoreImmediate(i),
        _ => i.IsAtomic() ? Atomic(i) : Store(i),
    };

    private static string Raw(Instruction i)
    {
        var registers = (uint)i.Destination | (uint)i.Source << 4;
        var slot = i.Opcode | (ulong)registers << 8 | (ulong)(ushort)i.Offset << 16 | (ulong)(uint)i.Immediate << 32;
        return $".raw 0x{slot:x16}";
    }

    private static string? WideLoad(Instruction i, Instruction next, string? symbol)
    {
        if (next.Opcode != 0 || next.Destination != 0 || next.Source != 0 || next.Offset != 0 || i.Offset != 0)
        {
            return null;
        }

        var low = i.Immediate;
        var high = next.Immediate;
        var operand = symbol ?? (PseudoLoad)i.Source switch
        {
            PseudoLoad.Constant => $"0x{(uint)low | (ulong)(uint)high << 32:x}",
            PseudoLoad.MapFd => high == 0 ? $"map[fd:{low}]" : null,
            PseudoLoad.MapValue => $"map_value[fd:{low}]{Displacement(high)}",
            PseudoLoad.MapIndex => high == 0 ? $"map[idx:{low}]" : null,
            PseudoLoad.MapIndexValue => $"map_value[idx:{low}]{Displacement(high)}",
            PseudoLoad.BtfId => $"btf[{low},{high}]",
            PseudoLoad.Function => high == 0 ? $"func[pc{low:+0;-0;+0}]" : null,
            _ => null,
        };
        return operand is null ? null : $"{Wide(i.Destination)} = {operand} ll";
    }

    private static string? Jump(Instruction i, string? symbol)
    {
        var narrow = i.Class == InstructionClass.Jmp32;
        switch (i.JumpOperation())
        {
            case JumpOperation.Ja:
                return i.SourceIsRegister() || i.Destination != 0 || i.Source != 0 ? null
                    : narrow ? (i.Offset == 0 ? $"gotol {Distance(i.Immediate)}" : null)
                    : i.Immediate == 0 ? $"goto {Distance(i.Offset)}" : null;
            case JumpOperation.Jcond:
                return narrow || i.SourceIsRegister() || i.Destination != 0 || i.Source != 0 || i.Immediate != 0 ? null : $"may_goto {Distance(i.Offset)}";
            case JumpOperation.Call:
                return narrow || i.SourceIsRegister() || i.Destination != 0 ? null : Call(i, symbol);
            case JumpOperation.Exit:
                return i == Instructions.Exit() ? "exit" : null;
        }

        var condition = Mnemonics.Of(i.JumpOperation());
        if (condition is null || (i.SourceIsRegister() ? i.Immediate != 0 : i.Source != 0))
        {
            return null;
        }

        var right = i.SourceIsRegister() ? Name(i.Source, narrow) : i.Immediate.ToString();
        return $"if {Name(i.Destination, narrow)} {condition} {right} goto {Distance(i.Offset)}";
    }

    private static string? Call(Instruction i, string? symbol) => (PseudoCall)i.Source switch
    {
        _ when symbol is not null => $"call {symbol}",
        PseudoCall.Helper => i.Offset == 0 ? $"call {i.Immediate}" : null,
        PseudoCall.Function => i.Offset == 0 ? $"call pc{Distance(i.Immediate)}" : null,
        PseudoCall.Kfunc => i.Offset == 0 ? $"call kfunc#{i.Immediate}" : $"call kfunc#{i.Immediate},{i.Offset}",
        _ => null,
    };

    private static string Wide(Register register) => Name(register, narrow: false);

    private static string Name(Register register, bool narrow) => (narrow ? "w" : "r") + (int)register;

    private static string Distance(int distance) => distance.ToString("+0;-0;+0");

    private static string Displacement(int offset) => offset == 0 ? "" : offset < 0 ? $" - {-(long)offset}" : $" + {offset}";
}
