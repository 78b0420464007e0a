// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace BpfSharp.Fuzz.Making;

/// <summary>One thing too often or too deep, in a program that is right otherwise.</summary>
internal sealed class Extremes(Random random)
{
    public const int Shapes = 28;

    public string Make() => Make(random.Next(Shapes), (int)Math.Pow(10, 1 + (random.NextDouble() * 3.5)));

    /// <param name="n">How often or how deep.</param>
    public static string Make(int shape, int n) => shape switch
    {
        0 => Body($"return {Repeat("(", n)}1{Repeat(")", n)};"),
        1 => Body($"return {Repeat("-", n).Replace("--", "- -", StringComparison.Ordinal)}a;"),
        2 => Body($"return a{Repeat(" + a", n)};"),
        3 => Body($"return a{Repeat(" * a - 1", n)};"),
        4 => Body($"int {Repeat("*", n)}p; return 0;"),
        5 => Body($"{Repeat("if (a) ", n)} return 1; return 0;"),
        6 => Body($"if (a == 0) return 0; {Numbered(n, i => $"else if (a == {i}) return {i * 7};\n")} return 0;"),
        7 => Body($"switch (a) {{ {Numbered(n, i => $"case {i * 3}: return {i};\n")} }} return 0;"),
        8 => Body($"{Numbered(n, i => $"a = a * 3 + {i}; b ^= a;\n")} return a + b;"),
        9 => Body($"{Numbered(n, i => $"int v{i} = a + {i};\n")} return a{Numbered(Math.Min(n, 2000), i => $" + v{i}")};"),
        10 => $"int a[] = {{ {Repeat("{", n)} 1 {Repeat("}", n)} }};\n{Body("return 0;")}",
        11 => $"int a[] = {{ {Numbered(n, i => $"{i},")} }};\n{Body("return 0;")}",
        12 => $"#define M0 1\n{Numbered(n, i => $"#define M{i + 1} M{i} + 1\n")}{Body($"return M{n};")}",
        13 => $"#define M0 x\n{Numbered(Math.Min(n, 60), i => $"#define M{i + 1} M{i} M{i}\n")}{Body($"M{Math.Min(n, 60)}")}",
        14 => $"#define F(x) x\n{Body($"return {Repeat("F(", n)}1{Repeat(")", n)};")}",
        15 => Body($"{Repeat("{", n)} a++; {Repeat("}", n)} return a;"),
        16 => $"{Repeat("struct s { ", n)} int x; {Repeat("} m;", n)}\n{Body("return 0;")}",
        17 => $"{Numbered(n, i => $"static long f{i}(long a) {{ return {(i == 0 ? "a" : $"f{i - 1}(a) + 1")}; }}\n")}{Body($"return f{n - 1}(a);")}",
        18 => Body($"{Repeat("for (int i = 0; i < 2; i++) ", n)} a++; return a;"),
        19 => Body($"char x[{n}ULL * {n} * {n}]; return x[0];"),
        20 => $"{Repeat("#if 1\n", n)}int z;\n{Repeat("#endif\n", n)}{Body("return 0;")}",
        21 => Body($"return {Repeat("a ? a : ", n)} a;"),
        22 => Body($"return {Repeat("a ? (", n)} a {Repeat(") : 1", n)};"),
        23 => Body($"bpf_trace_printk(\"{Repeat("x", n)}\"); return \"{Repeat("\\n", n)}\"[0];"),
        24 => $"int {Repeat("(*", n)} p {Repeat(")(int)", n)};\n{Body("return 0;")}",
        25 => Body($"{Repeat("@", n)} {Repeat("undefined_name;", n)} return 0;"),
        26 => $"enum {{ {Numbered(n, i => $"E{i}, ")} }};\n{Body($"return E{n - 1};")}",
        _ => Body($"{Numbered(n, i => $"l{i}: if (a++ == {i}) goto l{(i * 7) % n};\n")} return a;"),
    };

    private static string Body(string statements) => $"int kprobe__f(struct pt_regs *ctx, long a, long b)\n{{\n{statements}\n}}\n";

    private static string Repeat(string text, int count) => new StringBuilder(text.Length * count).Insert(0, text, count).ToString();

    private static string Numbered(int count, Func<int, string> make)
    {
        var text = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            text.Append(make(i));
        }

        return text.ToString();
    }
}
