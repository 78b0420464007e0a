// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Objects.Btf;

/// <summary>Taking over types from elsewhere, and leaving some out.</summary>
public sealed partial class BtfBuilder
{
    /// <summary>Adds another object's own types after these. Types of a base must be those this builder continues.</summary>
    /// <returns>The id here of each id there; void and the base's keep theirs.</returns>
    public uint[] Append(BtfTypes other)
    {
        if (other.Base is not null && (basis is null || other.FirstOwnId != FirstId))
        {
            throw new ArgumentException("the types continue another base than these", nameof(other));
        }

        var map = new uint[other.Count];
        var next = (uint)Count;
        for (var id = 1u; id < map.Length; id++)
        {
            map[id] = id < other.FirstOwnId ? id : next++;
        }

        for (var id = other.FirstOwnId; id < (uint)other.Count; id++)
        {
            var entry = EntryOf(other.Get(id));
            BtfPlaces.Names(entry.Kind).Rewrite(entry.Payload, name => AddString(other.StringAt(name)));
            entries.Add(Renumbered(entry, map) with { Name = AddString(other.StringAt(entry.Name)) });
        }

        return map;
    }

    /// <summary>Of any id, the base's included.</summary>
    internal Entry EntryOf(uint id) =>
        id >= FirstId ? entries[(int)(id - FirstId)] : id == 0 ? new Entry(0, 0, 0, []) : EntryOf(basis!.Get(id));

    /// <summary>Leaves out the types that others were chosen for, and closes the gaps.</summary>
    /// <param name="chosen">Per id the one that stands for it; its own when it stays.</param>
    /// <returns>The new id of each old one.</returns>
    internal uint[] Keep(uint[] chosen)
    {
        var map = new uint[chosen.Length];
        var next = FirstId;
        for (var id = 0u; id < map.Length; id++)
        {
            map[id] = id < FirstId ? id : chosen[id] == id ? next++ : 0;
        }

        for (var id = 0u; id < map.Length; id++)
        {
            map[id] = map[chosen[id]];
        }

        var kept = new List<Entry>();
        for (var id = FirstId; id < (uint)chosen.Length; id++)
        {
            if (chosen[id] == id)
            {
                kept.Add(Renumbered(entries[IndexOf(id)], map));
            }
        }

        entries.Clear();
        entries.AddRange(kept);
        return map;
    }

    private static Entry Renumbered(Entry entry, uint[] map)
    {
        BtfPlaces.Types(entry.Kind).Rewrite(entry.Payload, id => map[id]);
        return BtfPlaces.RefersByThirdWord(entry.Kind) ? entry with { SizeOrType = map[entry.SizeOrType] } : entry;
    }
}
