// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using BpfSharp.Errors;
using BpfSharp.Kernel;
using BpfSharp.Kernel.Bpf;
using BpfSharp.Kernel.Bpf.Information;
using BpfSharp.Kernel.Facts;
using BpfSharp.Kernel.Handles;
using BpfSharp.Objects;

namespace BpfSharp;

/// <summary>A map in the kernel, its keys and values as bytes. Thread safe as far as the kernel is.</summary>
/// <remarks>Per-CPU maps: a value is one slot per possible CPU, each rounded up to 8 bytes; <see cref="ValueBytes"/> counts them all.</remarks>
public sealed partial class BpfMap : IDisposable
{
    private BpfArena? arena;

    internal BpfMap(MapSpec spec, BpfFd handle, bool isReused = false)
    {
        Spec = spec;
        Handle = handle;
        IsReused = isReused;
    }

    internal BpfFd Handle { get; }

    /// <summary>True when it was found pinned, so that its contents are not ours to initialise.</summary>
    internal bool IsReused { get; }

    /// <summary>For structs of callbacks: the value that puts them into force; null for other maps.</summary>
    internal byte[]? StructOpsValue { get; init; }

    /// <summary>Where the object's variables start in the map, in bytes: somewhere only in arenas.</summary>
    internal int DataOffset => arena?.DataOffset ?? 0;

    /// <summary>True when another object owns the kernel's map and this one only uses it.</summary>
    private bool IsShared { get; init; }

    public string Name => Spec.Name;
    public MapType Type => Spec.Type;
    public MapSpec Spec { get; }

    /// <summary>The kernel file descriptor, owned by this map.</summary>
    public int Fd => Handle.Number;
    public uint Id => Information().id;
    public int KeySize => Spec.KeySize;

    /// <summary>Bytes of one CPU's value.</summary>
    public int ValueSize => Spec.ValueSize;
    public uint MaxEntries => Spec.MaxEntries;
    public bool IsPerCpu => Type is MapType.PercpuArray or MapType.PercpuHash or MapType.LruPercpuHash or MapType.PercpuCgroupStorage;

    /// <summary>Bytes between two CPUs' values.</summary>
    internal int ValueStride => IsPerCpu ? (ValueSize + 7) & ~7 : ValueSize;

    /// <summary>Bytes a lookup fills.</summary>
    public int ValueBytes => IsPerCpu ? ValueStride * CpuList.Possible.Length : ValueSize;

    private bool IsArray => Type is MapType.Array or MapType.PercpuArray;

    /// <summary>A map of its own, outside any object.</summary>
    public static BpfMap Create(MapSpec spec) => Loading.MapFactory.Create(spec, null);

    /// <summary>Opens what another process pinned; its sizes come from the kernel.</summary>
    public static BpfMap OpenPinned(string path)
    {
        var result = ObjectCalls.OpenPinned(path);
        if (result < 0)
        {
            throw Refusal.Of("open pinned map", path, result);
        }

        var handle = new BpfFd(result);
        var info = default(MapInfo);
        if (ObjectCalls.Information(handle, ref info) is var error and < 0)
        {
            handle.Dispose();
            throw Refusal.Of("ask about pinned map", path, error);
        }

        var spec = new MapSpec
        {
            Name = info.name.ToString(), Type = (MapType)info.type, KeySize = (int)info.key_size, ValueSize = (int)info.value_size,
            MaxEntries = info.max_entries, Flags = info.map_flags, Extra = info.map_extra, PinPath = path,
        };
        return new BpfMap(spec, handle, isReused: true);
    }

    /// <summary>False when there is no such key.</summary>
    public bool TryLookup(ReadOnlySpan<byte> key, Span<byte> value)
    {
        CheckKey(key);
        CheckValue(value.Length);
        return Found("look up in map", MapCalls.Lookup(Handle, key, value));
    }

    public void Update(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, UpdateMode mode = UpdateMode.Any)
    {
        CheckKey(key);
        CheckValue(value.Length);
        var result = MapCalls.Update(Handle, key, value, (ulong)mode);
        if (result < 0)
        {
            throw Refusal.Of("update map", Name, result, -result == Errno.E2BIG ? $"the map is full: it has room for {MaxEntries} entries" : null);
        }
    }

