// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using BpfSharp.Compiler.Ir;
using BpfSharp.Tests.Support;

namespace BpfSharp.Tests.Compiler.Ir;

public class IrTextTests
{
    public static TheoryData<string> Cases => Golden.Cases("ir");

    /// <summary>Canonical texts print as they were written, and are sound.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Prints_what_was_read(string file) => Golden.Check("ir", file, input =>
    {
        var module = IrParser.Parse(input);
        IrVerifier.Verify(module);
        var printed = IrPrinter.Print(module);
        Assert.Equal(printed, IrPrinter.Print(IrParser.Parse(printed)));
        return printed;
    });

    [Fact]
    public void Documents_every_operation()
    {
        var page = File.ReadAllText(Repository.PathOf("docs", "ir.md"));
        foreach (var code in Enum.GetValues<OpCode>())
        {
            var row = Regex.Match(page, $@"^\| {code} \| `([^`]+)` \|", RegexOptions.Multiline);
            Assert.True(row.Success, $"docs/ir.md has no row for {code}");
            Assert.Contains(IrNames.Of(code), row.Groups[1].Value, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Reads_the_example_of_the_documentation()
    {
        var page = File.ReadAllText(Repository.PathOf("docs", "ir.md"));
        var example = page.Split("```")[1];
        var module = IrParser.Parse(example);
        IrVerifier.Verify(module);
        Assert.Equal(4, module.Functions[1].Blocks[1].UnrollCount);
        Assert.Same(module.Functions[0], module.Globals[1].Addresses[1].Symbol);
    }

    [Theory]
    [InlineData("define f() void {\nb0:\n  jump b1\n}\n", "no such label")]
    [InlineData("define f() i32 {\nb0:\n  return %1\n}\n", "%1 is not defined in f")]
    [InlineData("define f() i32 {\nb0:\n  %0: i32 = frob 1\n}\n", "unknown operation")]
    [InlineData("define f() i32 {\n  return 0\n}\n", "expected a label")]
    [InlineData("define f() i32 {\nb0:\n  return 0\n", "expected }")]
    [InlineData("define f() i33 {\nb0:\n  return 0\n}\n", "unknown type")]
    [InlineData("define f() i32 {\nb0:\n  return 0\n}\ndefine f() i32 {\nb0:\n  return 0\n}\n", "declared twice")]
    [InlineData("define f() i32 {\nb0:\n  %0: ptr.map = map @m\n  return 0\n}\n", "'m' is not declared")]
    [InlineData("license \"GPL", "unterminated string")]
    [InlineData("frob", "expected a declaration")]
    public void Says_what_is_wrong_with_the_text(string text, string message) =>
        Assert.Contains(message, Assert.Throws<InvalidIrException>(() => IrParser.Parse(text)).Message, StringComparison.Ordinal);
}
