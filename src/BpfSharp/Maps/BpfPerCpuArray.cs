// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using BpfSharp.Kernel.Facts;
using BpfSharp.Maps;

namespace BpfSharp;

/// <summary>A per-CPU array: each index has one value per possible CPU.</summary>
public sealed class BpfPerCpuArray<TValue>
    where TValue : unmanaged
{
    internal BpfPerCpuArray(BpfMap map) => Map = map;

    public BpfMap Map { get; }
    public int Length => (int)Map.MaxEntries;

    public TValue[] this[int index]
    {
        get
        {
            var values = new TValue[CpuList.Possible.Length];
            Get(index, values);
            return values;
        }
    }

    public void Get(int index, Span<TValue> perCpu)
    {
        Check(index);
        var slots = new byte[Map.ValueBytes];
        Map.TryLookup(Key(ref index), slots);
        PerCpuValues.Unpack(slots, Map.ValueStride, perCpu);
    }

    public void Set(int index, ReadOnlySpan<TValue> perCpu)
    {
        Check(index);
        var slots = new byte[Map.ValueBytes];
        PerCpuValues.Pack(perCpu, Map.ValueStride, slots);
        Map.Update(Key(ref index), slots);
    }

    /// <summary>Sets all to zero.</summary>
    public void Clear() => Map.Clear();

    private void Check(int index) => ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Length, nameof(index));

    private static Span<byte> Key(ref int index) => MemoryMarshal.AsBytes(new Span<int>(ref index));
}
