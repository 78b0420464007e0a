// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.RegularExpressions;
using BpfSharp.Compiler.Preprocessing;
using BpfSharp.Compiler.Syntax;
using static BpfSharp.Compiler.Diagnostics.SemanticsDiagnostics;

namespace BpfSharp.Compiler.Semantics;

// Inline assembly.
internal sealed partial class Binder
{
    private BoundAsm BindAsm(AsmStatement syntax)
    {
        var operands = new List<BoundAsmOperand>(syntax.Outputs.Count + syntax.Inputs.Count);
        operands.AddRange(syntax.Outputs.Select(output => BindAsmOperand(output, true)));
        operands.AddRange(syntax.Inputs.Select(input => BindAsmOperand(input, false)));
        var labels = syntax.Labels.Select(BindAsmLabel).ToList();
        var template = WithSymbols(DecodeText(syntax.Template), operands);
        return new BoundAsm(template, operands, syntax.Clobbers.Select(DecodeText).ToList(), labels) { Span = syntax.Span };
    }

    private BoundAsmOperand BindAsmOperand(AsmOperandSyntax syntax, bool isOutput)
    {
        var constraint = DecodeText(syntax.Constraint);
        var isMemory = constraint.Contains('m', StringComparison.Ordinal) && constraint.IndexOfAny(['r', 'i', 'w', 'n']) < 0;
        if (!isOutput && !isMemory)
        {
            return new BoundAsmOperand(syntax.Name, constraint, BindArgument(syntax.Value, constraint.Contains('i', StringComparison.Ordinal)), false);
        }

        var value = BindExpression(syntax.Value);
        if (!value.IsLvalue)
        {
            value = Error(AsmNeedsLvalue, syntax.Value.Span);
        }

        return new BoundAsmOperand(syntax.Name, constraint, value, isOutput);
    }

    private LabelSymbol BindAsmLabel(Token name)
    {
        var label = LabelNamed(name.Text, name.Span);
        function?.Gotos.Add((label, name.Span));
        return label;
    }

    /// <summary>What the text names itself, in calls and in loads of addresses, becomes an operand too: <c>call f</c> is then <c>call %[.f]</c>.</summary>
    private string WithSymbols(string template, List<BoundAsmOperand> operands) => SymbolInAssembly().Replace(template, match =>
    {
        var name = match.Groups["name"].Value;
        var operandName = "." + name;
        if (operands.All(o => o.Name != operandName))
        {
            if (BindAsmSymbol(name, match.Groups["call"].Success) is not { } value)
            {
                return match.Value;
            }

            operands.Add(new BoundAsmOperand(operandName, "i", value, false));
        }

        return string.Create(CultureInfo.InvariantCulture, $"{match.Groups["before"].Value}%[{operandName}]{match.Groups["after"].Value}");
    });

    private BoundExpression? BindAsmSymbol(string name, bool isCall) => fileScope.Find(name) switch
    {
        // What C has not declared is another object's, as for any assembler.
        null when !isCall => AddressOf(new VariableSymbol(name, default, IntegerType.Int, VariableStorage.Extern)),
        FunctionSymbol target => new BoundConversion(ConversionKind.FunctionToPointer, new BoundFunction(target), new PointerType(target.Type)),
        VariableSymbol variable => AddressOf(variable),
        _ => null,
    };

    private static BoundAddressOf AddressOf(VariableSymbol variable) => new(new BoundVariable(variable), new PointerType(variable.Type));

    [GeneratedRegex(@"(?<call>)(?<before>\bcall\s+)(?<name>[A-Za-z_]\w*)(?<after>)(?!\w)|(?<before>=\s*)(?<name>[A-Za-z_]\w*)(?<after>\s+ll\b)", RegexOptions.CultureInvariant)]
    private static partial Regex SymbolInAssembly();

    private string DecodeText(StringExpression syntax)
    {
        if (StringLiterals.TryDecode(syntax, out var bytes, out var error))
        {
            return StringLiterals.ToText(bytes);
        }

        Report(error!, syntax.Span);
        return "";
    }
}
