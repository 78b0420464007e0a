// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects.Elf;

namespace BpfSharp.Objects.Linking;

/// <summary>Decides which definition each global name has, and gives every symbol that is kept its place in the result.</summary>
internal sealed class SymbolResolver(ElfImage image, List<string> faults)
{
    private readonly Dictionary<string, LinkedSymbol> globals = new(StringComparer.Ordinal);
    private readonly List<LinkedSymbol> locals = [];
    private readonly Dictionary<ElfSection, ElfSymbol> sectionSymbols = [];

    public IEnumerable<LinkedSymbol> Globals => globals.Values;

    public LinkedSymbol? Find(string name) => globals.GetValueOrDefault(name);

    public void Add(LinkedObject linked)
    {
        for (var i = 1; i < linked.File.Symbols.Count; i++)
        {
            var symbol = linked.File.Symbols[i];
            if (symbol.Section != ElfConstants.UndefinedSection && !linked.Places.ContainsKey(symbol.Section))
            {
                continue; // of a section that is left out, or a second licence
            }

            if (symbol.Binding == ElfBinding.Local)
            {
                if (symbol.Type is ElfSymbolType.Function or ElfSymbolType.Object or ElfSymbolType.Section or ElfSymbolType.None && symbol.Section != ElfConstants.UndefinedSection)
                {
                    linked.Symbols[i] = new LinkedSymbol(symbol.Name, linked, symbol);
                    locals.Add(linked.Symbols[i]);
                }
            }
            else
            {
                linked.Symbols[i] = AddGlobal(linked, symbol);
            }
        }
    }

    /// <summary>Puts the symbols that are kept into the file.</summary>
    public void Place()
    {
        foreach (var symbol in locals)
        {
            // Compilers leave labels of blocks behind; code refers to them relatively.
            if (symbol.Source.Type == ElfSymbolType.Section)
            {
                symbol.Result = SectionSymbol(symbol.Owner.Places[symbol.Source.Section].Section);
            }
            else if (symbol.Source.Type != ElfSymbolType.None)
            {
                symbol.Result = Placed(symbol, ElfBinding.Local);
            }
        }

        foreach (var symbol in globals.Values)
        {
            symbol.Result = symbol.IsDefined
                ? Placed(symbol, symbol.Source.Binding)
                : image.Add(new ElfSymbol(symbol.Name, ElfSymbolType.None, symbol.Source.Binding, null, 0, 0, symbol.IsHidden));
        }
    }

    private ElfSymbol SectionSymbol(ElfSection section)
    {
        if (!sectionSymbols.TryGetValue(section, out var symbol))
        {
            sectionSymbols.Add(section, symbol = image.Add(new ElfSymbol("", ElfSymbolType.Section, ElfBinding.Local, section, 0, 0)));
        }

        return symbol;
    }

    private ElfSymbol Placed(LinkedSymbol symbol, ElfBinding binding)
    {
        var (section, start) = symbol.Owner.Places[symbol.Source.Section];
        return image.Add(new ElfSymbol(symbol.Name, symbol.Source.Type, binding, section, start + (int)symbol.Source.Value, (int)symbol.Source.Size, symbol.IsHidden));
    }

    private LinkedSymbol AddGlobal(LinkedObject linked, ElfFileSymbol symbol)
    {
        if (!globals.TryGetValue(symbol.Name, out var known))
        {
            globals.Add(symbol.Name, known = new LinkedSymbol(symbol.Name, linked, symbol) { IsHidden = symbol.IsHidden });
            return known;
        }

        known.IsHidden |= symbol.IsHidden;
        var isDefinition = symbol.Section != ElfConstants.UndefinedSection;
        if (isDefinition && known.IsDefined)
        {
            Contend(known, linked, symbol);
        }
        else if (isDefinition)
        {
            known.Users.Add(known.Owner);
            (known.Owner, known.Source) = (linked, symbol);
        }
        else
        {
            known.Users.Add(linked);
            if (!known.IsDefined && symbol.Binding == ElfBinding.Global)
            {
                known.Source = known.Source with { Binding = ElfBinding.Global }; // who needs it outweighs who could do without
            }
        }

        return known;
    }

    private void Contend(LinkedSymbol known, LinkedObject linked, ElfFileSymbol symbol)
    {
        if (symbol.Binding != ElfBinding.Weak && !known.IsWeak)
        {
            var hint = known.IsHidden ? " (hidden symbols are one name for all objects linked; static ones are not)" : "";
            faults.Add($"'{known.Name}' is defined both in {known.Owner.Name} and in {linked.Name}{hint}");
        }
        else if (known.IsWeak && symbol.Binding != ElfBinding.Weak)
        {
            known.Losers.Add(known.Owner);
            (known.Owner, known.Source) = (linked, symbol);
        }
        else
        {
            known.Losers.Add(linked);
        }
    }
}
