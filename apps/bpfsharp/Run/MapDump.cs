// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using BpfSharp.Objects;
using BpfSharp.Tooling.Histograms;
using BpfSharp.Tooling.Output;

namespace BpfSharp.App;

/// <summary>Prints a map's entries when a run is over: histograms drawn, other maps entry by entry, the largest value last.</summary>
internal sealed class MapDump(BpfObject bpf, TextWriter output, OutputFormat format)
{
    private const int Slots = 65;

    public void Write(MapSpec spec)
    {
        if (!bpf.TryGetMap(spec.Name, out var map) || map is null || spec.KeySize == 0 || IsLocalStorage(spec.Type))
        {
            return;
        }

        var isArray = spec.Type is MapType.Array or MapType.PercpuArray;
        var entries = map.Snapshot().Where(e => !isArray || e.Value.AsSpan().ContainsAnyExcept((byte)0)).ToList();
        if (entries.Count == 0)
        {
            return;
        }

        if (spec.IsHistogram && format == OutputFormat.Text)
        {
            WriteHistograms(spec, entries);
        }
        else
        {
            WriteEntries(spec, entries);
        }
    }

    /// <summary>Values that hang on tasks, sockets and the like: the kernel does not list them.</summary>
    private static bool IsLocalStorage(MapType type) => type is MapType.TaskStorage or MapType.SkStorage or MapType.InodeStorage or MapType.CgrpStorage;

    private void WriteEntries(MapSpec spec, List<BpfMapEntry> entries)
    {
        var keys = bpf.KeyDecoder(spec.Name);
        var values = bpf.ValueDecoder(spec.Name);
        if (format == OutputFormat.Text)
        {
            output.WriteLine($"\n{spec.Name}:");
        }

        foreach (var entry in entries.OrderBy(e => SortKey(spec, e.Value)))
        {
            output.WriteLine(format == OutputFormat.Json
                ? RecordText.JsonEntry(spec.Name, keys, entry.Key, values, entry.Value)
                : $"  {RecordText.Value(keys, entry.Key)}: {ValueText(spec, values, entry.Value)}");
        }
    }

    /// <summary>Per-CPU values one after the other, those that are zero left out.</summary>
    private static string ValueText(MapSpec spec, RecordDecoder? decoder, byte[] value)
    {
        if (!IsPerCpu(spec))
        {
            return RecordText.Value(decoder, value.AsSpan(0, Math.Min(spec.ValueSize, value.Length)));
        }

        var stride = (spec.ValueSize + 7) & ~7;
        var parts = new List<string>();
        for (var cpu = 0; (cpu + 1) * stride <= value.Length; cpu++)
        {
            var slot = value.AsSpan(cpu * stride, spec.ValueSize);
            if (slot.ContainsAnyExcept((byte)0))
            {
                parts.Add($"cpu{cpu}={RecordText.Value(decoder, slot)}");
            }
        }

        return string.Join(' ', parts);
    }

    private static bool IsPerCpu(MapSpec spec) => spec.Type is MapType.PercpuHash or MapType.PercpuArray or MapType.LruPercpuHash;

    private static long SortKey(MapSpec spec, byte[] value) => spec.ValueSize switch
    {
        8 when !IsPerCpu(spec) => BinaryPrimitives.ReadInt64LittleEndian(value),
        4 when !IsPerCpu(spec) => BinaryPrimitives.ReadInt32LittleEndian(value),
        _ => 0,
    };

    /// <summary>An int key is the slot itself; in a struct key the last field is the slot and the others name the section, as in BCC.</summary>
    private void WriteHistograms(MapSpec spec, List<BpfMapEntry> entries)
    {
        if (spec.KeySize == 4)
        {
            output.WriteLine();
            WriteHistogram(spec.Name, entries, key => BinaryPrimitives.ReadInt32LittleEndian(key));
            return;
        }

        var decoder = bpf.KeyDecoder(spec.Name);
        if (decoder is null || decoder.Layout.Fields is not [.., var slot])
        {
            WriteEntries(spec, entries);
            return;
        }

        foreach (var section in entries.GroupBy(e => decoder.FormatText(WithoutSlot(e.Key, slot)), StringComparer.Ordinal))
        {
            output.WriteLine($"\n{section.Key}");
            WriteHistogram(spec.Name, section, key => decoder.ReadInteger(slot, key));
        }
    }

    private static byte[] WithoutSlot(byte[] key, RecordField slot)
    {
        var copy = (byte[])key.Clone();
        copy.AsSpan(slot.OffsetBytes, slot.SizeBytes).Clear();
        return copy;
    }

    private void WriteHistogram(string name, IEnumerable<BpfMapEntry> entries, Func<byte[], long> slotOf)
    {
        Span<long> counts = stackalloc long[Slots];
        counts.Clear();
        foreach (var entry in entries)
        {
            var slot = slotOf(entry.Key);
            if (slot is >= 0 and < Slots)
            {
                counts[(int)slot] += BinaryPrimitives.ReadInt64LittleEndian(entry.Value);
            }
        }

        Log2Histogram.Write(output, counts, name);
    }
}
