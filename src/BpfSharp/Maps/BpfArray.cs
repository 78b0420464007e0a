// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace BpfSharp;

/// <summary>An array map of plain structs.</summary>
public sealed class BpfArray<TValue>
    where TValue : unmanaged
{
    internal BpfArray(BpfMap map) => Map = map;

    public BpfMap Map { get; }
    public int Length => (int)Map.MaxEntries;

    public TValue this[int index]
    {
        get
        {
            Check(index);
            var value = default(TValue);
            Map.TryLookup(Key(ref index), MemoryMarshal.AsBytes(new Span<TValue>(ref value)));
            return value;
        }

        set
        {
            Check(index);
            Map.Update(Key(ref index), MemoryMarshal.AsBytes(new Span<TValue>(ref value)));
        }
    }

    public TValue[] ToArray()
    {
        var values = new TValue[Length];
        Map.Sweep(delete: false, (key, value) => values[MemoryMarshal.Read<int>(key)] = MemoryMarshal.Read<TValue>(value));
        return values;
    }

    /// <summary>Sets all to zero.</summary>
    public void Clear() => Map.Clear();

    private void Check(int index) => ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Length, nameof(index));

    private static Span<byte> Key(ref int index) => MemoryMarshal.AsBytes(new Span<int>(ref index));
}
