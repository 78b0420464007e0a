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

    /// <summary>Keeps the attachment after this process under a path of a BPF file system.</summary>
    /// <exception cref="BpfException">The attachment is no link of the kernel's, or the kernel refuses.</exception>
    public virtual void Pin(string path) =>
        throw new BpfException("pin link", Description, 0, "this attachment is not one link of the kernel's, so it ends with the process");

    /// <summary>Puts another program in the place of the attached one, without a gap. Linux 5.7.</summary>
    /// <exception cref="BpfException">This kind of attachment does not take another program.</exception>
    public virtual void Replace(BpfProgram program) =>
        throw new BpfException("replace program of", Description, 0, "this attachment is not one link of the kernel's");

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
