// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects;
using BpfSharp.Vm.Memory;

namespace BpfSharp.Vm.Maps;

/// <summary>Hashes, per-CPU and LRU ones too. An LRU hash that is full gives up what was longest unused, exactly, where the kernel's is approximate.</summary>
internal sealed class HashMap(MapSpec spec, AddressSpace memory) : VmMap(spec)
{
    private readonly Dictionary<string, (MapValue Value, LinkedListNode<string> Use)> values = new(StringComparer.Ordinal);
    private readonly LinkedList<string> uses = [];
    private readonly List<ulong> deleted = [];

    private bool IsLru => Spec.Type is MapType.LruHash or MapType.LruPercpuHash;

    public override IEnumerable<KeyValuePair<byte[], byte[]>> Entries =>
        values.Select(v => KeyValuePair.Create(Convert.FromHexString(v.Key), v.Value.Value.Region.Bytes.ToArray()));

    internal override MapValue? Find(ReadOnlySpan<byte> key)
    {
        if (!values.TryGetValue(Convert.ToHexString(key), out var entry))
        {
            return null;
        }

        Touch(entry.Use);
        return entry.Value;
    }

    public override int Update(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ulong flags = 0)
    {
        if (flags > OnlyExisting)
        {
            return Invalid;
        }

        if (Find(key) is { } found)
        {
            if (flags == OnlyNew)
            {
                return Exists;
            }

            value[..Spec.ValueSize].CopyTo(found.Region.Bytes);
            return 0;
        }

        return flags == OnlyExisting ? NotFound : Insert(Convert.ToHexString(key), value);
    }

    public override int Delete(ReadOnlySpan<byte> key)
    {
        var name = Convert.ToHexString(key);
        if (!values.Remove(name, out var entry))
        {
            return NotFound;
        }

        // Like the kernel within one run: the pointers a program still holds stay good.
        uses.Remove(entry.Use);
        deleted.Add(entry.Value.Address);
        return 0;
    }

    internal override void EndRun()
    {
        deleted.ForEach(memory.Remove);
        deleted.Clear();
    }

    private int Insert(string key, ReadOnlySpan<byte> value)
    {
        if (values.Count >= Spec.MaxEntries)
        {
            if (!IsLru)
            {
                return TooBig;
            }

            Delete(Convert.FromHexString(uses.First!.Value));
        }

        values.Add(key, (MapValue.Create(memory, Spec.Name, value[..Spec.ValueSize].ToArray()), uses.AddLast(key)));
        return 0;
    }

    private void Touch(LinkedListNode<string> use)
    {
        uses.Remove(use);
        uses.AddLast(use);
    }
}
