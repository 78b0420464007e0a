// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects;

namespace BpfSharp.Vm.Maps;

/// <summary>Queues and stacks: values without keys.</summary>
internal sealed class QueueMap(MapSpec spec) : VmMap(spec)
{
    private const ulong ReplaceOldest = 2;
    private readonly LinkedList<byte[]> values = [];

    public override IEnumerable<KeyValuePair<byte[], byte[]>> Entries => values.Select(v => KeyValuePair.Create(Array.Empty<byte>(), (byte[])v.Clone()));

    public override int Update(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ulong flags = 0)
    {
        if (values.Count >= Spec.MaxEntries)
        {
            if (flags != ReplaceOldest)
            {
                return TooBig;
            }

            values.RemoveFirst();
        }

        values.AddLast(value[..Spec.ValueSize].ToArray());
        return 0;
    }

    /// <summary>The value whose turn it is; zeros and an error when there is none.</summary>
    public int Take(Span<byte> value, bool remove)
    {
        var node = Spec.Type == MapType.Stack ? values.Last : values.First;
        if (node is null)
        {
            value.Clear();
            return NotFound;
        }

        node.Value.CopyTo(value);
        if (remove)
        {
            values.Remove(node);
        }

        return 0;
    }
}
