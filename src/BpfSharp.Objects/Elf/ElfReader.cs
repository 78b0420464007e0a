// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using System.Text;
using BpfSharp.Isa;
using BpfSharp.Objects.Btf;

namespace BpfSharp.Objects.Elf;

/// <summary>Reads object files of clang, of bpftool's linker and of <see cref="ElfWriter"/> into a spec.</summary>
/// <remarks>
/// Maps of the days before BTF (section "maps") are read too, which libbpf has given up. Refused, as nothing in a spec stands for them: jump tables.
/// </remarks>
public sealed partial class ElfReader
{
    private const string JumpTables = ".jumptables";

    private readonly ElfFile file;
    private readonly ObjectSpec spec;
    private readonly Dictionary<int, List<Placed>> codeBySection = [];
    private readonly HashSet<string> codeNames = new(StringComparer.Ordinal);
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
        if (file.Find(JumpTables) is { Size: > 0 })
        {
            throw file.Error($"section '{JumpTables}': indirect jumps are not supported; compile with -fno-jump-tables");
        }

        ReadLicense();
        ReadWeakDefinitions();
        ReadTypes();
        ReadMaps();
        ReadLegacyMaps();
        ReadData();
        ReadArenaData();
        ReadStructOps();
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
        ReadMapSlots();
        ReadCallbacks();
        ReadExceptionCallbacks();
        return spec;
    }

    private void ReadWeakDefinitions()
    {
        foreach (var symbol in file.Symbols)
        {
            if (symbol.Binding == ElfBinding.Weak && symbol.Section != ElfConstants.UndefinedSection)
            {
                spec.WeakDefinitions.Add(symbol.Name);
            }
        }
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
        if (section == ".text" || symbol.Binding == ElfBinding.Local)
        {
            var subprogram = new SubprogramSpec { Name = UniqueName(symbol.Name), IsGlobal = symbol.Binding != ElfBinding.Local && !symbol.IsHidden, IsHidden = symbol.IsHidden };
            spec.Subprograms.Add(subprogram);
            return subprogram;
        }

        if (!codeNames.Add(symbol.Name))
        {
            throw file.Error($"there are two programs '{symbol.Name}'");
        }

        // A section of unknown name still loads when the caller says what type of program it holds.
        var isKnown = SectionName.TryParse(section, out var name);
        var program = new ProgramSpec
        {
            Name = symbol.Name, SectionName = section, Type = name.Type, ExpectedAttachType = name.AttachType, AttachTarget = isKnown ? name.Target : "",
            Flags = name.ProgramFlags, AutoLoad = !section.StartsWith('?'), AutoAttach = name.IsAutoAttachable && name.AutoLoad,
        };
        spec.Programs.Add(program);
        return program;
    }

    /// <summary>Static functions of files that were linked together may share a name, which must tell them apart here.</summary>
    private string UniqueName(string name)
    {
        var unique = name;
        for (var i = 1; !codeNames.Add(unique); i++)
        {
            unique = $"{name}.{i}";
        }

        return unique;
    }

    private const int InstructionBytes = 8;
}
