// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Errors;
using BpfSharp.Kernel;
using BpfSharp.Kernel.Bpf;
using BpfSharp.Kernel.Facts;
using BpfSharp.Kernel.Handles;
using BpfSharp.Kernel.Syscalls;
using BpfSharp.Links;
using BpfSharp.Objects;

namespace BpfSharp;

/// <summary>Attaching to a named target. Links belong to the object and may be disposed earlier.</summary>
public sealed partial class BpfProgram
{
    /// <param name="cookie">What bpf_get_attach_cookie gives the program; needs Linux 5.15 when not 0.</param>
    public BpfLink AttachTracepoint(string category, string name, ulong cookie = 0) => owner.Register(PerfAttach.Tracepoint(Handle, Name, category, name, cookie));

    /// <summary>Linux 4.17.</summary>
    public BpfLink AttachRawTracepoint(string name) =>
        Linked($"raw tracepoint {name}", LinkCalls.OpenRawTracepoint(Handle, name), "the kernel has no such tracepoint, or the program reads past its arguments");

    /// <summary>Runs the program on each sample, on one CPU or all that are online.</summary>
    public BpfLink AttachPerfEvent(PerfEventSource source) => owner.Register(PerfAttach.Sampling(Handle, Name, source));

    /// <param name="function">A system call's function may be spelled as on another release ("sys_openat"), and a function as in the kernel's source where the
    /// compiler renamed it ("finish_task_switch.isra.0"). The link's description tells which was taken.</param>
    /// <exception cref="BpfNotSupportedException">The kernel is built without kprobes.</exception>
    public BpfLink AttachKprobe(string function, bool isReturn = false, ulong offset = 0)
    {
        var source = EventSource.Find("kprobe") ?? throw new BpfNotSupportedException(
            "attach", $"{Name} to kprobe {function}", "kprobes (CONFIG_KPROBES is off)", null, "use a tracepoint or raw tracepoint");
        try
        {
            return Probe(function);
        }
        catch (BpfException e) when (e.Errno == Errno.ENOENT && OtherName(function) is not null)
        {
            return Probe(OtherName(function)!);
        }

        BpfLink Probe(string name)
        {
            var description = $"{(isReturn ? "kretprobe" : "kprobe")} {name}";
            return owner.Register(PerfAttach.Probe(Handle, Name, description, source.Type, source.Config(isReturn), name, offset, -1));
        }
    }

    private static string? OtherName(string function) =>
        SyscallSymbols.Respell(function) is { } own && own != function ? own : Kallsyms.RenamedByCompiler(function);

    /// <summary>Attaches to the kernel function behind a system call, whatever it is called on this kernel.</summary>
    /// <param name="syscall">Without prefix: "openat".</param>
    public BpfLink AttachSyscall(string syscall, bool isReturn = false) => AttachKprobe(SyscallSymbols.FunctionOf(syscall), isReturn);

    /// <summary>Attaches to many functions at once; the program's section must be kprobe.multi or kretprobe.multi. Linux 5.18.</summary>
    public BpfLink AttachKprobeMulti(IReadOnlyList<string> functions, bool isReturn = false) => Linked(
        $"{(isReturn ? "kretprobe" : "kprobe")} of {functions.Count} functions",
        LinkCalls.CreateKprobeMulti(Handle, functions, (uint)Spec.ExpectedAttachType, isReturn),
        KernelFeatures.Running.Has(KernelFeature.KprobeMulti) ? "a name is unknown or not traceable" : "this kernel has no multi-kprobes (CONFIG_FPROBE, Linux 5.18)");

    /// <param name="binaryPath">ELF file the probe lands in.</param>
    /// <param name="fileOffset">Offset in the file, not a virtual address.</param>
    /// <param name="pid">-1 for every process.</param>
    public BpfLink AttachUprobe(string binaryPath, ulong fileOffset, bool isReturn = false, int pid = -1)
    {
        var source = EventSource.Find("uprobe") ?? throw new BpfNotSupportedException(
            "attach", $"{Name} to uprobe {binaryPath}", "uprobes (CONFIG_UPROBE_EVENTS is off)", null);
        var description = $"{(isReturn ? "uretprobe" : "uprobe")} {binaryPath}+0x{fileOffset:x}";
        return owner.Register(PerfAttach.Probe(Handle, Name, description, source.Type, source.Config(isReturn), binaryPath, fileOffset, pid));
    }

    /// <summary>Attaches to a function of a program or library by its name.</summary>
    /// <param name="binaryPath">A path, or a bare name that is looked for as the loader ("libc.so.6") or the shell ("bash") would.</param>
    /// <param name="offset">Bytes behind the function's beginning.</param>
    /// <exception cref="BpfException">The file cannot be read, or has no such function (ENOENT).</exception>
    public BpfLink AttachUprobe(string binaryPath, string function, bool isReturn = false, int pid = -1, ulong offset = 0)
    {
        var file = UserBinary.Locate(binaryPath);
        using IDisposable mapping = KernelBtf.Open(file, out var error) ?? throw Refusal.Of("read symbols of", file, error);
        var start = new UserSymbols(((MappedBytes)mapping).GetSpan()).OffsetOf(function)
            ?? throw new BpfException("attach", $"{Name} to {file}:{function}", Errno.ENOENT, "the file has no such function among its symbols: it may be stripped or inlined");
        return AttachUprobe(file, start + offset, isReturn, pid);
    }

