// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using BpfSharp.Objects;

namespace BpfSharp.Compiler.Ir;

internal sealed partial class IrPrinter
{
    private void WriteOperation(Operation operation)
    {
        if (!operation.Type.IsVoid)
        {
            text.Append(NameOf(operation)).Append(": ").Append(IrNames.Of(operation.Type)).Append(" = ");
        }

        text.Append(IrNames.Of(operation.Code));
        WriteSuffixes(operation);
        WriteBody(operation);
        if (operation.Align != 1)
        {
            text.Append(CultureInfo.InvariantCulture, $" align {operation.Align}");
        }
    }

    /// <summary>What follows the opcode after dots: width and sign, kind of atomic, volatile.</summary>
    private void WriteSuffixes(Operation operation)
    {
        var bits = operation.Width * 8;
        switch (operation.Code)
        {
            case OpCode.Load or OpCode.ExtendLow:
                text.Append(CultureInfo.InvariantCulture, $".{(operation.IsSigned ? 's' : 'u')}{bits}");
                break;
            case OpCode.Store or OpCode.ByteSwap or OpCode.PacketLoad:
                text.Append(CultureInfo.InvariantCulture, $".{bits}");
                break;
            case OpCode.Atomic:
                text.Append(CultureInfo.InvariantCulture, $".{IrNames.Of(operation.AtomicKind)}.{bits}{(operation.HasResult ? ".fetch" : "")}");
                break;
        }

        text.Append(operation.IsVolatile ? ".volatile" : "");
    }

    private void WriteBody(Operation operation)
    {
        switch (operation.Code)
        {
            case OpCode.Alloca:
                text.Append(CultureInfo.InvariantCulture, $" {operation.Size}{(operation.Name is { } name ? " " + Quote(name) : "")}");
                break;
            case OpCode.MemoryCopy or OpCode.MemorySet or OpCode.MemoryCompare:
                WriteOperands(operation, " ", "");
                text.Append(CultureInfo.InvariantCulture, $" size {operation.Size}");
                break;
            case OpCode.MapAddress or OpCode.GlobalAddress or OpCode.FunctionAddress or OpCode.KsymAddress:
                text.Append(" @").Append(SymbolName(operation));
                break;
            case OpCode.CoreValue:
                var core = (CoreReference)operation.Symbol!;
                text.Append(CultureInfo.InvariantCulture, $" {core.Kind} {Quote(core.TypeName)} {Quote(core.Path)} {core.Value}");
                break;
            case OpCode.HelperCall:
                text.Append(CultureInfo.InvariantCulture, $" {operation.HelperId}");
                WriteOperands(operation, "(", ")");
                break;
            case OpCode.Call or OpCode.KfuncCall:
                text.Append(" @").Append(SymbolName(operation));
                WriteOperands(operation, "(", ")");
                break;
            case OpCode.Asm:
                WriteAsm(operation, (AsmPayload)operation.Symbol!);
                break;
            case OpCode.ContextArgument:
                text.Append(CultureInfo.InvariantCulture, $" {operation.Size} of");
                WriteOperands(operation, " ", "");
                break;
            case OpCode.Phi:
                WritePhi(operation);
                break;
            case OpCode.Switch:
                WriteSwitch(operation);
                break;
            default:
                WriteOperands(operation, operation.Operands.Count > 0 ? " " : "", "");
                WriteTargets(operation);
                break;
        }
    }

    private void WriteOperands(Operation operation, string before, string after)
    {
        text.Append(before);
        for (var i = 0; i < operation.Operands.Count; i++)
        {
            text.Append(i > 0 ? ", " : "").Append(NameOf(operation.Operands[i]));
        }

        text.Append(after);
    }

    private void WriteTargets(Operation operation)
    {
        var separator = operation.Operands.Count > 0 ? ", " : " ";
        foreach (var target in operation.Targets)
        {
            text.Append(separator).Append(NameOf(target));
            separator = ", ";
        }
    }

    private void WritePhi(Operation phi)
    {
        for (var i = 0; i < phi.Operands.Count; i++)
        {
            text.Append(i > 0 ? ", [" : " [").Append(i < phi.Incoming.Count ? NameOf(phi.Incoming[i]) : "b?").Append(": ").Append(NameOf(phi.Operands[i])).Append(']');
        }
    }

    private void WriteSwitch(Operation operation)
    {
        text.Append(' ').Append(NameOf(operation.Operands[0])).Append(" [");
        for (var i = 0; i < operation.Cases.Length; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(i > 0 ? ", " : "")}{operation.Cases[i]}: {NameOf(operation.Targets[i + 1])}");
        }

        text.Append("] else ").Append(NameOf(operation.Targets[0]));
    }

    private void WriteAsm(Operation operation, AsmPayload payload)
    {
        text.Append(' ').Append(Quote(payload.Template)).Append('(');
        for (var i = 0; i < operation.Operands.Count; i++)
        {
            text.Append(i > 0 ? ", " : "").Append(Quote(payload.Constraints[i])).Append(' ').Append(NameOf(operation.Operands[i]));
        }

        text.Append(')');
        for (var i = 0; i < payload.Clobbers.Count; i++)
        {
            text.Append(i == 0 ? " clobbers " : ", ").Append(Quote(payload.Clobbers[i]));
        }
    }

    private static string SymbolName(Operation operation) => operation.Symbol switch
    {
        MapSpec map => map.Name,
        GlobalVariable global => global.Name,
        Function function => function.Name,
        string name => name,
        _ => "?",
    };
}
