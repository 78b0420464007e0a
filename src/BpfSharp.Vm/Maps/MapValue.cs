// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Vm.Memory;

namespace BpfSharp.Vm.Maps;

/// <summary>A value and where programs find it.</summary>
internal sealed record MapValue(Region Region, ulong Address)
{
    public static MapValue Create(AddressSpace memory, string map, byte[] bytes, bool isReadOnly = false)
    {
        var region = new Region(isReadOnly ? map : $"a value of {map}", bytes) { IsReadOnly = isReadOnly };
        return new MapValue(region, memory.Add(region));
    }
}
