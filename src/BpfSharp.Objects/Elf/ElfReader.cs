// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using System.Text;
using BpfSharp.Isa;
using BpfSharp.Objects.Btf;

namespace BpfSharp.Objects.Elf;

/// <summary>Reads object files of clang, of bpftool's linker and of <see cref="ElfWriter"/> into a spec.</summary>
/// <remarks>
/// Refused with a reason, as nothing in a spec stands for them: struct_ops maps, .kconfig variables, jump tables, arena variables,
/// maps with initial values, the map section of before libbpf 1.0.
/// </remarks>
public sealed partial class ElfReader
{
    private static readonly string[] UnsupportedSections = ["maps", ".struct_ops", "?.struct_ops", ".jumptables", ".addr_space"];

    private readonly ElfFile file;
    private readonly ObjectSpec spec;
    private readonly Dictionary<int, List<Placed>> codeBySection = [];
    private readonly Dictionary<string, int> fileIndices = new(StringComparer.Ordinal);
    private BtfTypes? types;

    /// <param name="Start">First slot within the section.</param>
    private readonly record struct Placed(CodeSpec Code, int Start)
    {
        public int End => Start + Code.Instructions.Length;
    }

    private ElfReader(ReadOnlyMemory<byte> bytes, string name)
    {
        file = new ElfFile(bytes, name);
        spec = new ObjectSpec { Name = name };
    }

    /// <param name="name">For messages; a file name as a rule.</param>
    /// <exception cref="ObjectFormatException">The bytes are no BPF object, are damaged, or use what a spec cannot express.</exception>
    public static ObjectSpec Read(ReadOnlyMemory<byte> bytes, string name)
    {
        try
        {
            return new ElfReader(bytes, name).Read();
        }
        catch (FormatException error) when (error is not ObjectFormatException)
        {
            throw new ObjectFormatException(name, error.Message, error);
        }
    }

    private ObjectSpec Read()
    {
        foreach (var section in file.Sections)
        {
            if (Array.Exists(UnsupportedSections, s => section.Name == s || section.Name.StartsWith(s + '.', StringComparison.Ordinal)))
            {
                throw file.Error($"section '{section.Name}' is not supported");
            }
        }

        ReadLicense();
        ReadTypes();
        ReadMaps();
        ReadData();
        foreach (var section in file.Sections)
        {
            if (section.Type == ElfSectionType.ProgBits && (section.Flags & ElfSectionFlags.Execute) != 0 && section.Data.Length > 0)
            {
                ReadCode(section);
            }
        }

        ReadRelocations();
        ReadLocalCalls();
        ReadExtension();
        return spec;
    }

    private void ReadLicense()
    {
        if (file.Find("license") is { } section)
        {
            var text = section.Data.Span;
            var end = text.IndexOf((byte)0);
            spec.License = Encoding.UTF8.GetString(end < 0 ? text : text[..end]);
        }
    }

    private void ReadCode(ElfFileSection section)
    {
        var placed = new List<Placed>();
        var slots = MemoryMarshal.Cast<byte, Instruction>(section.Data.Span);
        foreach (var symbol in file.Symbols.Where(s => s.Section == section.Index && s.Type == ElfSymbolType.Function).OrderBy(s => s.Value))
        {
            if (symbol.Value % InstructionBytes != 0 || symbol.Size % InstructionBytes != 0 || symbol.Value < 0 || symbol.Size <= 0 ||
                symbol.Value > section.Data.Length || symbol.Size > section.Data.Length - symbol.Value)
            {
                throw file.Error($"function '{symbol.Name}' does not lie within section '{section.Name}'");
            }

            var start = (int)(symbol.Value / InstructionBytes);
            if (placed.Count > 0 && start < placed[^1].End)
            {
                throw file.Error($"functions '{placed[^1].Code.Name}' and '{symbol.Name}' overlap");
            }

            var code = CreateCode(section.Name, symbol);
            code.Instructions = slots.Slice(start, (int)(symbol.Size / InstructionBytes)).ToArray();
            placed.Add(new Placed(code, start));
        }

        codeBySection[section.Index] = placed;
    }

    private CodeSpec CreateCode(string section, ElfFileSymbol symbol)
    {
        if (section == ".text")
        {
            var subprogram = new SubprogramSpec { Name = symbol.Name, IsGlobal = symbol.Binding != ElfBinding.Local };
            spec.Subprograms.Add(subprogram);
            return subprogram;
        }

        if (symbol.Binding == ElfBinding.Local)
        {
            throw file.Error($"program '{symbol.Name}' in section '{section}' is static");
        }

        // A section of unknown name still loads when the caller says what type of program it holds.
        var isKnown = SectionName.TryParse(section, out var name);
        var program = new ProgramSpec
        {
            Name = symbol.Name, SectionName = section, Type = name.Type, ExpectedAttachType = name.AttachType, AttachTarget = isKnown ? name.Target : "",
            Flags = name.ProgramFlags, AutoAttach = name.IsAutoAttachable && name.AutoLoad,
        };
        spec.Programs.Add(program);
        return program;
    }

    private const int InstructionBytes = 8;
}
