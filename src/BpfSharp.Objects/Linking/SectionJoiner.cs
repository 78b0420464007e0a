// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects.Elf;

namespace BpfSharp.Objects.Linking;

/// <summary>Joins sections of one name: code after code, data after data; the licence is taken once.</summary>
internal sealed class SectionJoiner(ElfImage image, List<string> faults)
{
    private static readonly string[] Once = ["license", "version"];

    private readonly Dictionary<string, (ElfSection Section, LinkedObject First, ElfFileSection Source)> joined = new(StringComparer.Ordinal);

    public ElfSection? Find(string name) => joined.TryGetValue(name, out var found) ? found.Section : null;

    public void Add(LinkedObject linked)
    {
        foreach (var section in linked.File.Sections)
        {
            var isContent = section.Type is ElfSectionType.ProgBits or ElfSectionType.NoBits && (section.Flags & ElfSectionFlags.Alloc) != 0;
            if (!isContent || (section.Size == 0 && section.Name == ".text"))
            {
                continue;
            }

            if (!joined.TryGetValue(section.Name, out var known))
            {
                joined.Add(section.Name, (Start(linked, section), linked, section));
            }
            else if (Array.IndexOf(Once, section.Name) >= 0)
            {
                CheckSame(linked, section, known.First, known.Section);
            }
            else if (FitsTo(linked, section, known.First, known.Source))
            {
                Append(linked, section, known.Section);
            }
        }
    }

    private ElfSection Start(LinkedObject linked, ElfFileSection source)
    {
        var section = image.Add(new ElfSection
        {
            Name = source.Name, Type = source.Type, Flags = source.Flags, Alignment = Math.Max(source.Alignment, 1), EntrySize = source.EntrySize,
            Data = source.Data.ToArray(), Size = source.Size,
        });
        linked.Places.Add(source.Index, (section, 0));
        return section;
    }

    private static void Append(LinkedObject linked, ElfFileSection source, ElfSection section)
    {
        var alignment = Math.Max(source.Alignment, 1);
        var start = (section.Size + alignment - 1) / alignment * alignment;
        section.Alignment = Math.Max(section.Alignment, alignment);
        section.Size = start + source.Size;
        if (section.Type == ElfSectionType.ProgBits)
        {
            var data = new byte[section.Size];
            section.Data.CopyTo(data, 0);
            source.Data.Span.CopyTo(data.AsSpan(start));
            section.Data = data;
        }

        linked.Places.Add(source.Index, (section, start));
    }

    private bool FitsTo(LinkedObject linked, ElfFileSection section, LinkedObject first, ElfFileSection known)
    {
        var difference = section.Type != known.Type ? "type" : section.Flags != known.Flags ? "flags" : section.EntrySize != known.EntrySize ? "entry size" : null;
        if (difference is not null)
        {
            faults.Add($"section '{section.Name}' has another {difference} in {linked.Name} than in {first.Name}");
        }

        return difference is null;
    }

    private void CheckSame(LinkedObject linked, ElfFileSection section, LinkedObject first, ElfSection known)
    {
        if (!section.Data.Span.SequenceEqual(known.Data))
        {
            faults.Add($"section '{section.Name}' is {Text(section.Data.Span)} in {linked.Name} and {Text(known.Data)} in {first.Name}; they must be the same");
        }
    }

    private static string Text(ReadOnlySpan<byte> bytes)
    {
        var text = bytes.TrimEnd((byte)0);
        return text.ContainsAnyExceptInRange((byte)' ', (byte)'~') ? Convert.ToHexStringLower(bytes) : $"\"{System.Text.Encoding.ASCII.GetString(text)}\"";
    }
}
