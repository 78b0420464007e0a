// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Isa;

/// <summary>Numbers computed while assembling, over labels too: 64-bit, with the precedences of GNU's assembler.</summary>
internal static class AssemblyExpression
{
    private const int MaxDepth = 100, UnaryLevel = 7;

    // The longer ones first: "<" would take the first half of "<<".
    private static readonly (string Text, int Level, Func<long, long, long> Apply)[] Operators =
    [
        ("||", 1, static (a, b) => a != 0 || b != 0 ? 1 : 0),
        ("&&", 2, static (a, b) => a != 0 && b != 0 ? 1 : 0),
        ("<<", 6, static (a, b) => b is >= 0 and < 64 ? a << (int)b : 0),
        (">>", 6, static (a, b) => b is >= 0 and < 64 ? (long)((ulong)a >> (int)b) : 0),
        ("==", 3, static (a, b) => a == b ? 1 : 0),
        ("!=", 3, static (a, b) => a != b ? 1 : 0),
        ("<=", 3, static (a, b) => a <= b ? 1 : 0),
        (">=", 3, static (a, b) => a >= b ? 1 : 0),
        ("<", 3, static (a, b) => a < b ? 1 : 0),
        (">", 3, static (a, b) => a > b ? 1 : 0),
        ("+", 4, static (a, b) => unchecked(a + b)),
        ("-", 4, static (a, b) => unchecked(a - b)),
        ("|", 5, static (a, b) => a | b),
        ("^", 5, static (a, b) => a ^ b),
        ("&", 5, static (a, b) => a & b),
        ("*", 6, static (a, b) => unchecked(a * b)),
        ("/", 6, static (a, b) => b == -1 ? unchecked(-a) : a / b),
        ("%", 6, static (a, b) => b == -1 ? 0 : a % b),
    ];

    /// <param name="labelAt">The address of a label in bytes; null when there is none of that name.</param>
    /// <exception cref="FormatException">It is no expression, names an unknown label or divides by zero.</exception>
    public static long Read(ref AssemblyReader reader, Func<string, long?> labelAt) => Read(ref reader, labelAt, 1, 0);

    // expression: primary (operator expression)*
    private static long Read(ref AssemblyReader reader, Func<string, long?> labelAt, int level, int depth)
    {
        var value = Primary(ref reader, labelAt, depth);
        while (Operator(ref reader, level) is { } found)
        {
            var right = Read(ref reader, labelAt, found.Level + 1, depth + 1);
            value = right != 0 || found.Text is not ("/" or "%") ? found.Apply(value, right) : throw reader.Error("division by zero");
        }

        return value;
    }

    private static (string Text, int Level, Func<long, long, long> Apply)? Operator(ref AssemblyReader reader, int level)
    {
        foreach (var candidate in Operators)
        {
            if (reader.StartsWith(candidate.Text))
            {
                return candidate.Level >= level && reader.Eat(candidate.Text) ? candidate : null;
            }
        }

        return null;
    }

    // primary: ('-' | '~' | '!' | '+') primary | '(' expression ')' | number | label
    private static long Primary(ref AssemblyReader reader, Func<string, long?> labelAt, int depth)
    {
        if (depth > MaxDepth)
        {
            throw reader.Error("expression too deeply nested");
        }

        if (reader.Eat("-"))
        {
            return unchecked(-Read(ref reader, labelAt, UnaryLevel, depth + 1));
        }

        if (reader.Eat("~"))
        {
            return ~Read(ref reader, labelAt, UnaryLevel, depth + 1);
        }

        if (reader.Eat("!"))
        {
            return Read(ref reader, labelAt, UnaryLevel, depth + 1) == 0 ? 1 : 0;
        }

        if (reader.Eat("("))
        {
            var inner = Read(ref reader, labelAt, 1, depth + 1);
            reader.Expect(")");
            return inner;
        }

        reader.Eat("+");
        if (reader.TryNumber(out var number))
        {
            return number;
        }

        var name = reader.Name() ?? throw reader.Error("number or label expected");
        return labelAt(name) ?? throw reader.Error($"no label '{name}'");
    }
}
