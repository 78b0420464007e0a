// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace BpfSharp.Objects.Usdt;

/// <summary>Where a user-level static probe (USDT) has an argument, as its ELF note says.</summary>
/// <remarks>
/// On x86-64 "-4@%edi", "8@16(%rbp)", "4@$7", "8@(%rax,%rbx,8)", "4@counter+8(%rip)"; on arm64 "8@x0", "-4@w3", "4@[sp, 12]", "8@[x1]", "4@7".
/// Source: the SystemTap probe format's note, whose operands are those of the architecture's assembler (AT&amp;T syntax on x86-64).
/// </remarks>
/// <param name="Size">Bytes.</param>
/// <param name="Constant">The value itself, or the displacement of a memory operand.</param>
/// <param name="Base">Register of struct pt_regs: a member, or a member and an element "regs.5"; null for constants.</param>
/// <param name="Symbol">What the displacement counts from, for memory the code addresses relative to itself.</param>
internal sealed record UsdtOperand(int Size, bool IsSigned, bool IsMemory, long Constant, string? Base, string? Index, int Scale, string? Symbol = null)
{
    /// <summary>The n-th operand of a note's argument string, from 1; null when there is none or it is of no known form.</summary>
    public static UsdtOperand? Find(string arguments, long number, bool isArm64 = false)
    {
        var words = Words(arguments);
        return number >= 1 && number <= words.Count ? Parse(words[(int)number - 1], isArm64) : null;
    }

    public static UsdtOperand? Parse(string text, bool isArm64 = false)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        if (at <= 0 || !int.TryParse(text[..at], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var size) || Math.Abs(size) is not (1 or 2 or 4 or 8))
        {
            return null;
        }

        var empty = new UsdtOperand(Math.Abs(size), size < 0, false, 0, null, null, 1);
        return isArm64 ? ParseArm64(text[(at + 1)..], empty) : ParseX86(text[(at + 1)..], empty);
    }

    /// <summary>The operands one by one: blanks separate them, except inside brackets.</summary>
    public static IReadOnlyList<string> Words(string arguments)
    {
        var words = new List<string>();
        var start = 0;
        var isInside = false;
        for (var i = 0; i <= arguments.Length; i++)
        {
            if (i < arguments.Length && (arguments[i] != ' ' || isInside))
            {
                isInside = arguments[i] switch { '[' => true, ']' => false, _ => isInside };
                continue;
            }

            if (i > start)
            {
                words.Add(arguments[start..i]);
            }

            start = i + 1;
        }

        return words;
    }

    private static UsdtOperand? ParseX86(string text, UsdtOperand empty) => text switch
    {
        ['$', .. var number] => TryNumber(number, out var value) ? empty with { Constant = value } : null,
        ['%', .. var register] => X86Register(register) is { } field ? empty with { Base = field } : null,
        _ when text.EndsWith("(%rip)", StringComparison.Ordinal) => ParseRelative(text[..^"(%rip)".Length], empty),
        _ => ParseMemory(text, empty),
    };

    // symbol, symbol+8, symbol-4
    private static UsdtOperand? ParseRelative(string text, UsdtOperand empty)
    {
        var sign = text.AsSpan(1 < text.Length ? 1 : 0).IndexOfAny('+', '-') + 1;
        var symbol = sign > 0 ? text[..sign] : text;
        var displacement = 0L;
        if (symbol.Length == 0 || TryNumber(symbol, out _) || (sign > 0 && !TryNumber(text[sign..].TrimStart('+'), out displacement)))
        {
            return null;
        }

        return empty with { IsMemory = true, Symbol = symbol, Constant = displacement };
    }

    // displacement(%base,%index,scale), everything but the base optional
    private static UsdtOperand? ParseMemory(string text, UsdtOperand empty)
    {
        var open = text.IndexOf('(', StringComparison.Ordinal);
        if (open < 0 || !text.EndsWith(')'))
        {
            return null;
        }

        var parts = text[(open + 1)..^1].Split(',');
        var displacement = 0L;
        var scale = 1;
        if ((open > 0 && !TryNumber(text[..open], out displacement)) || parts.Length > 3 || Register(parts[0]) is not { } @base
            || (parts.Length > 2 && !int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out scale)))
        {
            return null;
        }

        var index = parts.Length > 1 ? Register(parts[1]) : null;
        return parts.Length > 1 && index is null ? null : empty with { IsMemory = true, Constant = displacement, Base = @base, Index = index, Scale = scale };
    }

    // x5, 7, [x5], [x5, 12], [x5, x6]
    private static UsdtOperand? ParseArm64(string text, UsdtOperand empty)
    {
        if (TryNumber(text, out var value))
        {
            return empty with { Constant = value };
        }

        if (text is not ['[', .. var inside, ']'])
        {
            return Arm64Register(text) is { } register ? empty with { Base = register } : null;
        }

        var parts = inside.Split(',', StringSplitOptions.TrimEntries);
        if (parts.Length > 2 || Arm64Register(parts[0]) is not { } @base)
        {
            return null;
        }

        var memory = empty with { IsMemory = true, Base = @base };
        return parts.Length == 1 ? memory
            : TryNumber(parts[1].TrimStart('#'), out var displacement) ? memory with { Constant = displacement }
            : Arm64Register(parts[1]) is { } index ? memory with { Index = index } : null;
    }

    private static string? Register(string text) => text.StartsWith('%') ? X86Register(text[1..]) : null;

    internal static bool TryNumber(string text, out long value)
    {
        var isNegative = text.StartsWith('-');
        var digits = isNegative ? text[1..] : text;
        var isRead = digits.StartsWith("0x", StringComparison.Ordinal)
            ? long.TryParse(digits.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out value)
            : long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value);
        value = isNegative ? -value : value;
        return isRead;
    }

    private static string? Arm64Register(string register)
    {
        if (register == "sp")
        {
            return "sp";
        }

        return register is ['x' or 'w', .. var number] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n <= 30
            ? "regs." + n.ToString(CultureInfo.InvariantCulture)
            : null;
    }

    /// <summary>The field of x86-64's pt_regs that holds a register, under any of the register's names.</summary>
    private static string? X86Register(string register)
    {
        if (register.Length > 1 && register[0] == 'r' && char.IsAsciiDigit(register[1]))
        {
            var number = register.TrimEnd('d', 'w', 'b');
            return number is "r8" or "r9" or "r10" or "r11" or "r12" or "r13" or "r14" or "r15" ? number : null;
        }

        return register switch
        {
            "rax" or "eax" or "ax" or "al" => "ax",
            "rbx" or "ebx" or "bx" or "bl" => "bx",
            "rcx" or "ecx" or "cx" or "cl" => "cx",
            "rdx" or "edx" or "dx" or "dl" => "dx",
            "rsi" or "esi" or "si" or "sil" => "si",
            "rdi" or "edi" or "di" or "dil" => "di",
            "rbp" or "ebp" or "bp" or "bpl" => "bp",
            "rsp" or "esp" or "sp" or "spl" => "sp",
            _ => null,
        };
    }
}