    /// <summary>False when the mode forbids it: the key exists (Create) or does not (Replace).</summary>
    public bool TryUpdate(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, UpdateMode mode)
    {
        CheckKey(key);
        CheckValue(value.Length);
        var result = MapCalls.Update(Handle, key, value, (ulong)mode);
        return result switch
        {
            0 => true,
            -Errno.EEXIST or -Errno.ENOENT => false,
            _ => throw Refusal.Of("update map", Name, result),
        };
    }

    /// <summary>False when there is no such key.</summary>
    public bool Delete(ReadOnlySpan<byte> key)
    {
        CheckKey(key);
        return Found("delete from map", MapCalls.Delete(Handle, key));
    }

    /// <summary>Takes an entry out; for queues and stacks, which have no keys, the next one. In two steps where hashes lack the command (before 5.14).</summary>
    public bool TryLookupAndDelete(ReadOnlySpan<byte> key, Span<byte> value)
    {
        CheckKey(key);
        CheckValue(value.Length);
        var result = MapCalls.LookupAndDelete(Handle, key, value);
        return result is -Errno.EOPNOTSUPP or -Errno.ENOTSUPP or -Errno.EINVAL && KeySize > 0
            ? TryLookup(key, value) && Delete(key)
            : Found("take from map", result);
    }

    /// <summary>The key after <paramref name="key"/>, or the first when it is empty; false at the end.</summary>
    public bool TryGetNextKey(ReadOnlySpan<byte> key, Span<byte> nextKey)
    {
        if (!key.IsEmpty)
        {
            CheckKey(key);
        }

        CheckKey(nextKey);
        return Found("walk map", MapCalls.NextKey(Handle, key, nextKey));
    }

    /// <summary>User space may not write it afterwards.</summary>
    public void Freeze() => Demand("freeze map", MapCalls.Freeze(Handle));

    /// <summary>Keeps the map alive under a path of a BPF file system, which is mounted at /sys/fs/bpf when none is; folders are made.</summary>
    public void Pin(string path)
    {
        if (ObjectCalls.Pin(Handle, PinPath.Prepare(path)) is var result and < 0)
        {
            throw Refusal.Of("pin map", $"{Name} at {path}", result, PinPath.Remedy);
        }
    }

    public void Dispose()
    {
        if (!IsShared)
        {
            arena?.Unmap();
            Handle.Dispose();
        }
    }

    /// <summary>The same map for use by another object; the first owner must outlive it.</summary>
    internal BpfMap Share() => new(Spec, Handle, isReused: true) { IsShared = true, arena = Type == MapType.Arena ? AsArena() : null };

    /// <summary>Stores a descriptor in a map of maps or programs, whose keys are 4 bytes.</summary>
    internal void Write(uint index, KernelFd content)
    {
        using var fd = content.Lease();
        var (key, value) = (index, fd.Value);
        var result = KeySize == sizeof(uint) && ValueSize == sizeof(int)
            ? MapCalls.Update(Handle, MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in key)), MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in value)), 0)
            : -Errno.EINVAL;
        if (result < 0)
        {
            throw Refusal.Of("fill map", $"{Name} at entry {index}", result, $"keys of {KeySize} and values of {ValueSize} bytes, {MaxEntries} entries");
        }
    }

    internal MapInfo Information()
    {
        var info = default(MapInfo);
        Demand("ask about map", ObjectCalls.Information(Handle, ref info));
        return info;
    }

    private bool Found(string operation, int result) => result switch
    {
        0 => true,
        -Errno.ENOENT => false,
        _ => throw Refusal.Of(operation, Name, result),
    };

    private void Demand(string operation, int result)
    {
        if (result < 0)
        {
            throw Refusal.Of(operation, Name, result);
        }
    }

    private void CheckKey(ReadOnlySpan<byte> key)
    {
        if (key.Length != KeySize)
        {
            throw new ArgumentException($"map {Name} has keys of {KeySize} bytes, not {key.Length}");
        }
    }

    private void CheckValue(int length)
    {
        if (length != ValueBytes)
        {
            throw new ArgumentException($"map {Name} has values of {ValueBytes} bytes{(IsPerCpu ? " over all possible CPUs" : "")}, not {length}");
        }
    }
}
