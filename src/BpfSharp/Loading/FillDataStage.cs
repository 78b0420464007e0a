// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects;

namespace BpfSharp.Loading;

/// <summary>Writes initial contents into data section maps and freezes the read-only ones.</summary>
internal sealed class FillDataStage : ILoadStage
{
    private static readonly byte[] FirstKey = new byte[sizeof(uint)];

    public void Run(LoadContext context)
    {
        foreach (var map in context.Maps.Values)
        {
            if (map.IsReused || map.Type != MapType.Array || map.Spec.InitialContents.Length == 0)
            {
                continue;
            }

            map.Update(FirstKey, map.Spec.InitialContents);
            if (map.Spec.IsReadOnlyData)
            {
                map.Freeze();
            }
        }
    }
}
