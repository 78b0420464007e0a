// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Errors;
using BpfSharp.Kernel.Bpf;
using BpfSharp.Kernel.Handles;

namespace BpfSharp.Links;

/// <summary>An attachment that is one link descriptor.</summary>
internal class FdLink(string description, BpfFd link) : BpfLink(description)
{
    public override uint Id => IdOf(link);

    protected BpfFd Handle => link;

    public override void Pin(string path)
    {
        if (ObjectCalls.Pin(link, PinPath.Prepare(path)) is var result and < 0)
        {
            throw Refusal.Of("pin link", $"{Description} at {path}", result, PinPath.Remedy);
        }
    }

    public override void Replace(BpfProgram program)
    {
        if (LinkCalls.Update(link, program.Handle) is var result and < 0)
        {
            throw Refusal.Of("replace program of", Description, result, "links of this kind keep their program, or the new one is of another type");
        }
    }

    private protected override void Detach() => link.Dispose();
}
