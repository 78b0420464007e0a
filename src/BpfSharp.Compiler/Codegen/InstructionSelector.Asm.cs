// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Source;
using BpfSharp.Isa;

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

        var operands = AsmOperands.Bind(operation, payload, result, Use);
        if (operands?.Assemble(payload.Template) is not { } code || !TryPlace(code, operands))
        {
            diagnostics.Report(CodegenDiagnostics.UnsupportedAssembly, SourceSpan.At(operation.Location), payload.Template.Trim());
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

    private bool TryPlace(Instruction[] code, AsmOperands operands)
    {
        var blocks = new Dictionary<int, MachineBlock>();
        for (var i = 0; i < code.Length; i++)
        {
            if (code[i].Opcode is Encoding.Exit or Encoding.GotoLong)
            {
                return false;
            }

            if (IsBranch(code[i].Opcode))
            {
                var target = i + 1 + code[i].Offset;
                if (target < 0 || target > code.Length)
                {
                    return false;
                }

                blocks.TryAdd(target, machine.AddBlock());
                blocks.TryAdd(i + 1, machine.AddBlock());
            }
        }

        for (var i = 0; i < code.Length; i++)
        {
            if (blocks.TryGetValue(i, out var start) && current != start)
            {
                FallInto(start);
            }

            if (!IsBranch(code[i].Opcode))
            {
                i += PlaceOne(code, i, operands);
                continue;
            }

            var (taken, next) = (blocks[i + 1 + code[i].Offset], blocks[i + 1]);
            if (Encoding.IsConditional(code[i].Opcode))
            {
                Emit(Machine(code[i], operands));
                current.Taken = taken;
            }
            else
            {
                next = taken;
            }

            current.Next = next;
            Enter(blocks[i + 1]);
        }

        if (blocks.TryGetValue(code.Length, out var after) && current != after)
        {
            FallInto(after);
        }

        wideCache.Clear();
        return true;
    }

    private static bool IsBranch(byte opcode) => Encoding.IsConditional(opcode) || opcode == Encoding.Goto;

    /// <summary>Returns how many slots more than one it took.</summary>
    private int PlaceOne(Instruction[] code, int index, AsmOperands operands)
    {
        if (!code[index].IsWideLoad)
        {
            Emit(Machine(code[index], operands));
            return 0;
        }

        Emit(new MachineInstruction
        {
            Kind = MachineKind.WideLoad, Opcode = Encoding.WideLoad, Destination = operands.RegisterFor(code[index].Destination), IsPinned = true,
            Immediate = (uint)code[index].Immediate | (long)code[index + 1].Immediate << 32,
        });
        return 1;
    }

    private static MachineInstruction Machine(Instruction code, AsmOperands operands)
    {
        var kind = Encoding.Class(code.Opcode);
        var hasSource = kind is InstructionClass.Ldx or InstructionClass.Stx || (kind != InstructionClass.St && (code.Opcode & Encoding.RegisterSource) != 0);
        return new MachineInstruction
        {
            Opcode = code.Opcode, Destination = operands.RegisterFor(code.Destination), Source = hasSource ? operands.RegisterFor(code.Source) : (int)code.Source,
            Offset = code.Offset, Immediate = code.Immediate, IsPinned = true, ArgumentCount = code.IsCall() ? MaximumArguments : 0,
        };
    }
}
