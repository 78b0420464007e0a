// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using BpfSharp.Compiler.Ir;
using BpfSharp.Isa;

namespace BpfSharp.Compiler.Codegen;

/// <summary>Operands of inline assembly: numbers, and registers that stand for virtual ones while the text is assembled.</summary>
internal sealed partial class AsmOperands
{
    private const int RegisterCount = 10;
    private readonly List<string> texts = [];
    private readonly Dictionary<string, MachineSymbol> symbols = new(StringComparer.Ordinal);
    private readonly int[] registers = new int[RegisterCount + 1];
    private readonly bool[] isTaken = new bool[RegisterCount + 1];

    private AsmOperands(string template)
    {
        template = Comparison().Replace(template, "");
        for (var i = 0; i <= RegisterCount; i++)
        {
            registers[i] = i;
            isTaken[i] = Names(template, 'r', i) || Names(template, 'w', i);
        }

        isTaken[RegisterCount] = true;
    }

    /// <summary>Null when there are more operands than registers the text leaves free.</summary>
    /// <param name="use">A register holding an operand.</param>
    /// <param name="further">A register for an output that ends in memory.</param>
    /// <param name="describe">What the loader fills in for an address.</param>
    public static AsmOperands? Bind(
        Operation operation, AsmPayload payload, int result, Func<Value, int> use, Func<int, int> further, Func<Operation, MachineSymbol> describe)
    {
        var bound = new AsmOperands(payload.Template);
        if (result >= 0 && !bound.Add(result))
        {
            return null;
        }

        for (var i = 0; i < operation.Operands.Count; i++)
        {
            var operand = operation.Operands[i];
            if (i == payload.TiedOperand)
            {
                bound.texts.Add(bound.texts[0]);
            }
            else if (payload.IsFurtherOutput(i))
            {
                if (!bound.Add(further(i)))
                {
                    return null;
                }
            }
            else if (operand is Operation { IsSymbolAddress: true } address && payload.Constraints[i].Contains('i', StringComparison.Ordinal))
            {
                bound.AddSymbol(describe(address));
            }
            else if (operand is Constant number && payload.Constraints[i].IndexOfAny(['i', 'n', 'g']) >= 0)
            {
                bound.texts.Add(number.Number.ToString(CultureInfo.InvariantCulture));
            }
            else if (!bound.Add(use(operand)))
            {
                return null;
            }
            else if (payload.Constraints[i].Contains('m', StringComparison.Ordinal))
            {
                bound.texts[^1] = $"({bound.texts[^1]} + 0)";
            }
        }

        return bound;
    }

    /// <summary>The virtual register that a register of the assembled text stands for, or the register itself.</summary>
    public int RegisterFor(Register register) => registers[(int)register];

    /// <summary>Null when the text is no assembly.</summary>
    public AssembledCode? Assemble(string template)
    {
        try
        {
            var code = Assembler.Assemble(AsmLabels.NameNumbers(Fill(template)));
            return code.Symbols.All(use => symbols.ContainsKey(use.Name)) ? code : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    public MachineSymbol SymbolFor(SymbolUse use) => symbols[use.Name] with { Addend = symbols[use.Name].Addend + use.Addend };

    private void AddSymbol(MachineSymbol symbol)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $".symbol{texts.Count}");
        symbols.Add(name, symbol);
        texts.Add(name);
    }

    private bool Add(int register)
    {
        var free = Array.IndexOf(isTaken, false);
        if (free < 0)
        {
            return false;
        }

        isTaken[free] = true;
        registers[free] = register;
        texts.Add(string.Create(CultureInfo.InvariantCulture, $"r{free}"));
        return true;
    }

    // %0, %w0 (the register's low half), %% and statements ended by ';'.
    private string Fill(string template)
    {
        var text = new StringBuilder();
        for (var i = 0; i < template.Length; i++)
        {
            if (template[i] != '%' || i + 1 == template.Length)
            {
                text.Append(template[i] is ';' ? '\n' : template[i]);
                continue;
            }

            var isNarrow = template[i + 1] == 'w';
            var start = i + (isNarrow ? 2 : 1);
            var end = start;
            while (end < template.Length && char.IsAsciiDigit(template[end]))
            {
                end++;
            }

            if (int.TryParse(template.AsSpan(start, end - start), CultureInfo.InvariantCulture, out var number) && number < texts.Count)
            {
                text.Append(isNarrow && texts[number][0] == 'r' ? "w" + texts[number][1..] : texts[number]);
                i = end - 1;
            }
            else if (template[i + 1] is '%' or '=')
            {
                // %= makes labels unique in a file; here every text is assembled alone.
                text.Append(template[++i] == '%' ? "%" : "");
            }
            else
            {
                text.Append('%'); // the assembler says what it thinks of it
            }
        }

        return text.ToString();
    }

    private static bool Names(string template, char letter, int number)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{letter}{number}");
        for (var at = template.IndexOf(name, StringComparison.Ordinal); at >= 0; at = template.IndexOf(name, at + 1, StringComparison.Ordinal))
        {
            var before = at == 0 ? ' ' : template[at - 1];
            var after = at + name.Length < template.Length ? template[at + name.Length] : ' ';
            if (!char.IsAsciiLetterOrDigit(before) && before is not ('_' or '%') && !char.IsAsciiLetterOrDigit(after) && after != '_')
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A condition compares the names of registers and uses none.</summary>
    [GeneratedRegex(@"\.ifn?c\b[^;\n]*", RegexOptions.CultureInvariant)]
    private static partial Regex Comparison();
}
