// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace BpfSharp;

/// <summary>A hash, LRU hash or LPM trie whose keys and values are plain structs.</summary>
/// <remarks>Keys are compared as bytes, padding included: zero a struct before filling it.</remarks>
public sealed class BpfHash<TKey, TValue>
    where TKey : unmanaged
    where TValue : unmanaged
{
    internal BpfHash(BpfMap map) => Map = map;

    public BpfMap Map { get; }

    /// <exception cref="KeyNotFoundException">On reading a key that is not there.</exception>
    public TValue this[TKey key]
    {
        get => TryGet(key, out var value) ? value : throw new KeyNotFoundException($"map {Map.Name} has no such key");
        set => Map.Update(Bytes(ref key), Bytes(ref value));
    }

    public bool TryGet(TKey key, out TValue value)
    {
        value = default;
        return Map.TryLookup(Bytes(ref key), Bytes(ref value));
    }

    /// <summary>False when the key is there already.</summary>
    public bool TryAdd(TKey key, TValue value) => Map.TryUpdate(Bytes(ref key), Bytes(ref value), UpdateMode.Create);

    public bool Remove(TKey key) => Map.Delete(Bytes(ref key));

    /// <summary>Looks up and deletes.</summary>
    public bool TryTake(TKey key, out TValue value)
    {
        value = default;
        return Map.TryLookupAndDelete(Bytes(ref key), Bytes(ref value));
    }

    public int Count() => Map.Count();

    public void Clear() => Map.Clear();

    /// <summary>Copies all entries, and deletes them in the same sweep when asked.</summary>
    public List<KeyValuePair<TKey, TValue>> Items(bool delete = false)
    {
        var items = new List<KeyValuePair<TKey, TValue>>();
        Map.Sweep(delete, (key, value) => items.Add(new(MemoryMarshal.Read<TKey>(key), MemoryMarshal.Read<TValue>(value))));
        return items;
    }

    private static Span<byte> Bytes<T>(ref T value)
        where T : unmanaged => MemoryMarshal.AsBytes(new Span<T>(ref value));
}
