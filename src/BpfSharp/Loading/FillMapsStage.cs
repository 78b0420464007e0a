// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects;

namespace BpfSharp.Loading;

/// <summary>Writes what maps hold from the start: data sections, of which the read-only ones are frozen, variables in arenas, and maps in maps.</summary>
internal sealed class FillMapsStage : ILoadStage
{
    private static readonly byte[] FirstKey = new byte[sizeof(uint)];

    public void Run(LoadContext context)
    {
        foreach (var map in context.Maps.Values)
        {
            if (map.Type == MapType.Arena)
            {
                map.AsArena(); // the kernel takes no programs before it knows the arena's address
            }
            else if (map.IsReused)
            {
                continue;
            }
            else if (map.Type == MapType.Array && map.Spec.InitialContents.Length > 0)
            {
                map.Update(FirstKey, map.Spec.InitialContents);
                if (map.Spec.IsReadOnlyData)
                {
                    map.Freeze();
                }
            }
            else if (map.Type != MapType.ProgArray)
            {
                FillSlots(context, map);
            }
        }
    }

    private static void FillSlots(LoadContext context, BpfMap map)
    {
        foreach (var slot in map.Spec.Slots)
        {
            if (!context.Maps.TryGetValue(slot.Target, out var inner))
            {
                throw new BpfException("fill map", map.Name, 0, $"entry {slot.Index} is map {slot.Target}, which is left out");
            }

            map.Write(slot.Index, inner.Handle);
        }
    }
}
