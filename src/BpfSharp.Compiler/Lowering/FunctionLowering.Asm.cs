// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Semantics;

namespace BpfSharp.Compiler.Lowering;

internal sealed partial class FunctionLowering
{
    private void LowerAsm(BoundAsm asm)
    {
        var registerOutputs = asm.Operands.Count(IsRegisterOutput);
        if (registerOutputs > 1 && asm.Template.Trim().Length > 0)
        {
            Report(LoweringDiagnostics.ManyAsmOutputs, asm.Span);
            return;
        }

        if (registerOutputs <= 1)
        {
            EmitAsm(asm, asm.Operands);
            return;
        }

        // An empty template only hides values from the optimiser: one barrier for each does the same.
        foreach (var operand in asm.Operands.Where(IsRegisterOutput))
        {
            EmitAsm(asm, [operand]);
        }
    }

    private static bool IsRegisterOutput(BoundAsmOperand operand) => operand.IsOutput && !IsMemoryConstraint(operand);

    private static bool IsMemoryConstraint(BoundAsmOperand operand) => operand.Constraint.Contains('m', StringComparison.Ordinal);

    private void EmitAsm(BoundAsm asm, IReadOnlyList<BoundAsmOperand> operands)
    {
        var output = operands.FirstOrDefault(IsRegisterOutput);
        var outputIndex = output is null ? -1 : operands.ToList().IndexOf(output);
        var place = output is null ? default : PlaceOf(output.Value);
        var numbers = new int[operands.Count];
        var values = new List<Value>();
        var constraints = new List<string>();
        for (var i = 0; i < operands.Count; i++)
        {
            var operand = operands[i];
            if (i == outputIndex)
            {
                continue;
            }

            var constraint = operand.Constraint.TrimStart('=', '+', '&');
            numbers[i] = values.Count + (output is null ? 0 : 1);
            values.Add(IsMemoryConstraint(operand) ? Address(operand.Value) : Lower(operand.Value));

            // A digit names the output to share a register with.
            constraints.Add(int.TryParse(constraint, CultureInfo.InvariantCulture, out _) ? "0" : constraint);
        }

        if (output is not null && output.Constraint.StartsWith('+'))
        {
            values.Add(Read(place));
            constraints.Add("0");
        }

        var type = output is null ? IrType.Void : ValueType(place.Type);
        var payload = new AsmPayload(Renumber(asm.Template, operands, numbers), output is not null, constraints, asm.Clobbers);
        var result = builder.Add(new Operation(OpCode.Asm, type, values.ToArray()) { Symbol = payload, IsVolatile = true });
        if (output is not null)
        {
            Write(place, KeepExtended(result, place.Type));
        }
    }

    /// <summary>%[name] and %n become the payload's numbers; letters between % and the operand stay.</summary>
    private static string Renumber(string template, IReadOnlyList<BoundAsmOperand> operands, int[] numbers)
    {
        var text = new StringBuilder();
        for (var i = 0; i < template.Length; i++)
        {
            text.Append(template[i]);
            if (template[i] != '%')
            {
                continue;
            }

            if (i + 1 < template.Length && template[i + 1] == '%')
            {
                text.Append(template[++i]);
                continue;
            }

            while (i + 1 < template.Length && char.IsAsciiLetter(template[i + 1]))
            {
                text.Append(template[++i]);
            }

            i = RenumberOne(template, i + 1, operands, numbers, text);
        }

        return text.ToString();
    }

    /// <summary>Returns the index of the reference's last character.</summary>
    private static int RenumberOne(string template, int start, IReadOnlyList<BoundAsmOperand> operands, int[] numbers, StringBuilder text)
    {
        var end = start;
        var operand = -1;
        if (start < template.Length && template[start] == '[' && template.IndexOf(']', start) is var close and > 0)
        {
            var name = template[(start + 1)..close];
            operand = operands.ToList().FindIndex(o => o.Name == name);
            end = close + 1;
        }
        else
        {
            while (end < template.Length && char.IsAsciiDigit(template[end]))
            {
                end++;
            }

            operand = int.TryParse(template.AsSpan(start, end - start), CultureInfo.InvariantCulture, out var number) ? number : -1;
        }

        text.Append(operand >= 0 && operand < numbers.Length ? numbers[operand].ToString(CultureInfo.InvariantCulture) : template[start..end]);
        return end - 1;
    }
}
