// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Errors;
using BpfSharp.Kernel;
using BpfSharp.Kernel.Bpf;
using BpfSharp.Kernel.Bpf.Attributes;
using BpfSharp.Kernel.Facts;
using BpfSharp.Kernel.Handles;
using BpfSharp.Kernel.Syscalls;
using BpfSharp.Objects;

namespace BpfSharp.Loading;

/// <summary>Makes one map from its spec.</summary>
internal static class MapFactory
{
    private const uint BPF_F_NO_PREALLOC = 1, BPF_F_RDONLY_PROG = 1 << 7;
    private const uint DefaultRingBytes = 256 * 1024;

    /// <param name="btf">The object's types; null makes the map without.</param>
    public static BpfMap Create(MapSpec spec, BpfFd? btf)
    {
        Complete(spec);
        using var inner = spec.Inner is { } template ? Create(template, btf) : null;
        var attr = new MapCreateAttr
        {
            map_type = (uint)spec.Type, key_size = (uint)spec.KeySize, value_size = (uint)spec.ValueSize, max_entries = spec.MaxEntries,
            map_flags = spec.Flags, inner_map_fd = (uint)Math.Max(inner?.Fd ?? 0, 0), map_name = ObjectName.From(spec.Name),
            map_extra = spec.Extra, numa_node = (uint)spec.NumaNode,
        };
        var result = Try(ref attr, spec, btf);
        if (result < 0)
        {
            throw Explain(spec, result);
        }

        var map = new BpfMap(spec, new BpfFd(result));
        if (spec.PinPath is { } path)
        {
            map.Pin(path);
        }

        return map;
    }

    /// <summary>Fills in what the spec leaves to the loader.</summary>
    public static void Complete(MapSpec spec)
    {
        switch (spec.Type)
        {
            case MapType.PerfEventArray:
                spec.KeySize = spec.ValueSize = sizeof(uint);
                spec.MaxEntries = spec.MaxEntries == 0 ? (uint)CpuList.Possible.Length : spec.MaxEntries;
                break;
            case MapType.SkStorage or MapType.InodeStorage or MapType.TaskStorage or MapType.CgrpStorage:
                spec.Flags |= BPF_F_NO_PREALLOC; // the kernel makes them no other way
                break;
            case MapType.Ringbuf or MapType.UserRingbuf:
                spec.KeySize = spec.ValueSize = 0;
                spec.MaxEntries = RingBytes(spec.MaxEntries);
                break;
        }

        if (spec.IsReadOnlyData)
        {
            spec.Flags |= BPF_F_RDONLY_PROG;
        }
    }

    /// <summary>Ring buffers must be a power of two of whole pages.</summary>
    private static uint RingBytes(uint wanted) =>
        wanted == 0 ? DefaultRingBytes : Math.Max((uint)Environment.SystemPageSize, System.Numerics.BitOperations.RoundUpToPowerOf2(wanted));

    private static int Try(ref MapCreateAttr attr, MapSpec spec, BpfFd? btf)
    {
        if (btf is not null && (spec.KeyTypeId | spec.ValueTypeId) != 0)
        {
            using var fd = btf.Lease();
            (attr.btf_fd, attr.btf_key_type_id, attr.btf_value_type_id) = ((uint)fd.Value, spec.KeyTypeId, spec.ValueTypeId);
            var typed = TryWithinMemoryLimit(ref attr);
            if (typed >= 0)
            {
                return typed;
            }

            // Many map types take no key or value types; they are for display only, so the map is made without.
            (attr.btf_fd, attr.btf_key_type_id, attr.btf_value_type_id) = (0, 0, 0);
        }

        return TryWithinMemoryLimit(ref attr);
    }

    /// <summary>Before 5.11 maps count as locked memory, and exceeding that limit shows as EPERM.</summary>
    private static int TryWithinMemoryLimit(ref MapCreateAttr attr)
    {
        var result = MapCalls.Create(ref attr);
        return result == -Errno.EPERM && ResourceLimit.RaiseMemoryLock() == 0 ? MapCalls.Create(ref attr) : result;
    }

    private static BpfException Explain(MapSpec spec, int result)
    {
        if (-result == Errno.EINVAL && MinimumKernel(spec.Type) is { } minimum && KernelRelease.Code < KernelRelease.Parse(minimum))
        {
            return new BpfNotSupportedException("create map", spec.Name, $"{spec.Type} maps", minimum, errno: Errno.EINVAL);
        }

        var shape = $"{spec.Type}, keys of {spec.KeySize} and values of {spec.ValueSize} bytes, {spec.MaxEntries} entries";
        var remedy = -result switch
        {
            Errno.EINVAL => $"the kernel does not accept this shape: {shape}",
            Errno.E2BIG or Errno.ENOMEM => $"make it smaller: {shape}",
            _ => null,
        };
        return Refusal.Of("create map", spec.Name, result, remedy);
    }

    private static string? MinimumKernel(MapType type) => type switch
    {
        MapType.Queue or MapType.Stack => "4.20",
        MapType.SkStorage => "5.2",
        MapType.DevmapHash => "5.4",
        MapType.StructOps => "5.6",
        MapType.Ringbuf => "5.8",
        MapType.InodeStorage => "5.10",
        MapType.TaskStorage => "5.11",
        MapType.BloomFilter => "5.16",
        MapType.UserRingbuf => "6.1",
        MapType.CgrpStorage => "6.2",
        MapType.Arena => "6.9",
        _ => null,
    };
}
