// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Text;

namespace BpfSharp.Objects.Btf;

/// <summary>Writes BTF: types get ids from 1 in the order added; records and prototypes may be added before the types they mention.</summary>
/// <remarks>Equal strings share one place in the string section. Types are not merged: adding the same twice gives two ids.</remarks>
public sealed partial class BtfBuilder
{
    private readonly List<Entry> entries = [];
    private readonly Dictionary<string, uint> stringOffsets = new(StringComparer.Ordinal);
    private readonly List<byte> strings = [];
    private readonly BtfTypes? basis;

    public BtfBuilder()
        : this(null, null)
    {
    }

    /// <summary>Starts from existing BTF: its ids and string offsets stay as they are, new ones follow.</summary>
    public BtfBuilder(BtfTypes existing)
        : this(existing.Base, existing)
    {
    }

    private BtfBuilder(BtfTypes? basis, BtfTypes? existing)
    {
        this.basis = basis;
        for (var from = basis; from is not null; from = from.Base)
        {
            AddStringsOf(from);
        }

        if (existing is null)
        {
            AddString("");
            return;
        }

        AddStringsOf(existing);
        strings.AddRange(existing.StringSection);
        for (var id = existing.FirstOwnId; id < (uint)existing.Count; id++)
        {
            entries.Add(EntryOf(existing.Get(id)));
        }
    }

    /// <summary>Starts split BTF: ids and strings follow the base's, which types added here may mention.</summary>
    public static BtfBuilder Continuing(BtfTypes basis) => new(basis, null);

    /// <summary>Ids in use, void (0) and the base's included: the id the next type gets.</summary>
    public int Count => (int)FirstId + entries.Count;

    /// <summary>The id of the first type that is written here: 1 without a base.</summary>
    public uint FirstId => basis is null ? 1 : (uint)basis.Count;

    public uint AddString(string text)
    {
        if (!stringOffsets.TryGetValue(text, out var offset))
        {
            offset = (basis?.StringLimit ?? 0) + (uint)strings.Count;
            stringOffsets[text] = offset;
            strings.AddRange(Encoding.UTF8.GetBytes(text));
            strings.Add(0);
        }

        return offset;
    }

    /// <summary>The .BTF section's contents.</summary>
    public byte[] ToArray()
    {
        const int HeaderSize = 24;
        var typeLength = 0;
        foreach (var entry in entries)
        {
            typeLength += 12 + entry.Payload.Length * 4;
        }

        var bytes = new byte[HeaderSize + typeLength + strings.Count];
        var writer = new WordWriter(bytes);
        writer.Write(0x0001eb9f);
        writer.Write(HeaderSize);
        writer.Write(0);
        writer.Write((uint)typeLength);
        writer.Write((uint)typeLength);
        writer.Write((uint)strings.Count);
        foreach (var entry in entries)
        {
            writer.Write(entry.Name);
            writer.Write(entry.Info);
            writer.Write(entry.SizeOrType);
            foreach (var word in entry.Payload)
            {
                writer.Write(word);
            }
        }

        strings.CopyTo(bytes, HeaderSize + typeLength);
        return bytes;
    }

    private uint Add(string name, BtfKind kind, int items, uint sizeOrType, uint[] payload, bool flag = false)
    {
        entries.Add(new Entry(AddString(name), MakeInfo(kind, items, flag), sizeOrType, payload));
        return (uint)Count - 1;
    }

    private void AddStringsOf(BtfTypes types)
    {
        var section = types.StringSection;
        var start = types.Base?.StringLimit ?? 0;
        for (var at = 0; at < section.Length;)
        {
            var length = section[at..].IndexOf((byte)0);
            stringOffsets.TryAdd(Encoding.UTF8.GetString(section.Slice(at, length)), start + (uint)at);
            at += length + 1;
        }
    }

    private static Entry EntryOf(BtfType type)
    {
        var (name, info, third) = type.Common();
        return new Entry(name, info, third, type.Payload());
    }

    private static uint MakeInfo(BtfKind kind, int items, bool flag)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)items, 0xffffu, nameof(items));
        return (uint)items | (uint)kind << 24 | (flag ? 1u << 31 : 0);
    }

    internal readonly record struct Entry(uint Name, uint Info, uint SizeOrType, uint[] Payload)
    {
        public BtfKind Kind => (BtfKind)((Info >> 24) & 0x1f);
    }

    private ref struct WordWriter(Span<byte> rest)
    {
        private Span<byte> rest = rest;

        public void Write(uint word)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(rest, word);
            rest = rest[4..];
        }
    }
}
