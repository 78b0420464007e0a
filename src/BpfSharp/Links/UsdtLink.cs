// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Links;

/// <summary>A user-level static probe: a uprobe at each of its places.</summary>
/// <param name="specs">Null when the object's programs are not told of arguments.</param>
internal sealed class UsdtLink(string description, UsdtSpecs? specs) : BpfLink(description)
{
    private readonly List<(PerfLink Probe, UsdtSpecs.Given? Given)> places = [];

    public UsdtSpecs? Specs => specs;

    public override uint Id => places.Count > 0 ? places[0].Probe.Id : 0;

    public void Add(PerfLink probe, UsdtSpecs.Given? given) => places.Add((probe, given));

    private protected override void Detach()
    {
        foreach (var (probe, given) in places)
        {
            probe.Dispose();
            if (given is not null)
            {
                specs!.Release(given);
            }
        }
    }
}
