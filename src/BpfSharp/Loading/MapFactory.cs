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
    private const uint BPF_F_NO_PREALLOC = 1, BPF_F_RDONLY_PROG = 1 << 7, BPF_F_MMAPABLE = 1 << 10, BPF_F_LINK = 1 << 13, BPF_F_VTYPE_BTF_OBJ_FD = 1 << 15;
    private const int LongestPrefix = 8;
    private const uint DefaultRingBytes = 256 * 1024;

    /// <param name="context">The load that the map is for; null makes it for itself, without types.</param>
    public static BpfMap Create(MapSpec spec, LoadContext? context)
    {
        Complete(spec);
        if (spec.Inner is not null && spec.Type is not (MapType.ArrayOfMaps or MapType.HashOfMaps))
        {
            throw new BpfException("create map", spec.Name, errno: 0, $"a {spec.Type} map has no maps as values: make it an ArrayOfMaps or HashOfMaps map");
        }

        using var inner = spec.Inner is { } template ? Create(template, context) : null;
        using var innerFd = OptionalLease.Of(inner?.Handle);
        using var token = OptionalLease.Of(context?.Token);
        var attr = new MapCreateAttr
        {
            map_type = (uint)spec.Type, key_size = (uint)spec.KeySize, value_size = (uint)spec.ValueSize, max_entries = spec.MaxEntries,
            map_flags = spec.Flags | (context?.Token is null ? 0 : BpfTokens.BPF_F_TOKEN_FD), inner_map_fd = (uint)innerFd.Value,
            map_name = ObjectName.From(KernelName(spec, context)), map_extra = spec.Extra, numa_node = (uint)spec.NumaNode, map_token_fd = token.Value,
        };
        var plan = context?.StructOps.GetValueOrDefault(spec.Name);
        using var module = OptionalLease.Of(plan?.Source.Object);
        using var types = OptionalLease.Of(plan is null ? null : context!.Btf);
        if (plan is not null)
        {
            attr.value_size = (uint)plan.Value.Length;
            attr.btf_fd = (uint)types.Value;
            attr.btf_vmlinux_value_type_id = plan.WrapperId;
            attr.value_type_btf_obj_fd = module.Value;
            attr.map_flags |= (plan.Source.Object is null ? 0 : BPF_F_VTYPE_BTF_OBJ_FD) | (spec.StructOps!.IsLink ? BPF_F_LINK : 0);
        }

        var features = context?.Features ?? KernelFeatures.Running;
        var result = Try(ref attr, plan is null ? spec : null, context?.Btf, features);
        if (result < 0)
        {
            throw Explain(spec, result, context);
        }

        var map = new BpfMap(spec, new BpfFd(result)) { StructOpsValue = plan?.Value };
        if (spec.PinPath is { } path)
        {
            map.Pin(path);
        }

        return map;
    }

    /// <summary>Data sections of many objects would look alike in listings: they get the first letters of the object's name, as libbpf gives them.</summary>
    private static string KernelName(MapSpec spec, LoadContext? context)
    {
        if (context is null || spec.Name is not (".data" or ".rodata" or ".bss" or ".kconfig"))
        {
            return spec.Name;
        }

        var room = Math.Min(LongestPrefix, ObjectName.Length - 1 - spec.Name.Length);
        return context.Spec.Name[..Math.Min(room, context.Spec.Name.Length)] + spec.Name;
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

    /// <param name="typed">Null when the object's types do not apply.</param>
    private static int Try(ref MapCreateAttr attr, MapSpec? typed, BpfFd? btf, KernelFeatures features)
    {
        if (btf is not null && typed is not null && (typed.KeyTypeId | typed.ValueTypeId) != 0 && TakesTypes(typed.Type))
        {
            using var fd = btf.Lease();
            (attr.btf_fd, attr.btf_key_type_id, attr.btf_value_type_id) = ((uint)fd.Value, typed.KeyTypeId, typed.ValueTypeId);
            var result = TryMappable(ref attr, features);
            if (result >= 0)
            {
                return result;
            }

            // Many map types take no key or value types; they are for display only, so the map is made without.
            (attr.btf_fd, attr.btf_key_type_id, attr.btf_value_type_id) = (0, 0, 0);
        }

        return TryMappable(ref attr, features);
    }

    /// <summary>Types of keys and values are refused where the kernel itself says what they are.</summary>
    private static bool TakesTypes(MapType type) => type is not (MapType.PerfEventArray or MapType.CgroupArray or MapType.StackTrace or MapType.ArrayOfMaps or MapType.HashOfMaps
        or MapType.Devmap or MapType.DevmapHash or MapType.Cpumap or MapType.Xskmap or MapType.Sockmap or MapType.Sockhash or MapType.Queue or MapType.Stack or MapType.Arena);

    /// <summary>Before 5.5 arrays cannot be mapped; data sections, which ask for it, serve without.</summary>
    private static int TryMappable(ref MapCreateAttr attr, KernelFeatures features)
    {
        var result = TryWithinMemoryLimit(ref attr, features);
        if (result != -Errno.EINVAL || (attr.map_flags & BPF_F_MMAPABLE) == 0 || attr.map_type != (uint)MapType.Array || features.Has(KernelFeature.MappableArrays))
        {
            return result;
        }

        attr.map_flags &= ~BPF_F_MMAPABLE;
        return TryWithinMemoryLimit(ref attr, features);
    }

    /// <summary>Before 5.11 maps count as locked memory, and exceeding that limit shows as EPERM.</summary>
    private static int TryWithinMemoryLimit(ref MapCreateAttr attr, KernelFeatures features)
    {
        var result = MapCalls.Create(ref attr);
        return result == -Errno.EPERM && !features.Has(KernelFeature.MemoryCgroups) && ResourceLimit.RaiseMemoryLock() == 0 ? MapCalls.Create(ref attr) : result;
    }

    private static BpfException Explain(MapSpec spec, int result, LoadContext? context)
    {
        var typesRefused = context?.BtfRefusal;
        if (-result == Errno.EINVAL && !new Features.FeatureProbes(context?.Token).HasMapType(spec))
        {
            var minimum = MinimumKernel(spec.Type);
            return new BpfNotSupportedException("create map", spec.Name, $"{spec.Type} maps", minimum, errno: Errno.EINVAL);
        }

        var shape = $"{spec.Type}, keys of {spec.KeySize} and values of {spec.ValueSize} bytes, {spec.MaxEntries} entries";
        var remedy = -result switch
        {
            Errno.EINVAL when spec.Type == MapType.Arena => $"an arena has the flag BPF_F_MMAPABLE, neither key nor value, and a map_extra that is a multiple of the page size: {shape}, flags 0x{spec.Flags:x}, map_extra 0x{spec.Extra:x}",
            Errno.EOPNOTSUPP when spec.Type == MapType.Arena => "arenas need the kernel's JIT (net.core.bpf_jit_enable=1) and an architecture it knows them for",
            Errno.EINVAL when typesRefused is not null => $"the kernel did not take the object's types, which this map may need: {typesRefused}",
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
