// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using BpfSharp.Maps;

namespace BpfSharp;

/// <summary>A per-CPU hash: each key has one value per possible CPU.</summary>
public sealed class BpfPerCpuHash<TKey, TValue>
    where TKey : unmanaged
    where TValue : unmanaged
{
    internal BpfPerCpuHash(BpfMap map) => Map = map;

    public BpfMap Map { get; }

    /// <param name="perCpu">Filled with one value per possible CPU.</param>
    public bool TryGet(TKey key, Span<TValue> perCpu)
    {
        var slots = new byte[Map.ValueBytes];
        if (!Map.TryLookup(Bytes(ref key), slots))
        {
            return false;
        }

        PerCpuValues.Unpack(slots, Map.ValueStride, perCpu);
        return true;
    }

    public void Set(TKey key, ReadOnlySpan<TValue> perCpu)
    {
        var slots = new byte[Map.ValueBytes];
        PerCpuValues.Pack(perCpu, Map.ValueStride, slots);
        Map.Update(Bytes(ref key), slots);
    }

    public bool Remove(TKey key) => Map.Delete(Bytes(ref key));

    public void Clear() => Map.Clear();

    /// <summary>Copies all entries, and deletes them in the same sweep when asked.</summary>
    public List<KeyValuePair<TKey, TValue[]>> Items(bool delete = false)
    {
        var items = new List<KeyValuePair<TKey, TValue[]>>();
        Map.Sweep(delete, (key, slots) =>
        {
            var values = new TValue[slots.Length / Map.ValueStride];
            PerCpuValues.Unpack<TValue>(slots, Map.ValueStride, values);
            items.Add(new(MemoryMarshal.Read<TKey>(key), values));
        });
        return items;
    }

    private static Span<byte> Bytes(ref TKey key) => MemoryMarshal.AsBytes(new Span<TKey>(ref key));
}
