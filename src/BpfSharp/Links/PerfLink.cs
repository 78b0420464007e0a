// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Kernel.Handles;

namespace BpfSharp.Links;

/// <summary>An attachment by perf events, one or one per CPU, each with a link where the kernel has them (5.15).</summary>
internal sealed class PerfLink(string description) : BpfLink(description)
{
    private readonly List<(PerfEventFd Event, BpfFd? Link)> parts = [];

    public override uint Id => parts.Count > 0 && parts[0].Link is { } link ? IdOf(link) : 0;

    public int EventCount => parts.Count;

    public void Add(PerfEventFd perfEvent, BpfFd? link) => parts.Add((perfEvent, link));

    private protected override void Detach()
    {
        foreach (var (perfEvent, link) in parts)
        {
            link?.Dispose();
            perfEvent.Dispose();
        }
    }
}
