// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Kernel.Bpf;
using BpfSharp.Kernel.Bpf.Information;
using BpfSharp.Kernel.Handles;

namespace BpfSharp;

/// <summary>One attachment of a program; disposing it detaches.</summary>
public abstract class BpfLink : IDisposable
{
    private bool isDisposed;

    private protected BpfLink(string description) => Description = description;

    /// <summary>What it is attached to and how, in words: "tracepoint sched:sched_switch".</summary>
    public string Description { get; }

    /// <summary>Id of the kernel's link object; 0 when the attachment is a bare perf event.</summary>
    public abstract uint Id { get; }

    internal BpfObject? Owner { get; set; }

    public void Dispose()
    {
        if (!isDisposed)
        {
            isDisposed = true;
            Detach();
            Owner?.Forget(this);
        }

        GC.SuppressFinalize(this);
    }

    private protected abstract void Detach();

    private protected static uint IdOf(BpfFd link)
    {
        var info = default(LinkInfo);
        return ObjectCalls.Information(link, ref info) < 0 ? 0 : info.id;
    }
}