    /// <summary>Attaches to every function of a file whose name fits a pattern of * and ?; the section must be uprobe.multi, uretprobe.multi or uprobe.session. Linux 6.6.</summary>
    public BpfLink AttachUprobeMulti(string binaryPath, string pattern, bool isReturn = false, int pid = -1)
    {
        var file = UserBinary.Locate(binaryPath);
        using IDisposable mapping = KernelBtf.Open(file, out var error) ?? throw Refusal.Of("read symbols of", file, error);
        var offsets = new UserSymbols(((MappedBytes)mapping).GetSpan()).OffsetsOf(pattern);
        if (offsets.Length == 0)
        {
            throw new BpfException("attach", $"{Name} to {file}:{pattern}", Errno.ENOENT, "no function among the file's symbols fits: it may be stripped");
        }

        return Linked($"{(isReturn ? "uretprobe" : "uprobe")} of {offsets.Length} functions of {file}",
            LinkCalls.CreateUprobeMulti(Handle, file, offsets, (uint)Spec.ExpectedAttachType, isReturn, pid),
            KernelFeatures.Running.Has(KernelFeature.UprobeMulti) ? null : "this kernel has no multi-uprobes (Linux 6.6)");
    }

    /// <summary>Attaches a BTF-typed program (tp_btf, fentry, fexit, LSM, freplace): the target was fixed when it was loaded.</summary>
    public BpfLink AttachTracing() =>
        Linked($"{Spec.ExpectedAttachType} {Spec.AttachTarget}", LinkCalls.OpenRawTracepoint(Handle, null), null);

    /// <summary>Read its output with <see cref="ReadIterator"/>.</summary>
    /// <param name="over">What it walks when its kind can walk several things: a map's elements, one process, a cgroup's tree.</param>
    public BpfLink AttachIterator(IteratorTarget? over = null)
    {
        var result = (over ?? IteratorTarget.Everything).Create(Handle);
        return result >= 0
            ? owner.Register(new IteratorLink($"iterator {Spec.AttachTarget}", new BpfFd(result)))
            : throw Refused($"iterator {Spec.AttachTarget}", result, "this kind of iterator wants to be told what to walk, or cannot be");
    }

    /// <summary>Runs an iterator program over all its objects and returns what it wrote.</summary>
    public byte[] ReadIterator(IteratorTarget? over = null)
    {
        using var link = (IteratorLink)AttachIterator(over);
        return link.Read();
    }

    /// <summary>Linux 5.9.</summary>
    public BpfLink AttachXdp(int interfaceIndex, XdpMode mode = XdpMode.Automatic) => Linked(
        $"XDP on interface {interfaceIndex}", LinkCalls.Create(Handle, interfaceIndex, (uint)AttachType.Xdp, (uint)mode), "the driver may lack this XDP mode");

    /// <summary>Several programs may be attached to one cgroup. Linux 5.7; for lsm_cgroup sections 6.0.</summary>
    /// <param name="cgroupPath">Directory in a cgroup v2 hierarchy.</param>
    public BpfLink AttachCgroup(string cgroupPath) => LinkedToPath(cgroupPath, "cgroup", CgroupAttachType(), "the path must be in a cgroup v2 hierarchy");

    /// <summary>Sections such as "sockops" leave the attach type to the loader.</summary>
    private AttachType CgroupAttachType() => (Spec.Type, Spec.ExpectedAttachType) switch
    {
        (ProgramType.SockOps, _) => AttachType.CgroupSockOps,
        (ProgramType.CgroupDevice, _) => AttachType.CgroupDevice,
        (ProgramType.CgroupSysctl, _) => AttachType.CgroupSysctl,
        (ProgramType.CgroupSock, AttachType.CgroupInetIngress) => AttachType.CgroupInetSockCreate,
        var (_, expected) => expected,
    };

    private FdLink LinkedToPath(string path, string what, AttachType type, string remedy)
    {
        var result = OpenFile.Path(path, OpenFile.O_RDONLY);
        if (result < 0)
        {
            throw Refusal.Of($"open {what}", path, result);
        }

        using var target = new FileFd(result);
        return Linked($"{what} {path}", LinkCalls.Create(Handle, target, (uint)type), remedy);
    }

    private FdLink Linked(string description, int result, string? remedy) =>
        result >= 0 ? owner.Register(new FdLink(description, new BpfFd(result))) : throw Refused(description, result, remedy);

    private BpfException Refused(string description, int result, string? remedy) => Refusal.Of(
        "attach", $"{Name} to {description}", result, -result == Errno.EBUSY ? "another program is attached there" : remedy);
}
