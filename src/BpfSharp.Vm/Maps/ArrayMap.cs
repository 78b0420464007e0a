// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using BpfSharp.Objects;
using BpfSharp.Vm.Memory;

namespace BpfSharp.Vm.Maps;

/// <summary>Arrays, per-CPU arrays and data sections: every entry exists from the start.</summary>
internal sealed class ArrayMap : VmMap
{
    private readonly MapValue[] values;

    public ArrayMap(MapSpec spec, AddressSpace memory) : base(spec)
    {
        values = new MapValue[spec.MaxEntries];
        for (var i = 0; i < values.Length; i++)
        {
            var bytes = i == 0 && spec.InitialContents.Length == spec.ValueSize ? (byte[])spec.InitialContents.Clone() : new byte[spec.ValueSize];
            values[i] = MapValue.Create(memory, spec.Name, bytes, spec.IsReadOnlyData);
        }
    }

    public override IEnumerable<KeyValuePair<byte[], byte[]>> Entries =>
        values.Select((v, i) => KeyValuePair.Create(BitConverter.GetBytes(i), v.Region.Bytes.ToArray()));

    internal override MapValue? Find(ReadOnlySpan<byte> key) =>
        BinaryPrimitives.ReadUInt32LittleEndian(key) is var index && index < values.Length ? values[index] : null;

    public override int Update(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ulong flags = 0)
    {
        if (flags > OnlyExisting)
        {
            return Invalid;
        }

        if (Find(key) is not { } found)
        {
            return TooBig;
        }

        if (flags == OnlyNew)
        {
            return Exists;
        }

        value[..Spec.ValueSize].CopyTo(found.Region.Bytes);
        return 0;
    }
}
