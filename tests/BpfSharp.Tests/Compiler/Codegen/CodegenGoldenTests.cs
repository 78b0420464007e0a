// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using BpfSharp.Isa;
using BpfSharp.Objects;
using BpfSharp.Tests.Support;

namespace BpfSharp.Tests.Compiler.Codegen;

/// <summary>IR in, listing out. A first line <c>; isa N</c> gives the level, 3 otherwise.</summary>
public class CodegenGoldenTests
{
    public static TheoryData<string> Cases() => Golden.Cases("codegen");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Generates_the_expected_code(string file) => Golden.Check("codegen", file, Generate);

    private static string Generate(string text)
    {
        var level = text.StartsWith("; isa ", StringComparison.Ordinal) ? text[6] - '0' : 3;
        var spec = KernelExecutionTests.Compile(text, level);
        var result = new StringBuilder();
        foreach (var code in spec.Programs.Cast<CodeSpec>().Concat(spec.Subprograms))
        {
            result.Append(CultureInfo.InvariantCulture, $"{code.Name}:\n");
            result.Append(Disassembler.Disassemble(code.Instructions, i => SymbolAt(code, i)).TrimEnd()).Append('\n');
        }

        return result.ToString();
    }

    private static string? SymbolAt(CodeSpec code, int index)
    {
        var relocation = code.Relocations.Find(r => r.InstructionIndex == index);
        return relocation.Target is null ? null : relocation.Addend == 0 ? relocation.Target : $"{relocation.Target}+{relocation.Addend}";
    }
}
