// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Isa;
using BpfSharp.Objects;

namespace BpfSharp.Tests.Library;

/// <summary>Objects made of assembly text.</summary>
internal static class Assembled
{
    public static ObjectSpec Object(params MapSpec[] maps)
    {
        var spec = new ObjectSpec { Name = "test", License = "GPL" };
        spec.Files.Add("test.c");
        spec.Maps.AddRange(maps);
        return spec;
    }

    public static ObjectSpec With(this ObjectSpec spec, string name, string section, string text)
    {
        Assert.True(SectionName.TryParse(section, out var parsed));
        var program = new ProgramSpec
        {
            Name = name, SectionName = section, Type = parsed.Type, ExpectedAttachType = parsed.AttachType, AttachTarget = parsed.Target,
        };
        Fill(program, text);
        spec.Programs.Add(program);
        return spec;
    }

    public static ObjectSpec WithSubprogram(this ObjectSpec spec, string name, string text)
    {
        var subprogram = new SubprogramSpec { Name = name };
        Fill(subprogram, text);
        spec.Subprograms.Add(subprogram);
        return spec;
    }

    /// <summary>Every instruction gets its line of the text as source line.</summary>
    private static void Fill(CodeSpec code, string text)
    {
        var assembled = Assembler.Assemble(text);
        code.Instructions = assembled.Instructions;
        foreach (var use in assembled.Symbols)
        {
            var kind = use.Kind switch
            {
                SymbolKind.Map => RelocationKind.Map,
                SymbolKind.MapValue => RelocationKind.MapValue,
                SymbolKind.Function => RelocationKind.Subprogram,
                SymbolKind.Kfunc => RelocationKind.Kfunc,
                _ => RelocationKind.Ksym,
            };
            code.Relocations.Add(new Relocation(use.Index, kind, use.Name, use.Addend));
        }

        var slot = 0;
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            code.Lines.Add(new LineRecord(slot, 0, number, 1, line.Trim()));
            slot += line.Contains(" ll", StringComparison.Ordinal) ? 2 : 1;
        }
    }
}
