// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace BpfSharp.Objects.Btf.Printing;

/// <summary>Names for the types of one C text: the second type of a name becomes "name___2", which CO-RE takes for a flavour of the first.</summary>
internal sealed class CNames
{
    private readonly Dictionary<string, int> tags = new(StringComparer.Ordinal);

    // A compiler has this typedef of itself, and the BPF target's is not the kernel's.
    private readonly Dictionary<string, int> identifiers = new(StringComparer.Ordinal) { ["__builtin_va_list"] = 1 };
    private readonly Dictionary<uint, string> given = [];

    /// <summary>Of a struct, union, enum or typedef; the same each time it is asked for.</summary>
    public string Of(BtfType type)
    {
        if (!given.TryGetValue(type.Id, out var name))
        {
            name = Valid(type.Name);
            if (name.Length > 0 && type.Kind != BtfKind.Forward && !(type.Kind == BtfKind.Enum && type.ItemCount == 0))
            {
                name = Number(type.Kind == BtfKind.Typedef ? identifiers : tags, name);
            }

            given.Add(type.Id, name);
        }

        return name;
    }

    public string Enumerator(string name) => Number(identifiers, Valid(name));

    public string Function(string name) => Number(identifiers, Valid(name));

    /// <summary>Names of other languages hold what C's cannot.</summary>
    public static string Valid(string name)
    {
        if (!name.AsSpan().ContainsAnyExcept(Letters))
        {
            return name;
        }

        var valid = new StringBuilder(name.Length);
        foreach (var letter in name)
        {
            valid.Append(Letters.Contains(letter) ? letter : '_');
        }

        return valid.ToString();
    }

    private static readonly System.Buffers.SearchValues<char> Letters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_$");

    private static string Number(Dictionary<string, int> names, string name)
    {
        names.TryGetValue(name, out var count);
        names[name] = ++count;
        return count == 1 ? name : Number(names, $"{name}___{count}");
    }
}
