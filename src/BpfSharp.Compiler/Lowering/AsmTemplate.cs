// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using BpfSharp.Compiler.Semantics;

namespace BpfSharp.Compiler.Lowering;

/// <summary>Rewrites the text of inline assembly from the source's operands to the operation's.</summary>
internal static class AsmTemplate
{
    /// <summary>%[name] and %n become the payload's numbers, %l[label] a name in the text; letters between % and the operand stay.</summary>
    public static string Number(string template, IReadOnlyList<BoundAsmOperand> operands, int[] numbers, IReadOnlyList<LabelSymbol> labels)
    {
        var text = new StringBuilder();
        for (var i = 0; i < template.Length; i++)
        {
            if (template[i] == '%' && i + 1 < template.Length && TryTarget(template, i, operands.Count, labels, out var target, out var after))
            {
                text.Append(Target(target));
                i = after - 1;
                continue;
            }

            text.Append(template[i]);
            if (template[i] != '%')
            {
                continue;
            }

            if (i + 1 < template.Length && template[i + 1] is '%' or '=')
            {
                text.Append(template[++i]);
                continue;
            }

            while (i + 1 < template.Length && char.IsAsciiLetter(template[i + 1]))
            {
                text.Append(template[++i]);
            }

            i = NumberOne(template, i + 1, operands, numbers, text);
        }

        return text.ToString();
    }

    /// <summary>Lets jumps to the labels end at the end of the text, with the label's number from 1 in an operand; 0 there means that none was taken.</summary>
    public static string WithSelector(string template, int operand, int labels)
    {
        var text = new StringBuilder(template);
        Choose(0);
        for (var i = 0; i < labels; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"\ngoto {Target(labels)}\n{Target(i)}:");
            Choose(i + 1);
        }

        return text.Append(CultureInfo.InvariantCulture, $"\n{Target(labels)}:").ToString();

        void Choose(int number) => text.Append(CultureInfo.InvariantCulture, $"\n%{operand} = {number}");
    }

    private static string Target(int label) => string.Create(CultureInfo.InvariantCulture, $".target{label}");

    // target: '%l' '[' name ']' | '%l' number, counted on from the operands
    private static bool TryTarget(string template, int start, int operandCount, IReadOnlyList<LabelSymbol> labels, out int target, out int after)
    {
        (target, after) = (-1, start);
        if (template[start + 1] != 'l' || labels.Count == 0)
        {
            return false;
        }

        var reference = Reference(template, start + 2, out after);
        target = int.TryParse(reference, CultureInfo.InvariantCulture, out var number)
            ? number - operandCount
            : labels.ToList().FindIndex(label => label.Name == reference);
        return target >= 0 && target < labels.Count;
    }

    /// <summary>Returns the index of the reference's last character.</summary>
    private static int NumberOne(string template, int start, IReadOnlyList<BoundAsmOperand> operands, int[] numbers, StringBuilder text)
    {
        var reference = Reference(template, start, out var end);
        var operand = int.TryParse(reference, CultureInfo.InvariantCulture, out var number)
            ? number
            : operands.ToList().FindIndex(o => o.Name is not null && o.Name == reference);
        text.Append(operand >= 0 && operand < numbers.Length ? numbers[operand].ToString(CultureInfo.InvariantCulture) : template[start..end]);
        return end - 1;
    }

    /// <summary>The name in brackets or the number that comes next; empty when neither does.</summary>
    private static string Reference(string template, int start, out int end)
    {
        end = start;
        if (start < template.Length && template[start] == '[' && template.IndexOf(']', start) is var close and > 0)
        {
            end = close + 1;
            return template[(start + 1)..close];
        }

        while (end < template.Length && char.IsAsciiDigit(template[end]))
        {
            end++;
        }

        return template[start..end];
    }
}
