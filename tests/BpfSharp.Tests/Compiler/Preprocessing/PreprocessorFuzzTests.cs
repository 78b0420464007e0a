// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Preprocessing;

namespace BpfSharp.Tests.Compiler.Preprocessing;

/// <summary>Random input with fixed seeds: no exception, an end in time, and every diagnostic can be shown.</summary>
public class PreprocessorFuzzTests
{
    private static readonly string[] Soup =
    [
        "#define ", "#undef ", "#if ", "#ifdef ", "#ifndef ", "#elif ", "#else\n", "#endif\n", "#include ", "#line ", "#pragma ", "#error ", "#", "##",
        "\n", "\n", "\n", " ", " ", "\\\n", "/*", "*/", "//", "\"", "'", "(", "(", ")", ")", ",", ",", "...", "__VA_ARGS__", "__VA_OPT__(", "defined",
        "A", "B", "C", "F", "F(", "G(", "F(x) ", "G(x,y...) ", "x", "y", "0", "1", "2u", "0x", "1e+", "'a'", "\"s\"", "<s.h>", "+", "-", "/", "?", ":", "&&",
        "__LINE__", "__FILE__", "__COUNTER__", "__has_include(", "_Pragma(", "unroll ", "once", "@", "\\", "$", "é", "\0", "%:", "<:", "u8", "L",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Token_soup_does_no_harm(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 2000; i++)
        {
            Run(string.Concat(Enumerable.Range(0, random.Next(1, 120)).Select(_ => Soup[random.Next(Soup.Length)])));
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public void Random_characters_do_no_harm(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 2000; i++)
        {
            Run(string.Concat(Enumerable.Range(0, random.Next(1, 200)).Select(_ => (char)(random.Next(8) == 0 ? random.Next(65536) : random.Next(128)))));
        }
    }

    private static void Run(string text)
    {
        var headers = new FakeHeaders { Headers = { ["s.h"] = "#define S F(A)\nS\n" }, Macros = { ["C"] = "C(a) F(a" } };
        try
        {
            _ = TextRun.Of(text, new PreprocessorOptions { ExpansionBudget = 20_000 }, headers).Rendered;
        }
        catch (Exception e)
        {
            throw new InvalidOperationException("failed on: " + text, e);
        }
    }
}
