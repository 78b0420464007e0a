// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects;

namespace BpfSharp.Loading;

/// <summary>Makes the object's maps, or reuses pinned ones.</summary>
internal sealed class CreateMapsStage : ILoadStage
{
    /// <summary>BPF_F_RDONLY_PROG, which the kernel itself adds to device maps.</summary>
    private const uint IgnoredFlags = 1 << 7;

    public void Run(LoadContext context)
    {
        foreach (var spec in context.Spec.Maps)
        {
            if (!spec.AutoCreate)
            {
                continue;
            }

            if (spec.IsExternal)
            {
                if (spec.Type == MapType.Arena && spec.InitialContents.Length > 0)
                {
                    throw new BpfException("place variables of", spec.Name, 0, "they are declared __arena, but the object has no map of type BPF_MAP_TYPE_ARENA: declare one, or link the object that does (bpfsharp link)");
                }

                throw new BpfException("create map", spec.Name, 0, "it is declared extern, and another object defines it: link them first (bpfsharp link)");
            }

            if (context.Options.MaxEntries is { } sizes && sizes.TryGetValue(spec.Name, out var entries))
            {
                spec.MaxEntries = entries;
            }

            if (context.Options.PinPaths is { } pins && pins.TryGetValue(spec.Name, out var pin))
            {
                spec.PinPath = pin;
            }

            else if (context.Options.PinRoot is { } root && spec.PinPath == MapSpec.DefaultPinRoot + spec.Name)
            {
                spec.PinPath = Path.Combine(root, spec.Name);
            }

            context.Maps.Add(spec.Name, context.Options.SharedMaps?.GetValueOrDefault(spec.Name)?.Share() ?? Reuse(spec) ?? MapFactory.Create(spec, context));
        }
    }

    /// <summary>Null when nothing is pinned at the spec's path.</summary>
    private static BpfMap? Reuse(MapSpec spec)
    {
        if (spec.PinPath is not { } path || !File.Exists(path))
        {
            return null;
        }

        var pinned = BpfMap.OpenPinned(path);
        var found = pinned.Spec;
        MapFactory.Complete(spec);
        var difference = found.Type != spec.Type ? $"type {found.Type}, not {spec.Type}"
            : found.KeySize != spec.KeySize ? $"keys of {found.KeySize} bytes, not {spec.KeySize}"
            : found.ValueSize != spec.ValueSize ? $"values of {found.ValueSize} bytes, not {spec.ValueSize}"
            : found.MaxEntries != spec.MaxEntries ? $"room for {found.MaxEntries} entries, not {spec.MaxEntries}"
            : (found.Flags & ~IgnoredFlags) != (spec.Flags & ~IgnoredFlags) ? $"flags 0x{found.Flags:x}, not 0x{spec.Flags:x}"
            : found.Extra != spec.Extra ? $"map_extra {found.Extra}, not {spec.Extra}"
            : null;
        if (difference is null)
        {
            return new BpfMap(spec, pinned.Handle, isReused: true);
        }

        pinned.Dispose();
        throw new BpfException("reuse pinned map", path, 0, $"it has {difference}: remove the pin or change the program");
    }
}
