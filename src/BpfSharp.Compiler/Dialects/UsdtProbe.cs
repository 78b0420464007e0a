// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects.Usdt;

namespace BpfSharp.Compiler.Dialects;

/// <summary>What the caller says of the probe a function is attached to.</summary>
/// <remarks>
/// Either the operands alone, "8@%rdi -4@%esi", or a list of places with theirs: "0x1136: 8@%rdi; 0x1200: 8@%rsi". Symbols that operands mention stand in
/// front: "counter=0x4010; 0x1136: -4@counter(%rip)". All addresses are those of the ELF file; only their distances matter.
/// </remarks>
internal sealed class UsdtProbe
{
    private const long PageMask = 0xfff;
    private readonly Dictionary<string, long> symbols = new(StringComparer.Ordinal);
    private readonly List<Location> locations = [];

    /// <param name="Address">Null when the probe is in one place only and nothing depends on where.</param>
    public sealed record Location(long? Address, string Operands);

    public IReadOnlyList<Location> Locations => locations;

    /// <summary>What instruction addresses are compared by: the loader moves code by whole pages, so the place in its page tells, if no two agree in it.</summary>
    public long AddressMask => locations.DistinctBy(l => l.Address & PageMask).Count() == locations.Count ? PageMask : -1;

    /// <summary>Null when the text is of neither form.</summary>
    public static UsdtProbe? Parse(string text)
    {
        var probe = new UsdtProbe();
        foreach (var part in text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!probe.Take(part))
            {
                return null;
            }
        }

        return probe.locations.Count == 1 || (probe.locations.Count > 1 && probe.locations.TrueForAll(l => l.Address is not null)) ? probe : null;
    }

    /// <summary>How far a symbol lies behind a location; null when either is unknown.</summary>
    public long? Distance(Location from, string symbol) => from.Address is { } address && symbols.TryGetValue(symbol, out var at) ? at - address : null;

    private bool Take(string part)
    {
        var at = part.IndexOf('@', StringComparison.Ordinal);
        var head = at < 0 ? part : part[..at];
        var colon = head.IndexOf(':', StringComparison.Ordinal);
        if (colon >= 0)
        {
            if (!UsdtOperand.TryNumber(part[..colon].Trim(), out var address))
            {
                return false;
            }

            locations.Add(new Location(address, part[(colon + 1)..].Trim()));
            return true;
        }

        if (part.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals && equals < (at < 0 ? part.Length : at))
        {
            return UsdtOperand.TryNumber(part[(equals + 1)..].Trim(), out var value) && symbols.TryAdd(part[..equals].Trim(), value);
        }

        locations.Add(new Location(null, part));
        return true;
    }
}
