// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Links;

/// <summary>A user-level static probe: a uprobe at each of its places.</summary>
internal sealed class UsdtLink(string description, UsdtSpecs specs) : BpfLink(description)
{
    private readonly List<(PerfLink Probe, uint Spec, ulong? Address)> places = [];

    public override uint Id => places.Count > 0 ? places[0].Probe.Id : 0;

    public void Add(PerfLink probe, uint spec, ulong? address) => places.Add((probe, spec, address));

    private protected override void Detach()
    {
        foreach (var (probe, spec, address) in places)
        {
            probe.Dispose();
            specs.Release(spec, address);
        }
    }
}
