// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Source;
using BpfSharp.Isa;
using BpfSharp.Objects;

namespace BpfSharp.Compiler.Codegen;

// Inline assembly in the kernel's syntax. Operands stand in registers the text does not name; assembled, those become virtual registers again.
internal sealed partial class InstructionSelector
{
    private void SelectAsm(Operation operation)
    {
        var payload = (AsmPayload)operation.Symbol!;
        var result = operation.Type.IsVoid ? MachineInstruction.None : RegisterOf(operation);
        if (string.IsNullOrWhiteSpace(payload.Template))
        {
            KeepOperands(operation, payload, result);
            return;
        }

        if (result >= 0 && payload.TiedOperand >= 0)
        {
            Into(result, operation.Operands[payload.TiedOperand]);
        }

        var outputs = new List<(Value Slot, int Register)>();
        var operands = AsmOperands.Bind(operation, payload, result, Use, FurtherOutput, address => DescribeSymbol(address).Symbol);
        if (operands?.Assemble(payload.Template) is not { } code || !TryPlace(code, operands))
        {
            diagnostics.Report(CodegenDiagnostics.UnsupportedAssembly, SourceSpan.At(operation.Location), payload.Template.Trim());
            return;
        }

        foreach (var (slot, register) in outputs)
        {
            EmitStore(InstructionClass.Stx, AddressOf(slot), register, 0, 8);
        }

        int FurtherOutput(int operand)
        {
            var register = machine.NewRegister();
            outputs.Add((operation.Operands[operand], register));
            if (payload.Constraints[operand] == "+r")
            {
                EmitLoad(register, AddressOf(operation.Operands[operand]), 8, MemoryMode.Mem, isPinned: false);
            }

            return register;
        }
    }

    /// <summary>An empty template is a barrier: its operands are in registers here, and its result is the tied operand, about which nothing is known any more.</summary>
    private void KeepOperands(Operation operation, AsmPayload payload, int result)
    {
        foreach (var operand in operation.Operands)
        {
            Emit(new MachineInstruction { Kind = MachineKind.Keep, Destination = Use(operand), IsPinned = true });
        }

        if (result >= 0)
        {
            Into(result, payload.TiedOperand >= 0 ? operation.Operands[payload.TiedOperand] : new Constant(operation.Type, 0));
            Emit(new MachineInstruction { Kind = MachineKind.Keep, Destination = result, IsPinned = true });
        }
    }

    private bool TryPlace(AssembledCode assembled, AsmOperands operands)
    {
        var code = assembled.Instructions;
        if (FindBlocks(code) is not { } blocks)
        {
            return false;
        }

        for (var i = 0; i < code.Length; i++)
        {
            if (blocks.TryGetValue(i, out var start) && current != start)
            {
                FallInto(start);
            }

            if (IsBranch(code[i].Opcode))
            {
                PlaceBranch(code, i, operands, blocks);
            }
            else
            {
                i += PlaceOne(code, i, operands, assembled.Symbols);
            }
        }

        if (blocks.TryGetValue(code.Length, out var after) && current != after)
        {
            FallInto(after);
        }

        wideCache.Clear();
        return true;
    }

    /// <summary>Blocks by the slot they start at; null when a jump leaves the text.</summary>
    private Dictionary<int, MachineBlock>? FindBlocks(Instruction[] code)
    {
        var blocks = new Dictionary<int, MachineBlock>();
        for (var i = 0; i < code.Length; i++)
        {
            if (!IsBranch(code[i].Opcode))
            {
                continue;
            }

            if (code[i].Opcode != Encoding.Exit)
            {
                var target = i + 1 + Distance(code[i]);
                if (target < 0 || target > code.Length)
                {
                    return null;
                }

                blocks.TryAdd(target, machine.AddBlock());
            }

            blocks.TryAdd(i + 1, machine.AddBlock());
        }

        return blocks;
    }

    private void PlaceBranch(Instruction[] code, int index, AsmOperands operands, Dictionary<int, MachineBlock> blocks)
    {
        var next = blocks[index + 1];
        if (code[index].Opcode == Encoding.Exit)
        {
            Emit(Machine(code[index], operands));
        }
        else if (Encoding.IsConditional(code[index].Opcode))
        {
            Emit(Machine(code[index], operands));
            current.Taken = blocks[index + 1 + Distance(code[index])];
            current.Next = next;
        }
        else
        {
            current.Next = blocks[index + 1 + Distance(code[index])];
        }

        Enter(next);
    }

    private static int Distance(Instruction jump) => jump.Opcode == Encoding.GotoLong ? jump.Immediate : jump.Offset;

    private static bool IsBranch(byte opcode) => Encoding.IsConditional(opcode) || opcode is Encoding.Goto or Encoding.GotoLong or Encoding.Exit;

    /// <summary>Returns how many slots more than one it took.</summary>
    private int PlaceOne(Instruction[] code, int index, AsmOperands operands, IReadOnlyList<SymbolUse> symbols)
    {
        var symbol = symbols.Where(use => use.Index == index).Select(operands.SymbolFor).FirstOrDefault();
        if (!code[index].IsWideLoad)
        {
            Emit(symbol is null ? Machine(code[index], operands) : Call(symbol));
            return 0;
        }

        if (symbol is not null)
        {
            Emit(new MachineInstruction
            {
                Kind = MachineKind.WideLoad, Opcode = Encoding.WideLoad, Destination = operands.RegisterFor(code[index].Destination), IsPinned = true,
                Source = (int)PseudoOf(symbol.Kind), Symbol = symbol,
            });
            return 1;
        }

        Emit(new MachineInstruction
        {
            Kind = MachineKind.WideLoad, Opcode = Encoding.WideLoad, Destination = operands.RegisterFor(code[index].Destination), IsPinned = true,
            Immediate = (uint)code[index].Immediate | (long)code[index + 1].Immediate << 32,
        });
        return 1;
    }

    private static MachineInstruction Call(MachineSymbol symbol)
    {
        var isKernel = symbol.Kind == RelocationKind.Ksym;
        return new MachineInstruction
        {
            Opcode = Encoding.Call, Source = (int)(isKernel ? PseudoCall.Kfunc : PseudoCall.Function), ArgumentCount = MaximumArguments, IsPinned = true, Immediate = -1,
            Symbol = isKernel ? symbol with { Kind = RelocationKind.Kfunc } : symbol,
        };
    }

    private static PseudoLoad PseudoOf(RelocationKind kind) => kind switch
    {
        RelocationKind.Map => PseudoLoad.MapFd,
        RelocationKind.MapValue => PseudoLoad.MapValue,
        RelocationKind.Subprogram => PseudoLoad.Function,
        _ => PseudoLoad.BtfId,
    };

    private static MachineInstruction Machine(Instruction code, AsmOperands operands)
    {
        var kind = Encoding.Class(code.Opcode);
        if (kind == InstructionClass.Jmp && (code.Opcode & 0xf0) == (byte)JumpOperation.Jcond)
        {
            return new MachineInstruction { Opcode = code.Opcode, Immediate = code.Immediate, IsPinned = true };
        }

        var hasSource = kind is InstructionClass.Ldx or InstructionClass.Stx || (kind != InstructionClass.St && (code.Opcode & Encoding.RegisterSource) != 0);
        return new MachineInstruction
        {
            Opcode = code.Opcode, Destination = operands.RegisterFor(code.Destination), Source = hasSource ? operands.RegisterFor(code.Source) : (int)code.Source,
            Offset = code.Offset, Immediate = code.Immediate, IsPinned = true, ArgumentCount = code.IsCall() ? MaximumArguments : 0,
        };
    }
}
