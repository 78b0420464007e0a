// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Kernel.Bpf;
using BpfSharp.Kernel.Handles;

namespace BpfSharp.Links;

/// <summary>A program on a map of sockets, attached without a link of the kernel's (before 6.10).</summary>
internal sealed class SockMapLink(string description, BpfFd program, BpfFd map, uint attachType) : BpfLink(description)
{
    public override uint Id => 0;

    private protected override void Detach()
    {
        // Closed descriptors have taken the attachment with them.
        if (!program.IsClosed && !map.IsClosed)
        {
            LinkCalls.Detach(program, map, attachType);
        }
    }
}
