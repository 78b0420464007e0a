// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects.Btf;
using BpfSharp.Objects.Btf.Merging;
using BpfSharp.Objects.Elf;

namespace BpfSharp.Objects.Linking;

/// <summary>One BTF of all objects': data sections described anew, externs replaced by what they turned out to be, equal types merged.</summary>
internal sealed class TypeJoiner(SymbolResolver symbols, List<string> faults)
{
    private const int External = 2;

    private readonly BtfBuilder builder = new();
    private readonly List<LinkedObject> objects = [];

    /// <summary>Types that something else stands for from now on.</summary>
    private readonly Dictionary<uint, uint> replaced = [];

    /// <summary>Two descriptions of one symbol, by their ids here.</summary>
    private readonly List<(LinkedSymbol Symbol, LinkedObject User, uint Used, uint Defined)> comparisons = [];
    private readonly Dictionary<string, List<BtfVariable>> dataSections = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<uint>> formerSections = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Section, string Name), uint> externs = [];

    public void Add(LinkedObject linked)
    {
        if (linked.Types is not null)
        {
            linked.TypeIds = builder.Append(linked.Types);
            objects.Add(linked);
        }
    }

    public void Merge(SectionJoiner sections)
    {
        foreach (var linked in objects)
        {
            ReplaceExterns(linked);
            CollectSections(linked);
        }

        foreach (var (name, variables) in dataSections)
        {
            var section = builder.AddDataSection(name, sections.Find(name)?.Size ?? 0, [.. variables.OrderBy(v => v.Offset)]);
            formerSections[name].ForEach(former => replaced[former] = section);
        }

        var chosen = new uint[builder.Count];
        for (var id = 0; id < chosen.Length; id++)
        {
            chosen[id] = StandIn((uint)id);
        }

        var kept = builder.Keep(chosen);
        var merged = BtfDeduplicator.Run(builder);
        foreach (var linked in objects)
        {
            linked.TypeIds = Array.ConvertAll(linked.TypeIds, id => merged[kept[id]]);
        }

        Compare(comparisons.ConvertAll(c => c with { Used = merged[kept[c.Used]], Defined = merged[kept[c.Defined]] }));
    }

    public void Write(ElfImage image)
    {
        if (objects.Count == 0)
        {
            return;
        }

        var extension = new ExtensionJoiner(builder, symbols);
        objects.ForEach(extension.Add);
        var bytes = extension.ToArray();
        image.Add(new ElfSection { Name = ".BTF", Type = ElfSectionType.ProgBits, Alignment = 4, Data = builder.ToArray() });
        if (bytes.Length > 0)
        {
            image.Add(new ElfSection { Name = ".BTF.ext", Type = ElfSectionType.ProgBits, Alignment = 4, Data = bytes });
        }
    }

    private uint StandIn(uint id)
    {
        while (replaced.TryGetValue(id, out var other))
        {
            id = other;
        }

        return id;
    }

    /// <summary>Lets a function or variable that another object defines be that one's, and remembers to compare the two.</summary>
    private void ReplaceExterns(LinkedObject linked)
    {
        for (var id = 1u; id < (uint)linked.Types!.Count; id++)
        {
            var type = linked.Types.Get(id);
            if (type.Kind is not (BtfKind.Function or BtfKind.Variable) || type.Linkage == 0 || symbols.Find(type.Name) is not { } symbol || symbol.Owner == linked
                || symbol.Owner.Types is not { } others)
            {
                continue;
            }

            var definition = others.Find(type.Kind, type.Name);
            if (definition == 0 && symbol.IsDefined)
            {
                faults.Add($"'{type.Name}' is a {Word(type.Kind)} in {linked.Name}, but not in {symbol.Owner.Name}");
            }
            else if (definition != 0 && (symbol.IsDefined || type.Linkage == External))
            {
                replaced[linked.TypeIds[id]] = symbol.Owner.TypeIds[definition];
                comparisons.Add((symbol, linked, linked.TypeIds[type.TypeId], symbol.Owner.TypeIds[others.Get(definition).TypeId]));
            }
        }
    }

    private static string Word(BtfKind kind) => kind == BtfKind.Function ? "function" : "variable";

    private void CollectSections(LinkedObject linked)
    {
        for (var id = 1u; id < (uint)linked.Types!.Count; id++)
        {
            var section = linked.Types.Get(id);
            if (section.Kind != BtfKind.DataSection)
            {
                continue;
            }

            dataSections.TryAdd(section.Name, []);
            formerSections.TryAdd(section.Name, []);
            formerSections[section.Name].Add(linked.TypeIds[id]);
            for (var i = 0; i < section.ItemCount; i++)
            {
                Collect(linked, section.Name, section.SectionVariable(i));
            }
        }
    }

    private void Collect(LinkedObject linked, string section, BtfVariable entry)
    {
        var variable = linked.Types!.Get(entry.TypeId);
        var id = StandIn(linked.TypeIds[entry.TypeId]);
        var global = symbols.Find(variable.Name);
        var isExtern = variable.Linkage == External || variable.Kind == BtfKind.Function;
        if (isExtern)
        {
            // One entry for all who mention it, and none once somebody defines it.
            if (global is not { IsDefined: true } && externs.TryAdd((section, variable.Name), id))
            {
                dataSections[section].Add(entry with { TypeId = id });
            }

            return;
        }

        if (variable.Linkage != 0 && global is not null && global.Owner != linked)
        {
            return; // a weak definition that gave way
        }

        if (linked.File.Find(section) is { } file && linked.Places.TryGetValue(file.Index, out var place))
        {
            var at = linked.File.Symbols.FindIndex(s => s.Section == file.Index && s.Type == ElfSymbolType.Object && s.Name == variable.Name);
            var offset = place.Offset + (int)(at >= 0 ? linked.File.Symbols[at].Value : entry.Offset);
            dataSections[section].Add(entry with { TypeId = id, Offset = offset });
        }
    }

    private void Compare(List<(LinkedSymbol Symbol, LinkedObject User, uint Used, uint Defined)> pairs)
    {
        var agreement = new TypeAgreement(BtfTypes.Parse(builder.ToArray()));
        foreach (var (symbol, user, used, defined) in pairs)
        {
            var difference = IsMap(symbol) ? agreement.MapDifference(used, defined) : agreement.Difference(used, defined);
            if (difference is var (ofUser, ofOwner))
            {
                faults.Add($"'{symbol.Name}' is {ofUser} in {user.Name}, but {ofOwner} in {symbol.Owner.Name}");
            }
        }
    }

    private static bool IsMap(LinkedSymbol symbol) => symbol.IsDefined && symbol.Owner.File.Sections[symbol.Source.Section].Name == ".maps";
}
