// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using System.Text;
using BpfSharp.Isa;

namespace BpfSharp.Objects.Elf;

/// <summary>Writes a spec as the relocatable object file that libbpf, bpftool and cilium/ebpf load.</summary>
/// <remarks>
/// A section per program section name, .text for subprograms, license, .maps and data sections described by BTF, .BTF, .BTF.ext,
/// symbols and relocations. Maps and data sections that the spec's BTF does not describe are added to the BTF written.
/// </remarks>
public sealed partial class ElfWriter
{
    private readonly ObjectSpec spec;
    private readonly ElfImage image = new();
    private readonly BtfSections btf;

    /// <summary>The sections with code, and how much of each is filled.</summary>
    private readonly Dictionary<string, (ElfSection Section, int Filled)> codeSections = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ElfSymbol> sectionSymbols = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ElfSymbol> mapSymbols = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ElfSymbol> programSymbols = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ElfSymbol> externSymbols = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (ElfSymbol Symbol, int Offset)> subprograms = new(StringComparer.Ordinal);
    private readonly List<(CodeSpec Code, ElfSection Section, int Start)> placed = [];

    private ElfWriter(ObjectSpec spec)
    {
        this.spec = spec;
        btf = new BtfSections(spec);
    }

    /// <exception cref="ObjectFormatException">A relocation names nothing in the spec, or the spec's BTF is damaged.</exception>
    public static byte[] Write(ObjectSpec spec)
    {
        try
        {
            return new ElfWriter(spec).Write();
        }
        catch (FormatException error) when (error is not ObjectFormatException)
        {
            throw new ObjectFormatException(spec.Name, error.Message, error);
        }
    }

    private byte[] Write()
    {
        PlaceCode();
        PlaceLicense();
        PlaceMaps();
        PlaceStructOps();
        PlaceData();
        PlaceArenaData();
        foreach (var (code, section, start) in placed)
        {
            Relocate(code, section, start);
        }

        AddBtf();
        return image.ToArray();
    }

    /// <summary>Without a licence no section: linkers want those there are to agree.</summary>
    private void PlaceLicense()
    {
        if (spec.License.Length == 0)
        {
            return;
        }

        var license = image.Add(new ElfSection
        {
            Name = "license", Type = ElfSectionType.ProgBits, Flags = ElfSectionFlags.Alloc | ElfSectionFlags.Write, Data = [.. Encoding.UTF8.GetBytes(spec.License), 0],
        });
        image.Add(new ElfSymbol(btf.DescribeLicense(license.Data.Length), ElfSymbolType.Object, ElfBinding.Global, license, 0, license.Data.Length));
    }

    private ElfBinding BindingOf(string name, bool isGlobal = true) =>
        !isGlobal ? ElfBinding.Local : spec.WeakDefinitions.Contains(name) ? ElfBinding.Weak : ElfBinding.Global;

    private void PlaceCode()
    {
        foreach (var subprogram in spec.Subprograms)
        {
            var (section, start) = Append(".text", subprogram);
            var binding = BindingOf(subprogram.Name, subprogram.IsGlobal || subprogram.IsHidden);
            var symbol = AddFunctionSymbol(subprogram, section, start, binding, subprogram.IsHidden);

            // libbpf resolves static functions through their section only.
            subprograms[subprogram.Name] = binding != ElfBinding.Local ? (symbol, 0) : (sectionSymbols[".text"], start);
        }

        foreach (var program in spec.Programs)
        {
            var (section, start) = Append(program.SectionName, program);
            var symbol = AddFunctionSymbol(program, section, start, BindingOf(program.Name));
            programSymbols[program.Name] = symbol;

            // A function with a section of its own can be called too; loaders differ in whether they follow.
            subprograms.TryAdd(program.Name, (symbol, 0));
        }
    }

    private (ElfSection Section, int Start) Append(string name, CodeSpec code)
    {
        var (section, start) = codeSections.GetValueOrDefault(name);
        if (section is null)
        {
            section = image.Add(new ElfSection
            {
                Name = name, Type = ElfSectionType.ProgBits, Flags = ElfSectionFlags.Alloc | ElfSectionFlags.Execute, Alignment = 8, Data = new byte[SizeOfCode(name)],
            });
            AddSectionSymbol(section);
        }

        var bytes = MemoryMarshal.AsBytes(code.Instructions.AsSpan());
        bytes.CopyTo(section.Data.AsSpan(start));
        codeSections[name] = (section, start + bytes.Length);
        placed.Add((code, section, start));
        return (section, start);
    }

    private int SizeOfCode(string section)
    {
        var size = section == ".text" ? spec.Subprograms.Sum(static s => s.Instructions.Length) : 0;
        return (size + spec.Programs.Sum(p => p.SectionName == section ? p.Instructions.Length : 0)) * InstructionBytes;
    }

