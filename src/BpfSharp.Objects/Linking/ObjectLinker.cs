// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects.Elf;

namespace BpfSharp.Objects.Linking;

/// <summary>Makes one object of several, as <c>bpftool gen object</c> does: sections of a name joined, symbols resolved, types merged.</summary>
/// <remarks>
/// A strong definition beats a weak one, two strong ones are an error; an extern takes the definition found in any object, when their types agree;
/// a map declared in one object and defined in another must be the same map. What nobody defines stays undefined, for the loader: kernel
/// functions and configuration. Works on the files themselves, so what a spec cannot express passes through as it is.
/// </remarks>
public static class ObjectLinker
{
    /// <exception cref="ObjectFormatException">An object is damaged, or they do not fit together; the message has a line per contradiction and names both objects.</exception>
    public static byte[] Link(IReadOnlyList<LinkInput> inputs)
    {
        var faults = new List<string>();
        var image = new ElfImage();
        var sections = new SectionJoiner(image, faults);
        var objects = inputs.Select(LinkedObject.Open).ToList();
        foreach (var linked in objects)
        {
            sections.Add(linked);
        }

        var symbols = new SymbolResolver(image, faults);
        foreach (var linked in objects)
        {
            symbols.Add(linked);
        }

        var types = new TypeJoiner(symbols, faults);
        if (objects.Exists(o => o.Types is not null))
        {
            objects.ForEach(types.Add);
            types.Merge(sections);
        }

        symbols.Place();
        foreach (var linked in objects)
        {
            RelocationJoiner.Add(linked, faults);
        }

        if (faults.Count > 0)
        {
            throw new ObjectFormatException("link", string.Join("\nlink: ", faults));
        }

        types.Write(image);
        return image.ToArray();
    }
}

/// <param name="Name">For messages.</param>
public readonly record struct LinkInput(string Name, ReadOnlyMemory<byte> Bytes);
