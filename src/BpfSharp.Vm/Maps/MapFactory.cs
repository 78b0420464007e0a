// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects;
using BpfSharp.Vm.Memory;

namespace BpfSharp.Vm.Maps;

internal static class MapFactory
{
    /// <exception cref="NotSupportedException">The machine has no maps of this type.</exception>
    public static VmMap Create(MapSpec spec, AddressSpace memory) => spec.Type switch
    {
        MapType.Array or MapType.PercpuArray => new ArrayMap(spec, memory),
        MapType.Hash or MapType.PercpuHash or MapType.LruHash or MapType.LruPercpuHash => new HashMap(spec, memory),
        MapType.Queue or MapType.Stack => new QueueMap(spec),
        MapType.Ringbuf or MapType.PerfEventArray => new EventMap(spec),
        MapType.Arena => new ArenaMap(spec, memory),
        MapType.ProgArray => new ProgramArrayMap(spec),
        _ => throw new NotSupportedException($"map {spec.Name}: the machine has no maps of type {spec.Type}"),
    };
}
