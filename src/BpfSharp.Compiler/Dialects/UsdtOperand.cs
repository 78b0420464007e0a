// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace BpfSharp.Compiler.Dialects;

/// <summary>Where a user-level static probe (USDT) has an argument, as its ELF note says: "-4@%edi", "8@16(%rbp)", "4@$7", "8@(%rax,%rbx,8)".</summary>
/// <remarks>Source: the SystemTap probe format's note, whose operands are those of the architecture's assembler (AT&amp;T syntax on x86-64).</remarks>
/// <param name="Size">Bytes.</param>
/// <param name="Constant">The value itself, or the displacement of a memory operand.</param>
/// <param name="Base">Field of struct pt_regs; null for constants.</param>
internal sealed record UsdtOperand(int Size, bool IsSigned, bool IsMemory, long Constant, string? Base, string? Index, int Scale)
{
    /// <summary>The n-th operand of a note's argument string, from 1; null when there is none or it is of no known form.</summary>
    public static UsdtOperand? Find(string arguments, long number)
    {
        var words = arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return number >= 1 && number <= words.Length ? Parse(words[number - 1]) : null;
    }

    public static UsdtOperand? Parse(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        if (at <= 0 || !int.TryParse(text[..at], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var size) || Math.Abs(size) is not (1 or 2 or 4 or 8))
        {
            return null;
        }

        var rest = text[(at + 1)..];
        var empty = new UsdtOperand(Math.Abs(size), size < 0, false, 0, null, null, 1);
        return rest switch
        {
            ['$', .. var number] => TryNumber(number, out var value) ? empty with { Constant = value } : null,
            ['%', .. var register] => Field(register) is { } field ? empty with { Base = field } : null,
            _ => ParseMemory(rest, empty),
        };
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

    private static string? Register(string text) => text.StartsWith('%') ? Field(text[1..]) : null;

    private static bool TryNumber(string text, out long value)
    {
        var isNegative = text.StartsWith('-');
        var digits = isNegative ? text[1..] : text;
        var isRead = digits.StartsWith("0x", StringComparison.Ordinal)
            ? long.TryParse(digits.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out value)
            : long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value);
        value = isNegative ? -value : value;
        return isRead;
    }

    /// <summary>The field of x86-64's pt_regs that holds a register, under any of the register's names.</summary>
    private static string? Field(string register)
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
