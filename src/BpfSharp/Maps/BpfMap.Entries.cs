// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using BpfSharp.Errors;
using BpfSharp.Kernel;
using BpfSharp.Kernel.Bpf;
using BpfSharp.Objects;

namespace BpfSharp;

/// <summary>Whole-map operations.</summary>
public sealed partial class BpfMap
{
    private const int BatchEntries = 256;

    /// <summary>All entries by batches where the kernel has them (5.6), one by one elsewhere; entries changed meanwhile may or may not show.</summary>
    /// <param name="delete">Takes the entries out of the map in the same sweep; arrays are set to zero instead.</param>
    public List<BpfMapEntry> Snapshot(bool delete = false)
    {
        var entries = new List<BpfMapEntry>();
        Sweep(delete, (key, value) => entries.Add(new BpfMapEntry(key.ToArray(), value.ToArray())));
        return entries;
    }

    /// <summary>Entries now; walks the map.</summary>
    public int Count()
    {
        if (IsArray)
        {
            return (int)MaxEntries;
        }

        var count = 0;
        Sweep(delete: false, (_, _) => count++);
        return count;
    }

    /// <summary>Deletes all entries; arrays are set to zero.</summary>
    public void Clear()
    {
        if (IsArray)
        {
            ZeroAll();
            return;
        }

        // The key to go on from must not be one just deleted, so the next key is fetched first.
        var key = new byte[KeySize];
        var next = new byte[KeySize];
        var more = TryGetNextKey(default, key);
        while (more)
        {
            more = TryGetNextKey(key, next);
            Delete(key);
            (key, next) = (next, key);
        }
    }

    internal delegate void EntryHandler(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value);

    /// <summary>Hands over every entry; the spans are gone when the handler returns.</summary>
    internal void Sweep(bool delete, EntryHandler handler)
    {
        if (!TrySweepByBatches(delete && !IsArray, handler))
        {
            SweepByKeys(delete && !IsArray, handler);
        }

        if (delete && IsArray)
        {
            ZeroAll();
        }
    }

    /// <summary>False, with nothing handed over, when this kernel or map type has no batches.</summary>
    private bool TrySweepByBatches(bool delete, EntryHandler handler)
    {
        var room = (uint)Math.Min(MaxEntries, BatchEntries);
        var keys = new byte[room * KeySize];
        var values = new byte[room * ValueBytes];
        // The bookmark is a bucket number for hashes and a key for arrays and tries.
        var position = new byte[Math.Max(KeySize, 8)];
        var started = false;
        while (true)
        {
            var count = room;
            var result = MapCalls.LookupBatch(Handle, started ? position : default, position, keys, values, delete, ref count);
            if (result == -Errno.ENOSPC && room < MaxEntries)
            {
                // One hash bucket holds more than the room given; nothing was copied.
                room = Math.Min(MaxEntries, room * 4);
                keys = new byte[room * KeySize];
                values = new byte[room * ValueBytes];
                continue;
            }

            if (result is not 0 and not -Errno.ENOENT)
            {
                return started ? throw Refusal.Of("read map", Name, result) : false;
            }

            started = true;
            HandOver(keys, values, (int)count, handler);
            if (result == -Errno.ENOENT)
            {
                return true;
            }
        }
    }

    private void HandOver(byte[] keys, byte[] values, int count, EntryHandler handler)
    {
        for (var i = 0; i < count; i++)
        {
            handler(keys.AsSpan(i * KeySize, KeySize), values.AsSpan(i * ValueBytes, ValueBytes));
        }
    }

    private void SweepByKeys(bool delete, EntryHandler handler)
    {
        var key = new byte[KeySize];
        var next = new byte[KeySize];
        var value = new byte[ValueBytes];
        // A key deleted under our feet sends the walk back to the start; the limit keeps it finite.
        var limit = (long)MaxEntries * 2;
        for (var more = TryGetNextKey(default, key); more && limit-- > 0; (key, next) = (next, key))
        {
            more = TryGetNextKey(key, next);
            if (TryLookup(key, value))
            {
                handler(key, value);
                _ = delete && Delete(key);
            }
        }
    }

    private void ZeroAll()
    {
        var zero = new byte[ValueBytes];
        for (uint i = 0; i < MaxEntries; i++)
        {
            Update(MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in i)), zero);
        }
    }
}
