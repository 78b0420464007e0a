// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using BpfSharp.Objects.Usdt;

namespace BpfSharp.Links;

/// <summary>What a program is told of a probe by the map __bpf_usdt_specs: where each argument is.</summary>
/// <remarks>Of an argument: a value or displacement, of what kind it is, registers as offsets in struct pt_regs, sign and width. Source: libbpf, src/usdt.bpf.h.</remarks>
internal static class UsdtSpec
{
    private const int Constant = 0, InRegister = 1, InMemory = 2, InMemoryByIndex = 3;

    private static readonly string[] X86Registers =
        ["r15", "r14", "r13", "r12", "bp", "bx", "r11", "r10", "r9", "r8", "ax", "cx", "dx", "si", "di", "orig_ax", "ip", "cs", "flags", "sp", "ss"];

    private static bool IsArm64 => RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    /// <param name="distance">How far a symbol lies behind the probe; null where the file has none of that name.</param>
    /// <exception cref="FormatException">An operand is of a form that is not known, or there are too many.</exception>
    public static byte[] Of(UsdtLayout layout, string arguments, ulong cookie, Func<string, long?> distance)
    {
        var words = UsdtOperand.Words(arguments);
        if (words.Count > layout.Capacity)
        {
            throw new FormatException($"it has {words.Count} arguments, and programs can be told of {layout.Capacity}");
        }

        var spec = new byte[layout.Size];
        for (var i = 0; i < words.Count; i++)
        {
            var operand = UsdtOperand.Parse(words[i], IsArm64) ?? throw new FormatException($"its argument {i + 1} is at '{words[i]}', which is of no known form");
            Write(layout, spec, i, operand, words[i], distance);
        }

        layout.Set(spec, "usdt_cookie", (long)cookie);
        layout.Set(spec, "arg_cnt", words.Count);
        return spec;
    }

    private static void Write(UsdtLayout layout, byte[] spec, int number, UsdtOperand operand, string word, Func<string, long?> distance)
    {
        var value = operand.Constant;
        var register = operand.Base;
        if (operand.Symbol is { } symbol)
        {
            // Memory that code addresses relative to itself: the probe's own address is in the registers.
            value += distance(symbol) ?? throw new FormatException($"its argument {number + 1} is at '{word}', but the file has no symbol '{symbol}'");
            register = "ip";
        }

        if (operand.Scale is not (1 or 2 or 4 or 8))
        {
            throw new FormatException($"its argument {number + 1} is at '{word}', which is of no known form");
        }

        if (operand.Index is not null && !layout.HasIndex)
        {
            throw new FormatException($"its argument {number + 1} is at '{word}', which the object cannot be told: make it with bpf/usdt.bpf.h of libbpf 1.7 or newer");
        }

        layout.Set(spec, number, "val_off", value);
        layout.Set(spec, number, "arg_type", register is null ? Constant : !operand.IsMemory ? InRegister : operand.Index is null ? InMemory : InMemoryByIndex);
        layout.Set(spec, number, "idx_reg_off", Offset(operand.Index));
        layout.Set(spec, number, "scale_bitshift", System.Numerics.BitOperations.Log2((uint)operand.Scale));
        layout.Set(spec, number, "reg_off", Offset(register));
        layout.Set(spec, number, "arg_signed", operand.IsSigned ? 1 : 0);
        layout.Set(spec, number, "arg_bitshift", 64 - operand.Size * 8);
    }

    /// <summary>Where struct pt_regs has a register; on arm64 it begins with regs[31] and sp.</summary>
    private static int Offset(string? register) => register switch
    {
        null => 0,
        "sp" when IsArm64 => 31 * 8,
        _ when register.StartsWith("regs.", StringComparison.Ordinal) => int.Parse(register.AsSpan(5), System.Globalization.CultureInfo.InvariantCulture) * 8,
        _ => Array.IndexOf(X86Registers, register) * 8,
    };
}
