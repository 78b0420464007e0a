// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Kernel.Bpf.Attributes;
using BpfSharp.Kernel.Handles;
using BpfSharp.Kernel.Syscalls;

namespace BpfSharp.Kernel.Bpf;

/// <summary>The attaching commands of bpf(2). Results are a descriptor or a negated errno.</summary>
internal static unsafe class LinkCalls
{
    /// <param name="target">What is attached to: a perf event, a cgroup directory; its type depends on the attach type.</param>
    public static int Create(BpfFd program, KernelFd target, uint attachType, uint flags = 0)
    {
        using var programFd = program.Lease();
        using var targetFd = target.Lease();
        return Create(programFd.Value, targetFd.Value, attachType, flags);
    }

    /// <summary>For targets that are not descriptors: an interface index, or 0 when the program itself names its target.</summary>
    public static int Create(BpfFd program, int target, uint attachType, uint flags = 0)
    {
        using var programFd = program.Lease();
        return Create(programFd.Value, target, attachType, flags);
    }

    /// <param name="first">What the attach type puts after the flags; see <see cref="LinkCreateAttr"/>.</param>
    public static int Create(BpfFd program, KernelFd target, uint attachType, uint flags, ulong first, ulong second)
    {
        using var programFd = program.Lease();
        using var targetFd = target.Lease();
        return Create(programFd.Value, targetFd.Value, attachType, flags, first, second);
    }

    /// <param name="target">An interface index, or 0.</param>
    /// <param name="first">What the attach type puts after the flags; see <see cref="LinkCreateAttr"/>.</param>
    public static int Create(BpfFd program, int target, uint attachType, uint flags, ulong first, ulong second)
    {
        using var programFd = program.Lease();
        return Create(programFd.Value, target, attachType, flags, first, second);
    }

    /// <summary>One link on many places of one file. Linux 6.6.</summary>
    public static int CreateUprobeMulti(BpfFd program, string path, ReadOnlySpan<ulong> offsets, uint attachType, bool isReturn, int pid)
    {
        using var fd = program.Lease();
        fixed (byte* file = ObjectCalls.CString(path))
        fixed (ulong* places = offsets)
        {
            var attr = new UprobeMultiAttr
            {
                prog_fd = (uint)fd.Value, attach_type = attachType, path = (ulong)file, offsets = (ulong)places, cnt = (uint)offsets.Length,
                uprobe_flags = isReturn ? 1u : 0, pid = (uint)Math.Max(pid, 0),
            };
            return BpfCall.Invoke(BpfCommand.BPF_LINK_CREATE, ref attr);
        }
    }

    /// <summary>Attaches without a link, as sockmaps want it before 6.10; <see cref="Detach"/> undoes it.</summary>
    public static int Attach(BpfFd program, KernelFd target, uint attachType) => AttachOrDetach(BpfCommand.BPF_PROG_ATTACH, program, target, attachType);

    public static int Detach(BpfFd program, KernelFd target, uint attachType) => AttachOrDetach(BpfCommand.BPF_PROG_DETACH, program, target, attachType);

    /// <summary>Replaces a link's program. Linux 5.7.</summary>
    public static int Update(BpfFd link, BpfFd program)
    {
        using var linkFd = link.Lease();
        using var programFd = program.Lease();
        var attr = new LinkUpdateAttr { link_fd = (uint)linkFd.Value, new_prog_fd = (uint)programFd.Value };
        return BpfCall.Invoke(BpfCommand.BPF_LINK_UPDATE, ref attr);
    }

    private static int AttachOrDetach(BpfCommand command, BpfFd program, KernelFd target, uint attachType)
    {
        using var programFd = program.Lease();
        using var targetFd = target.Lease();
        var attr = new ProgramAttachAttr { target_fd = (uint)targetFd.Value, attach_bpf_fd = (uint)programFd.Value, attach_type = attachType };
        return BpfCall.Invoke(command, ref attr);
    }

    /// <param name="name">Null for BTF-typed programs, whose target was given at load.</param>
    public static int OpenRawTracepoint(BpfFd program, string? name)
    {
        using var fd = program.Lease();
        fixed (byte* text = name is null ? null : ObjectCalls.CString(name))
        {
            var attr = new RawTracepointAttr { name = (ulong)text, prog_fd = (uint)fd.Value };
            return BpfCall.Invoke(BpfCommand.BPF_RAW_TRACEPOINT_OPEN, ref attr);
        }
    }

    /// <summary>One link on many functions. Linux 5.18.</summary>
    public static int CreateKprobeMulti(BpfFd program, IReadOnlyList<string> functions, uint attachType, bool isReturn)
    {
        using var fd = program.Lease();
        var text = ObjectCalls.CString(string.Join('\0', functions));
        var names = new ulong[functions.Count];
        fixed (byte* bytes = text)
        fixed (ulong* symbols = names)
        {
            for (int i = 0, at = 0; i < names.Length; i++)
            {
                names[i] = (ulong)(bytes + at);
                at += text.AsSpan(at).IndexOf((byte)0) + 1;
            }

            var attr = new KprobeMultiAttr
            {
                prog_fd = (uint)fd.Value, attach_type = attachType, kprobe_flags = isReturn ? 1u : 0, cnt = (uint)names.Length, syms = (ulong)symbols,
            };
            return BpfCall.Invoke(BpfCommand.BPF_LINK_CREATE, ref attr);
        }
    }

    /// <summary>Starts a run of an iterator link; reading the result runs the program.</summary>
    public static int CreateIterator(BpfFd link)
    {
        using var fd = link.Lease();
        var attr = new IteratorCreateAttr { link_fd = (uint)fd.Value };
        return BpfCall.Invoke(BpfCommand.BPF_ITER_CREATE, ref attr);
    }

    private static int Create(int program, int target, uint attachType, uint flags, ulong first = 0, ulong second = 0)
    {
        var attr = new LinkCreateAttr { prog_fd = (uint)program, target_fd = (uint)target, attach_type = attachType, flags = flags, first = first, second = second };
        return BpfCall.Invoke(BpfCommand.BPF_LINK_CREATE, ref attr);
    }
}
