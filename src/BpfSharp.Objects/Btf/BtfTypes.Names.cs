// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace BpfSharp.Objects.Btf;

/// <summary>Lookup by name: one hash table per kind, made when the first name of that kind is asked for.</summary>
public sealed partial class BtfTypes
{
    private const int MaxNameBytes = 512;

    /// <summary>Per kind; a slot holds the name's hash in its upper half and the type's id in its lower, or 0.</summary>
    private readonly ulong[]?[] idsByName = new ulong[]?[32];

    /// <summary>The same for enumerators, with their place in the bytes instead of an id, and beside it the enum's id.</summary>
    private EnumeratorIndex? enumerators;

    /// <summary>The first type of this kind and name, or 0. With a base, the base's first.</summary>
    public uint Find(BtfKind kind, string name)
    {
        var size = Encoding.UTF8.GetMaxByteCount(name.Length);
        Span<byte> buffer = size <= MaxNameBytes ? stackalloc byte[MaxNameBytes] : new byte[size];
        return Find(kind, buffer[..Encoding.UTF8.GetBytes(name, buffer)]);
    }

    /// <summary>The first type of this kind and UTF-8 name, or 0.</summary>
    public uint Find(BtfKind kind, ReadOnlySpan<byte> name)
    {
        var inherited = baseTypes?.Find(kind, name) ?? 0;
        if (inherited != 0 || name.IsEmpty || (uint)kind >= (uint)countByKind.Length || countByKind[(int)kind] == 0)
        {
            return inherited;
        }

        var table = idsByName[(int)kind] ??= IndexNames(kind);
        var mask = table.Length - 1;
        var hash = Hash(name);
        for (var slot = (int)hash & mask; table[slot] != 0; slot = (slot + 1) & mask)
        {
            if ((uint)(table[slot] >> 32) == hash && name.SequenceEqual(StringBytesAt(NameOf((uint)table[slot]))))
            {
                return (uint)table[slot];
            }
        }

        return 0;
    }

    /// <summary>Every own type of this kind and name, in rising order; a base's types are not among them.</summary>
    internal List<uint> FindAllOwn(BtfKind kind, ReadOnlySpan<byte> name)
    {
        var found = new List<uint>();
        if (name.IsEmpty || countByKind[(int)kind] == 0)
        {
            return found;
        }

        var table = idsByName[(int)kind] ??= IndexNames(kind);
        var mask = table.Length - 1;
        var hash = Hash(name);
        for (var slot = (int)hash & mask; table[slot] != 0; slot = (slot + 1) & mask)
        {
            if ((uint)(table[slot] >> 32) == hash && name.SequenceEqual(StringBytesAt(NameOf((uint)table[slot]))))
            {
                found.Add((uint)table[slot]);
            }
        }

        return found;
    }

    /// <summary>Own types whose names have a flavour: "NAME___ANYTHING".</summary>
    internal List<uint> FindFlavouredOwn()
    {
        var names = new HashSet<uint>();
        var strings = StringSection;
        var stringBase = baseTypes?.StringLimit ?? 0;
        for (var at = 0; strings[at..].IndexOf("___"u8) is >= 0 and var found;)
        {
            var start = strings[..(at + found)].LastIndexOf((byte)0) + 1;
            names.Add(stringBase + (uint)start);
            at = start + strings[start..].IndexOf((byte)0);
        }

        var ids = new List<uint>();
        for (var i = 0; names.Count > 0 && i < offsets.Length; i++)
        {
            if (names.Contains(ReadWord(Bytes, offsets[i])))
            {
                ids.Add(firstId + (uint)i);
            }
        }

        return ids;
    }

    /// <summary>The enumerator of this name in any enum: the enum's id and the value.</summary>
    public bool TryFindEnumerator(string name, out uint enumId, out long value)
    {
        if (baseTypes is not null && baseTypes.TryFindEnumerator(name, out enumId, out value))
        {
            return true;
        }

        enumId = 0;
        value = 0;
        if (name.Length == 0 || countByKind[(int)BtfKind.Enum] + countByKind[(int)BtfKind.Enum64] == 0)
        {
            return false;
        }

        var size = Encoding.UTF8.GetMaxByteCount(name.Length);
        Span<byte> buffer = size <= MaxNameBytes ? stackalloc byte[MaxNameBytes] : new byte[size];
        return FindEnumerator(buffer[..Encoding.UTF8.GetBytes(name, buffer)], ref enumId, ref value);
    }

