// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace BpfSharp.Fuzz.Making;

/// <summary>Writes macros that call each other, paste, quote and vanish, conditions over them, and uses.</summary>
internal sealed class MacroMaker(Random random)
{
    private static readonly string[] Bodies =
    [
        "x", "x x", "(x)", "#x", "x ## 1", "x ## x", "## x", "x ##", "__VA_ARGS__", "f(__VA_ARGS__)", ", ## __VA_ARGS__", "__VA_OPT__(x) x", "__VA_OPT__(", "m1", "m2(x)", "m3(x, x)", "m4(m2)(x)",
        "m1 m2(m3(x, 1))", "_Pragma(\"once\")", "__COUNTER__", "__LINE__", "__FILE__", "defined(m1)", "do { x; } while (0)", "({ x; })", "\"x\" #x", "'x'", "m5", "m0(x)", "1 +", "(", ")", "{", "#", "# y", "", "\\\n x",
    ];

    private static readonly string[] Conditions =
    [
        "defined m1", "m1", "m2(1) > 2", "1 / 0", "1 << 64", "-1 > 0u", "__has_include(<bpf/bpf_helpers.h>)", "__has_include(x", "'a' == 97", "(1", "1 ? 2 : 3", "defined(", "CONFIG_BPF", "0x", "1e5", "\"s\"", "__has_attribute(packed)", "m3(1, 2) == 12", "1 ||", "!!!!m1", "",
    ];

    public string Make()
    {
        var text = new StringBuilder();
        for (var i = random.Next(3, 30); i > 0; i--)
        {
            text.Append(Line());
        }

        return text.Append("int kprobe__f(struct pt_regs *ctx)\n{\n\tint x = 1;\n\treturn ").Append(Use()).Append(";\n}\n").ToString();
    }

    private string Line() => random.Next(9) switch
    {
        0 => $"#if {Any(Conditions)}\n",
        1 => $"#el{Any("se", "if 1", "ifdef m1", "se x")}\n",
        2 => $"#endif{Any("", " x", "\n#endif")}\n",
        3 => $"#undef m{random.Next(6)}\n",
        4 => $"#{Any("include <m1>", "include m1", "include \"nowhere.h\"", "include <linux/sched.h>", "line 5 \"x\"", "error e", "warning w", "pragma once", "pragma push_macro(\"m1\")", "pragma pop_macro(\"m1\")", "ident", "5", "")}\n",
        5 => $"int g{random.Next(99)} = {Use()};\n",
        _ => $"#define m{random.Next(6)}{Any("", "(x)", "(x, ...)", "(...)", "(x, y)", "(x...)", " (x)", "()", "(x", "(1)")} {Any(Bodies)} {Any(Bodies)} {(random.Next(2) == 0 ? Any(Bodies) : "")}\n",
    };

    private string Use() => random.Next(5) switch
    {
        0 => $"m{random.Next(6)}",
        1 => $"m{random.Next(6)}({Use()}, {Use()})",
        2 => $"m{random.Next(6)}({Use()}",
        3 => Any("1", "x", "", ",", "(", "\"s\"", "__LINE__", "m1 m2"),
        _ => $"m{random.Next(6)}({Use()})",
    };

    private string Any(params string[] choices) => choices[random.Next(choices.Length)];
}
