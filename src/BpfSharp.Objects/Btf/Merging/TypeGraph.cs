// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace BpfSharp.Objects.Btf.Merging;

/// <summary>The types of a builder, its base's included, as a labelled graph: labels hold all that is no type id.</summary>
internal sealed class TypeGraph
{
    private readonly BtfBuilder builder;
    private readonly int[] labels;
    private readonly List<int> edges = [];
    private readonly int[] edgeStarts;

    /// <summary>What stands for a type: the definition a declaration means, else itself.</summary>
    private readonly int[] meanings;
    private readonly List<int> declarations = [];
    private readonly Dictionary<(bool IsEnum, bool IsUnion, uint Name), List<int>> definitions = [];

    public TypeGraph(BtfBuilder builder)
    {
        this.builder = builder;
        Count = builder.Count;
        labels = new int[Count];
        edgeStarts = new int[Count + 1];
        meanings = [.. Enumerable.Range(0, Count)];
        var numbers = new Dictionary<Label, int>();
        for (var id = 1; id < Count; id++)
        {
            var entry = builder.EntryOf((uint)id);
            var label = Label.Of(entry, id);
            ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, label, out var isKnown);
            labels[id] = number = isKnown ? number : numbers.Count;
            AddEdges(entry);
            edgeStarts[id + 1] = edges.Count;
            AddName(entry, id);
        }
    }

    public int Count { get; }

    public bool HasDeclarations => declarations.Count > 0;

    public int Meaning(int id) => meanings[id];

    /// <summary>Exactly equal types, declarations standing for what they mean.</summary>
    public int[] Partition() => TypePartition.Classify(labels, edgeStarts, [.. edges.ConvertAll(target => meanings[target])]);

    /// <summary>Types that are equal if all records and enums of a name are.</summary>
    public int[] PartitionByName()
    {
        var stands = new Dictionary<(bool, bool, uint), int>();
        var allLabels = labels.ToList();
        var targets = new int[edges.Count];
        for (var i = 0; i < targets.Length; i++)
        {
            targets[i] = edges[i];
            if (KeyOf(builder.EntryOf((uint)edges[i])) is { } key)
            {
                ref var stand = ref CollectionsMarshal.GetValueRefOrAddDefault(stands, key, out var isKnown);
                if (!isKnown)
                {
                    stand = allLabels.Count;
                    allLabels.Add(int.MaxValue - stand);
                }

                targets[i] = stand;
            }
        }

        return TypePartition.Classify([.. allLabels], [.. edgeStarts, .. Enumerable.Repeat(edges.Count, allLabels.Count - Count)], targets);
    }

    /// <summary>Lets each declaration mean the definition of its name, where all of that name are in one class.</summary>
    public void ResolveDeclarations(int[] classes)
    {
        foreach (var id in declarations)
        {
            if (DefinitionsOf(id) is { } found && found.TrueForAll(d => classes[d] == classes[found[0]]))
            {
                meanings[id] = found[0];
            }
        }
    }

    /// <summary>Takes the meaning from declarations whose name has differing definitions; false when there were none.</summary>
    public bool WithdrawWrong(int[] classes, bool all)
    {
        var isAnyWrong = false;
        foreach (var id in declarations)
        {
            if (meanings[id] != id && DefinitionsOf(id) is { } found && (all || found.Exists(d => classes[d] != classes[found[0]])))
            {
                meanings[id] = id;
                isAnyWrong = true;
            }
        }

        return isAnyWrong;
    }

    private List<int>? DefinitionsOf(int declaration) => definitions.GetValueOrDefault(KeyOf(builder.EntryOf((uint)declaration))!.Value);

    private void AddEdges(BtfBuilder.Entry entry)
    {
        if (BtfPlaces.RefersByThirdWord(entry.Kind))
        {
            edges.Add((int)entry.SizeOrType);
        }

        var row = BtfPlaces.Types(entry.Kind);
        for (var i = row.First; row.Step > 0 && i < Math.Min(entry.Payload.Length, row.Limit); i += row.Step)
        {
            edges.Add((int)entry.Payload[i]);
        }
    }

    private void AddName(BtfBuilder.Entry entry, int id)
    {
        if (KeyOf(entry) is not { } key)
        {
            return;
        }

        if (entry.Kind != BtfKind.Forward && (entry.Kind is BtfKind.Struct or BtfKind.Union || entry.Payload.Length > 0))
        {
            ref var list = ref CollectionsMarshal.GetValueRefOrAddDefault(definitions, key, out _);
            (list ??= []).Add(id);
        }
        else if (id >= builder.FirstId)
        {
            declarations.Add(id); // the base's own stay what they are
        }
    }

    /// <summary>Null for types that no declaration can stand for.</summary>
    private static (bool IsEnum, bool IsUnion, uint Name)? KeyOf(BtfBuilder.Entry entry) => entry.Kind switch
    {
        _ when entry.Name == 0 => null,
        BtfKind.Struct => (false, false, entry.Name),
        BtfKind.Union => (false, true, entry.Name),
        BtfKind.Forward => (false, entry.Info >> 31 != 0, entry.Name),
        BtfKind.Enum or BtfKind.Enum64 => (true, false, entry.Name),
        _ => null,
    };

    /// <summary>All words of a type but its type ids.</summary>
    private readonly record struct Label(uint Name, uint Info, uint SizeOrType, uint[] Payload)
    {
        public static Label Of(BtfBuilder.Entry entry, int id)
        {
            var payload = (uint[])entry.Payload.Clone();
            BtfPlaces.Types(entry.Kind).Rewrite(payload, _ => 0);
            var third = BtfPlaces.RefersByThirdWord(entry.Kind) ? 0 : entry.SizeOrType;
            return entry.Kind is BtfKind.Variable or BtfKind.DataSection ? new(entry.Name, entry.Info, (uint)id, payload) : new(entry.Name, entry.Info, third, payload);
        }

        public bool Equals(Label other) =>
            Name == other.Name && Info == other.Info && SizeOrType == other.SizeOrType && Payload.AsSpan().SequenceEqual(other.Payload);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            hash.Add((Name, Info, SizeOrType));
            hash.AddBytes(MemoryMarshal.AsBytes(Payload.AsSpan()));
            return hash.ToHashCode();
        }
    }
}
