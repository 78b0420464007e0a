// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace BpfSharp.Kernel.Facts;

/// <summary>Addresses of kernel symbols.</summary>
internal static class Kallsyms
{
    /// <summary>What the compiler made of a function's name when it changed its parameters: "f" to "f.isra.0". Null when it did not.</summary>
    /// <remarks>Parts split off ("f.part.0", "f.cold") are not the function.</remarks>
    public static string? RenamedByCompiler(string function)
    {
        try
        {
            return File.ReadLines("/proc/kallsyms").Select(line => line.Length > 19 ? line[19..] : "").FirstOrDefault(name =>
                name.StartsWith(function, StringComparison.Ordinal) && !name.EndsWith(".cold", StringComparison.Ordinal)
                && (name.AsSpan(function.Length).StartsWith(".isra.") || name.AsSpan(function.Length).StartsWith(".constprop.")));
        }
        catch (IOException)
        {
            // No kallsyms: no answer.
            return null;
        }
    }

    /// <summary>Null when there is no such symbol or addresses are hidden (kernel.kptr_restrict shows zeros).</summary>
    public static ulong? AddressOf(string symbol) => AddressesOf(symbol) is [var first, ..] ? first : null;

    /// <summary>Every different address that bears the name; static symbols of several files may share one.</summary>
    public static IReadOnlyList<ulong> AddressesOf(string symbol)
    {
        var found = new List<ulong>();
        try
        {
            foreach (var line in File.ReadLines("/proc/kallsyms"))
            {
                // "ffffffff81000000 T name", with "\t[module]" after names of modules.
                var name = line.AsSpan(Math.Min(line.Length, 19));
                var tab = name.IndexOf('\t');
                if ((tab < 0 ? name : name[..tab]).SequenceEqual(symbol)
                    && ulong.TryParse(line.AsSpan(0, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var address)
                    && address != 0 && !found.Contains(address))
                {
                    found.Add(address);
                }
            }
        }
        catch (IOException)
        {
            // No kallsyms: no answer.
        }

        return found;
    }
}
