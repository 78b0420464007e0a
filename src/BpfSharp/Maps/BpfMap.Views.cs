// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using BpfSharp.Objects;

namespace BpfSharp;

/// <summary>Typed views: the sizes of the types must be the map's.</summary>
public sealed partial class BpfMap
{
    public BpfHash<TKey, TValue> AsHash<TKey, TValue>()
        where TKey : unmanaged
        where TValue : unmanaged
    {
        Expect<TKey>("keys", KeySize);
        Expect<TValue>("values", ValueSize);
        Expect(!IsPerCpu && KeySize > 0, "a hash");
        return new BpfHash<TKey, TValue>(this);
    }

    public BpfArray<TValue> AsArray<TValue>()
        where TValue : unmanaged
    {
        Expect<TValue>("values", ValueSize);
        Expect(Type == MapType.Array, "an array");
        return new BpfArray<TValue>(this);
    }

    public BpfPerCpuHash<TKey, TValue> AsPerCpuHash<TKey, TValue>()
        where TKey : unmanaged
        where TValue : unmanaged
    {
        Expect<TKey>("keys", KeySize);
        Expect<TValue>("values", ValueSize);
        Expect(Type is MapType.PercpuHash or MapType.LruPercpuHash, "a per-CPU hash");
        return new BpfPerCpuHash<TKey, TValue>(this);
    }

    public BpfPerCpuArray<TValue> AsPerCpuArray<TValue>()
        where TValue : unmanaged
    {
        Expect<TValue>("values", ValueSize);
        Expect(Type == MapType.PercpuArray, "a per-CPU array");
        return new BpfPerCpuArray<TValue>(this);
    }

    /// <summary>The arena's memory; mapped into this process when first asked for, as loading an object does.</summary>
    public BpfArena AsArena()
    {
        Expect(Type == MapType.Arena, "an arena");
        return arena ??= BpfArena.Map(this);
    }

    private void Expect<T>(string what, int size)
        where T : unmanaged
    {
        if (Unsafe.SizeOf<T>() != size)
        {
            throw new ArgumentException($"map {Name} has {what} of {size} bytes, but {typeof(T).Name} has {Unsafe.SizeOf<T>()}");
        }
    }

    private void Expect(bool condition, string what)
    {
        if (!condition)
        {
            throw new ArgumentException($"map {Name} is not {what} but of type {Type}");
        }
    }
}