    private bool FindEnumerator(ReadOnlySpan<byte> name, ref uint enumId, ref long value)
    {
        var index = enumerators ??= IndexEnumerators();
        var mask = index.Slots.Length - 1;
        var hash = Hash(name);
        for (var slot = (int)hash & mask; index.Slots[slot] != 0; slot = (slot + 1) & mask)
        {
            var at = (int)(uint)index.Slots[slot];
            if ((uint)(index.Slots[slot] >> 32) == hash && name.SequenceEqual(StringBytesAt(ReadWord(Bytes, at))))
            {
                var type = Get(index.EnumIds[slot]);
                enumId = type.Id;
                value = type.Enumerator((at - offsets[enumId - firstId] - CommonSize) / BtfType.ItemSize(type.Kind)).Value;
                return true;
            }
        }

        return false;
    }

    private uint NameOf(uint id) => ReadWord(Bytes, offsets[id - firstId]);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ulong[] IndexNames(BtfKind kind)
    {
        var table = NewTable(countByKind[(int)kind]);
        var mask = table.Length - 1;
        var bytes = Bytes;
        var strings = StringSection;
        var stringBase = baseTypes?.StringLimit ?? 0;
        for (var i = 0; i < offsets.Length; i++)
        {
            var at = offsets[i];
            if ((bytes[at + 7] & 0x1f) != (int)kind)
            {
                continue;
            }

            var name = NameAt(ReadWord(bytes, at), strings, stringBase);
            if (!name.IsEmpty)
            {
                var hash = Hash(name);
                table[FreeSlot(table, hash, mask)] = (ulong)hash << 32 | (firstId + (uint)i);
            }
        }

        return table;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private EnumeratorIndex IndexEnumerators()
    {
        var bytes = Bytes;
        var total = 0;
        foreach (var at in offsets)
        {
            if ((BtfKind)(bytes[at + 7] & 0x1f) is BtfKind.Enum or BtfKind.Enum64)
            {
                total += (int)(ReadWord(bytes, at + 4) & 0xffff);
            }
        }

        var strings = StringSection;
        var stringBase = baseTypes?.StringLimit ?? 0;
        var slots = NewTable(total);
        var enumIds = new uint[slots.Length];
        for (var i = 0; i < offsets.Length; i++)
        {
            var kind = (BtfKind)(bytes[offsets[i] + 7] & 0x1f);
            if (kind is not (BtfKind.Enum or BtfKind.Enum64))
            {
                continue;
            }

            var count = (int)(ReadWord(bytes, offsets[i] + 4) & 0xffff);
            var at = offsets[i] + CommonSize;
            for (; count > 0; count--, at += BtfType.ItemSize(kind))
            {
                var hash = Hash(NameAt(ReadWord(bytes, at), strings, stringBase));
                var slot = FreeSlot(slots, hash, slots.Length - 1);
                slots[slot] = (ulong)hash << 32 | (uint)at;
                enumIds[slot] = firstId + (uint)i;
            }
        }

        return new EnumeratorIndex(slots, enumIds);
    }

    // The names of one's own types are in one's own strings as a rule; the spans stay in registers for these.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadOnlySpan<byte> NameAt(uint offset, ReadOnlySpan<byte> strings, uint stringBase)
    {
        if (offset < stringBase)
        {
            return baseTypes!.StringBytesAt(offset);
        }

        var rest = strings[(int)(offset - stringBase)..];
        return rest[..rest.IndexOf((byte)0)];
    }

    private static ulong[] NewTable(int count)
    {
        var size = 16;
        while (size < count * 2)
        {
            size *= 2;
        }

        return new ulong[size];
    }

    // Equal names keep their order along the probe chain, which is what makes Find return the first.
    private static int FreeSlot(ulong[] table, uint hash, int mask)
    {
        var slot = (int)hash & mask;
        while (table[slot] != 0)
        {
            slot = (slot + 1) & mask;
        }

        return slot;
    }

    private static uint Hash(ReadOnlySpan<byte> name)
    {
        const ulong Multiplier = 0x9e3779b97f4a7c15;
        var hash = (ulong)name.Length;
        for (; name.Length >= 8; name = name[8..])
        {
            hash = (hash ^ MemoryMarshal.Read<ulong>(name)) * Multiplier;
            hash ^= hash >> 32;
        }

        foreach (var b in name)
        {
            hash = (hash ^ b) * Multiplier;
        }

        return (uint)(hash >> 32);
    }

    private sealed record EnumeratorIndex(ulong[] Slots, uint[] EnumIds);
}
