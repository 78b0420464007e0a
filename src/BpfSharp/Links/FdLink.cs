// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Kernel.Handles;

namespace BpfSharp.Links;

/// <summary>An attachment that is one link descriptor.</summary>
internal class FdLink(string description, BpfFd link) : BpfLink(description)
{
    public override uint Id => IdOf(link);

    protected BpfFd Handle => link;

    private protected override void Detach() => link.Dispose();
}
