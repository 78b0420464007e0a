// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Kernel.Bpf.Attributes;
using BpfSharp.Kernel.Handles;
using BpfSharp.Kernel.Syscalls;
using BpfSharp.Objects;

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
    public static int CreateKprobeMulti(BpfFd program, IReadOnlyList<string> functions, bool isReturn)
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
                prog_fd = (uint)fd.Value, attach_type = (uint)AttachType.TraceKprobeMulti, kprobe_flags = isReturn ? 1u : 0, cnt = (uint)names.Length, syms = (ulong)symbols,
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

    private static int Create(int program, int target, uint attachType, uint flags)
    {
        var attr = new LinkCreateAttr { prog_fd = (uint)program, target_fd = (uint)target, attach_type = attachType, flags = flags };
        return BpfCall.Invoke(BpfCommand.BPF_LINK_CREATE, ref attr);
    }
}
