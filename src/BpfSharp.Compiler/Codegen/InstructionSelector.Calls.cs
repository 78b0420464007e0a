// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Source;
using BpfSharp.Isa;
using BpfSharp.Objects;

namespace BpfSharp.Compiler.Codegen;

// Calls and inline assembly.
internal sealed partial class InstructionSelector
{
    private const int MaximumArguments = 5, TracePrintk = 6;

    private void SelectCall(Operation operation)
    {
        var count = operation.Operands.Count;
        if (count > MaximumArguments)
        {
            diagnostics.Report(CodegenDiagnostics.TooManyArguments, SourceSpan.At(operation.Location), count);
            return;
        }

        for (var i = 0; i < count; i++)
        {
            if (operation is { Code: OpCode.HelperCall, HelperId: TracePrintk } && i >= 2)
            {
                Into(i + 1, operation.Operands[i]); // the format says how many bytes count
                continue;
            }

            IntoExtended(i + 1, operation.Operands[i]);
        }

        EmitCall(operation, count);
        if (operation.IsUsed)
        {
            Copy(RegisterOf(operation), (int)Register.R0);
        }
    }

    /// <summary>The instruction has the context in r6 and its result in r0, and writes the registers a call writes.</summary>
    private void SelectPacketLoad(Operation operation)
    {
        var (offset, added) = operation.Operands[1] is Operation { Code: OpCode.Add } sum && sum.Operands[1] is Constant { Number: > 0 and <= int.MaxValue } constant
            ? (sum.Operands[0], (int)constant.Number) : (operation.Operands[1], 0);
        Into((int)Register.R6, operation.Operands[0]);
        Emit(new MachineInstruction
        {
            Opcode = Encoding.Memory(InstructionClass.Ld, offset is Constant ? MemoryMode.Abs : MemoryMode.Ind, operation.Width),
            Source = offset is Constant ? MachineInstruction.None : Use(offset), Immediate = offset is Constant known ? (int)known.Number : added,
        });
        if (operation.IsUsed)
        {
            Copy(RegisterOf(operation), (int)Register.R0);
        }
    }

    private void EmitCall(Operation operation, int count)
    {
        var (source, symbol) = operation.Symbol switch
        {
            Function callee => (PseudoCall.Function, new MachineSymbol(RelocationKind.Subprogram, callee.Name)),
            string name when operation.Code == OpCode.KfuncCall => (PseudoCall.Kfunc, new MachineSymbol(RelocationKind.Kfunc, name)),
            _ => (PseudoCall.Helper, (MachineSymbol?)null),
        };
        Emit(new MachineInstruction
        {
            Opcode = Encoding.Call, Source = (int)source, Symbol = symbol, ArgumentCount = count,
            Immediate = source == PseudoCall.Helper ? operation.HelperId : -1,
        });
    }
}