    private ElfSymbol AddFunctionSymbol(CodeSpec code, ElfSection section, int start, ElfBinding binding, bool isHidden = false) =>
        image.Add(new ElfSymbol(code.Name, ElfSymbolType.Function, binding, section, start, code.Instructions.Length * InstructionBytes, isHidden));

    private void AddSectionSymbol(ElfSection section) =>
        sectionSymbols[section.Name] = image.Add(new ElfSymbol("", ElfSymbolType.Section, ElfBinding.Local, section, 0, 0));

    private void PlaceMaps()
    {
        var (size, variables) = btf.DescribeMaps();
        foreach (var map in spec.Maps.Where(static m => m.IsExternal && m.Name != DataSections.Arena))
        {
            mapSymbols[map.Name] = image.Add(new ElfSymbol(map.Name, ElfSymbolType.None, ElfBinding.Global, null, 0, 0));
        }

        if (variables.Count == 0)
        {
            return;
        }

        var section = image.Add(new ElfSection
        {
            Name = ".maps", Type = ElfSectionType.ProgBits, Flags = ElfSectionFlags.Alloc | ElfSectionFlags.Write, Alignment = 8, Data = new byte[size],
        });
        foreach (var (name, offset, length) in variables)
        {
            mapSymbols[name] = image.Add(new ElfSymbol(name, ElfSymbolType.Object, BindingOf(name), section, offset, length));
        }

        foreach (var (map, slot, offset) in btf.Slots)
        {
            var target = mapSymbols.GetValueOrDefault(slot.Target) ?? programSymbols.GetValueOrDefault(slot.Target)
                ?? throw new ObjectFormatException(spec.Name, $"map '{map}' holds '{slot.Target}', which is neither a map nor a program");
            section.Relocations.Add((offset, target, ElfConstants.RelocationAddress));
        }
    }

    private void PlaceData()
    {
        foreach (var map in spec.Maps)
        {
            if (!DataSections.IsData(map) || map.Name == DataSections.Configuration)
            {
                continue;
            }

            var name = DataSections.SectionOf(map);
            var isBss = name.StartsWith(".bss", StringComparison.Ordinal) && map.InitialContents.AsSpan().IndexOfAnyExcept((byte)0) < 0;
            var section = image.Add(new ElfSection
            {
                Name = name,
                Type = isBss ? ElfSectionType.NoBits : ElfSectionType.ProgBits,
                Flags = ElfSectionFlags.Alloc | (map.IsReadOnlyData ? 0 : ElfSectionFlags.Write),
                Alignment = 8,
                Data = isBss ? [] : DataSections.Contents(map),
                Size = map.ValueSize,
            });
            AddSectionSymbol(section);
            mapSymbols[map.Name] = sectionSymbols[name];
            foreach (var (variable, offset, size, isGlobal) in btf.DescribeData(name, map.ValueSize))
            {
                image.Add(new ElfSymbol(variable, ElfSymbolType.Object, BindingOf(variable, isGlobal), section, offset, size));
            }
        }
    }

    /// <summary>Variables in an arena have a section of their own, to which code refers in place of the map.</summary>
    private void PlaceArenaData()
    {
        if (spec.Maps.Find(static m => m.Type == MapType.Arena && m.InitialContents.Length > 0) is not { } arena)
        {
            return;
        }

        var isZero = arena.InitialContents.AsSpan().IndexOfAnyExcept((byte)0) < 0;
        var section = image.Add(new ElfSection
        {
            Name = DataSections.Arena, Type = isZero ? ElfSectionType.NoBits : ElfSectionType.ProgBits, Flags = ElfSectionFlags.Alloc | ElfSectionFlags.Write, Alignment = 8,
            Data = isZero ? [] : arena.InitialContents, Size = arena.InitialContents.Length,
        });
        AddSectionSymbol(section);
        foreach (var (variable, offset, size, isGlobal) in btf.DescribeArena(section.Size))
        {
            image.Add(new ElfSymbol(variable, ElfSymbolType.Object, BindingOf(variable, isGlobal), section, offset, size));
        }
    }

    private void AddBtf()
    {
        foreach (var (code, section, start) in placed)
        {
            btf.AddCode(code, section.Name, start);
        }

        var (types, extension) = btf.ToArrays();
        image.Add(new ElfSection { Name = ".BTF", Type = ElfSectionType.ProgBits, Alignment = 4, Data = types });
        if (extension.Length > 0)
        {
            image.Add(new ElfSection { Name = ".BTF.ext", Type = ElfSectionType.ProgBits, Alignment = 4, Data = extension });
        }
    }

    private const int InstructionBytes = 8;
}
