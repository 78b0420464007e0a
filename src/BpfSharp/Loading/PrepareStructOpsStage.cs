// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects;
using BpfSharp.Objects.Btf;
using BpfSharp.Objects.Core;

namespace BpfSharp.Loading;

/// <summary>Fits structs of callbacks (struct_ops) to the kernel's own layout, member by member by name, and binds the programs they name.</summary>
/// <remarks>A member that the kernel lacks is left out when it is zero or a callback; so one object serves kernels of several ages. Source: libbpf.c, bpf_map__init_kern_struct_ops.</remarks>
internal sealed class PrepareStructOpsStage : ILoadStage
{
    private const int LargestValue = 1 << 20;

    public void Run(LoadContext context)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        var wanted = new HashSet<string>(StringComparer.Ordinal);
        foreach (var map in context.Spec.Maps.Where(static m => m.StructOps is not null))
        {
            map.StructOps!.Callbacks.ForEach(c => used.Add(c.Program));
            if (map.AutoCreate && TryFit(context, map) is { } plan)
            {
                context.StructOps.Add(map.Name, plan);
                plan.Callbacks.ForEach(c => wanted.Add(c.Program));
            }
        }

        // A callback of structs that are all left out would have nothing to belong to.
        context.Programs.RemoveAll(p => used.Contains(p.Name) && !wanted.Contains(p.Name));
    }

    /// <summary>Null when the struct does not fit and the caller wants to go on without its programs.</summary>
    private static StructOpsPlan? TryFit(LoadContext context, MapSpec map)
    {
        try
        {
            return Fit(context, map);
        }
        catch (BpfException refusal) when (context.Options.OnRefused is { } onRefused)
        {
            map.AutoCreate = false;
            foreach (var (_, name) in map.StructOps!.Callbacks)
            {
                if (context.Programs.Find(p => p.Name == name) is { } program)
                {
                    onRefused(program, refusal);
                }
            }

            return null;
        }
    }

    private static StructOpsPlan Fit(LoadContext context, MapSpec map)
    {
        var types = context.ObjectTypes ?? throw new BpfException("create map", map.Name, 0, "the object has no BTF to describe it");
        var own = types.Get(map.ValueTypeId);
        var name = CoreNames.Essential(own.Name);
        if (context.Kernel.Find(BtfKind.Struct, name) is not { } kernel || context.Kernel.Find(BtfKind.Struct, "bpf_struct_ops_" + name) is not { } wrapper)
        {
            throw new BpfNotSupportedException("create map", map.Name, $"struct {name} that programs may implement (struct_ops)", null,
                "a newer kernel, a configuration option or a module provides it");
        }

        var size = wrapper.Type.Size;
        if (size is <= 0 or > LargestValue || DataOffset(wrapper, kernel.Id) is not { } start)
        {
            throw new BpfException("create map", map.Name, 0, $"the kernel's struct bpf_struct_ops_{name} does not hold struct {name}");
        }

        var plan = new StructOpsPlan(wrapper.Source, wrapper.Id, new byte[size], []);
        for (var i = 0; i < own.ItemCount; i++)
        {
            FitMember(context, map, types, own.Member(i), kernel, start, plan);
        }

        return plan;
    }

    private static int? DataOffset(KernelTypeId wrapper, uint structId)
    {
        for (var i = 0; i < wrapper.Type.ItemCount; i++)
        {
            if (wrapper.Type.Member(i) is var member && wrapper.Source.Types.SkipModifiers(member.TypeId).Id == structId)
            {
                return member.BitOffset / 8;
            }
        }

        return null;
    }

    private static void FitMember(LoadContext context, MapSpec map, BtfTypes types, BtfMember member, KernelTypeId kernel, int start, StructOpsPlan plan)
    {
        var offset = member.BitOffset / 8;
        var size = (int)types.SizeOf(member.TypeId);
        var program = map.StructOps!.Callbacks.Find(c => c.Offset == offset).Program;
        var bytes = map.InitialContents.AsSpan(offset, Math.Min(size, map.InitialContents.Length - offset));
        if (Find(kernel.Type, CoreNames.Essential(member.Name), out var index) is not { } target)
        {
            if (program is null && bytes.IndexOfAnyExcept((byte)0) >= 0)
            {
                throw Misfit(map, kernel, $"member {member.Name} has a value, and the kernel's struct has no such member");
            }

            return;
        }

        var (local, there) = (types.SkipModifiers(member.TypeId), kernel.Source.Types.SkipModifiers(target.TypeId));
        if (member.BitSize != 0 || target.BitSize != 0 || !CoreCompatibility.AreKindsCompatible(local.Kind, there.Kind))
        {
            throw Misfit(map, kernel, $"member {member.Name} is a bit-field, or of another kind than the kernel's");
        }

        var place = start + target.BitOffset / 8;
        if (local.Kind == BtfKind.Pointer)
        {
            Bind(context, map, kernel, there, index, place, program, plan);
        }
        else if (size != kernel.Source.Types.SizeOf(target.TypeId) || place + size > plan.Value.Length)
        {
            throw Misfit(map, kernel, $"member {member.Name} has {size} bytes and the kernel's {kernel.Source.Types.SizeOf(target.TypeId)}");
        }
        else
        {
            bytes.CopyTo(plan.Value.AsSpan(place));
        }
    }

    private static void Bind(
        LoadContext context, MapSpec map, KernelTypeId kernel, BtfType pointer, int index, int place, string? name, StructOpsPlan plan)
    {
        if (name is null)
        {
            return;
        }

        var program = context.Spec.Programs.Find(p => p.Name == name) ?? throw Misfit(map, kernel, $"there is no program {name}");
        if (kernel.Source.Types.SkipModifiers(pointer.TypeId).Kind != BtfKind.FunctionPrototype || place + 8 > plan.Value.Length)
        {
            throw Misfit(map, kernel, $"member {index} is no callback, so {name} cannot be it");
        }

        var target = new AttachTarget(kernel.Id, kernel.Source.Object, (uint)index);
        if (context.Targets.TryGetValue(program, out var earlier) && earlier != target)
        {
            throw Misfit(map, kernel, $"program {name} serves as two different callbacks");
        }

        context.Targets[program] = target;
        plan.Callbacks.Add((place, name));
    }

    private static BtfMember? Find(BtfType record, string name, out int index)
    {
        for (index = 0; name.Length > 0 && index < record.ItemCount; index++)
        {
            if (record.Member(index) is var member && member.Name == name)
            {
                return member;
            }
        }

        return null;
    }

    private static BpfException Misfit(MapSpec map, KernelTypeId kernel, string why) =>
        new("create map", map.Name, 0, $"it does not fit the kernel's struct {kernel.Type.Name}: {why}");
}
