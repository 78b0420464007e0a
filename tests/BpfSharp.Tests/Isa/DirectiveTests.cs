// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Isa;

namespace BpfSharp.Tests.Isa;

/// <summary>Instructions written as data, and conditions.</summary>
public class DirectiveTests
{
    [Theory]
    [InlineData(".byte 0xb7, 1; .short 0; .long 42", "r1 = 42")]
    [InlineData(".quad 0x2a000001b7", "r1 = 42")]
    [InlineData(".byte 0xb7; .byte 1; .2byte 0; .4byte (1 + 2 * 20) ^ 3 & 0xff", "r1 = 42")]
    [InlineData(".byte 0x05, 0; .short (end - start - 8) / 8; .long 0; start: r1 = 2; r2 = 3; end: exit", "goto +1; r1 = 2; r2 = 3; exit")]
    [InlineData(".if 2 * 3 == 6; r1 = 1; .else; r1 = 2; .endif; exit", "r1 = 1; exit")]
    [InlineData(".ifc r1, r2; .if 1; r1 = 1; .endif; r1 = 2; .else; r1 = 3; .endif; exit", "r1 = 3; exit")]
    [InlineData("r1 = *(u32 *)(r2 + 4 + 8 - 2)", "r1 = *(u32 *)(r2 + 10)")]
    public void Means_the_same(string text, string plain) =>
        Assert.Equal(Assemble(plain), Assemble(text));

    [Theory]
    [InlineData(".byte 1")]
    [InlineData(".byte 1; exit")]
    [InlineData(".byte 1; here: .byte 2")]
    [InlineData(".short 1; .quad 2")]
    [InlineData(".quad nowhere")]
    [InlineData(".quad 1 / 0")]
    [InlineData(".quad (1")]
    [InlineData(".quad 1 2")]
    [InlineData(".endif")]
    [InlineData(".else")]
    [InlineData(".if 1; exit")]
    [InlineData(".ifc r1; exit; .endif")]
    [InlineData(".if later; exit; .endif; later: exit")]
    public void Is_refused(string text) => Assert.Throws<FormatException>(() => Assemble(text));

    private static Instruction[] Assemble(string text) => Assembler.Assemble(text.Replace(';', '\n')).Instructions;
}
