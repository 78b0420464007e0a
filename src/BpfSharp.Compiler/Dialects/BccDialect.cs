// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Headers;
using BpfSharp.Compiler.Semantics;
using BpfSharp.Compiler.Source;
using BpfSharp.Compiler.Syntax;
using BpfSharp.Objects;

namespace BpfSharp.Compiler.Dialects;

/// <summary>C as BCC programs are written: function names say where programs attach, maps have methods, kernel memory is read implicitly.</summary>
internal sealed partial class BccDialect(TargetDescription target, KernelTypes types, DiagnosticBag diagnostics) : KernelDialect(target, types, diagnostics)
{
    private const string TracepointPrefix = "tracepoint__";

    private readonly Dictionary<string, RecordType?> tracepointRecords = new(StringComparer.Ordinal);

    /// <summary>Types of functions that are programs without a name that says which.</summary>
    public IReadOnlyDictionary<string, ProgramType> ProgramTypes { get; init; } = new Dictionary<string, ProgramType>();

    protected override bool ReadsKernelMemoryImplicitly => true;

    public override RecordType? FindRecord(bool isUnion, string tag) =>
        !isUnion && tag.StartsWith(TracepointPrefix, StringComparison.Ordinal) ? FindTracepointRecord(tag) : base.FindRecord(isUnion, tag);

    public override Symbol? FindSymbol(string name) => base.FindSymbol(name) ?? FindConstant(name);

    public override string? MemberPath(string name) => KernelDeclarations.MemberPath(name);

    public override void DeclareFunction(IBindingContext context, FunctionSymbol function)
    {
        if (!function.IsStatic && !function.IsInline)
        {
            function.Program = ByName(function.Name) ?? ByRequest(function.Name) ?? ByContext(function);
        }
    }

    public override void CompleteUnit(BoundUnit unit)
    {
        if (unit.Globals.Find(g => g.Section == "license") is { } license && Text(license) is "")
        {
            Diagnostics.Report(DialectsDiagnostics.LicenseEmpty, default);
        }

        base.CompleteUnit(unit);
        unit.ReadsKernelMemoryImplicitly = true;
        unit.License = unit.License.Length == 0 ? "GPL" : unit.License;
    }

    private static EnumeratorSymbol? FindConstant(string name)
    {
        if (KernelConstants.Find(name) is not { } text || !NumberLiteral.TryParse(text.TrimStart('-'), out var number, out _))
        {
            return null;
        }

        return new EnumeratorSymbol(name, default, (long)(text[0] == '-' ? -number.Value : number.Value), number.Type);
    }

    protected override bool IsSyscall(FunctionSymbol function) =>
        function.Name.StartsWith("syscall__", StringComparison.Ordinal) || function.Name.StartsWith("kprobe____x64_sys_", StringComparison.Ordinal)
        || function.Parameters[0].Type.Canonical is PointerType { Pointee.Type: TypedefType { Name: SyscallRegisters } };

    // kprobe__vfs_read, tracepoint__sched__sched_switch …: the prefix is the kind, the rest the target.
    private ProgramAttachment? ByName(string name)
    {
        if (Rest(name, "kprobe__") is { } kprobe)
        {
            return new("kprobe/" + kprobe, ProgramType.Kprobe, default, kprobe, AutoAttach: true, ArgumentsAreTrusted: false);
        }

        if (Rest(name, "kretprobe__") is { } kretprobe)
        {
            return new("kretprobe/" + kretprobe, ProgramType.Kprobe, default, kretprobe, AutoAttach: true, ArgumentsAreTrusted: false);
        }

        if (Rest(name, "syscall__") is { } syscall)
        {
            return new("ksyscall/" + syscall, ProgramType.Kprobe, default, syscall, AutoAttach: false, ArgumentsAreTrusted: false);
        }

        if (Rest(name, TracepointPrefix) is { } tracepoint && SplitEvent(tracepoint) is { } parts)
        {
            var target = parts.Category + "/" + parts.Event;
            return new("tracepoint/" + target, ProgramType.Tracepoint, default, target, AutoAttach: true, ArgumentsAreTrusted: false);
        }

        return Rest(name, "raw_tracepoint__") is { } raw
            ? new("raw_tracepoint/" + raw, ProgramType.RawTracepoint, default, raw, AutoAttach: true, ArgumentsAreTrusted: false)
            : TracingByName(name);
    }

    private static ProgramAttachment? TracingByName(string name)
    {
        if (Rest(name, "kfunc__") is { } entry && ModuleFunction(entry) is { } entryTarget)
        {
            return Tracing("fentry/", entryTarget, ProgramType.Tracing, AttachType.TraceFentry, isAuto: true);
        }

        if (Rest(name, "kretfunc__") is { } exit && ModuleFunction(exit) is { } exitTarget)
        {
            return Tracing("fexit/", exitTarget, ProgramType.Tracing, AttachType.TraceFexit, isAuto: true);
        }

        if (Rest(name, "kmod_ret__") is { } modify)
        {
            return Tracing("fmod_ret/", modify, ProgramType.Tracing, AttachType.ModifyReturn, isAuto: false);
        }

        if (Rest(name, "lsm__") is { } hook)
        {
            return Tracing("lsm/", hook, ProgramType.Lsm, AttachType.LsmMac, isAuto: true);
        }

        return Rest(name, "bpf_iter__") is { } iterator ? Tracing("iter/", iterator, ProgramType.Tracing, AttachType.TraceIter, isAuto: false) : null;
    }

    private static ProgramAttachment Tracing(string prefix, string target, ProgramType type, AttachType attach, bool isAuto) =>
        new(prefix + target, type, attach, target, isAuto, ArgumentsAreTrusted: true);

    // The caller of the compiler knows how the function will be attached.
    private ProgramAttachment? ByRequest(string name)
    {
        if (!ProgramTypes.TryGetValue(name, out var type))
        {
            return null;
        }

        var (section, attach) = SectionName.ForType(type);
        return new(section, type, attach, "", AutoAttach: false, ArgumentsAreTrusted: false);
    }

    // What a function without a telling name is, is decided when it is attached; the context hints.
    private static ProgramAttachment ByContext(FunctionSymbol function)
    {
        var record = function.Type.Parameters.Count > 0 ? ContextRecord(function.Type.Parameters[0]) : null;
        var (section, type) = record switch
        {
            "__sk_buff" => ("tc", ProgramType.SchedCls),
            "xdp_md" => ("xdp", ProgramType.Xdp),
            "bpf_perf_event_data" => ("perf_event", ProgramType.PerfEvent),
            "bpf_sock_ops" => ("sockops", ProgramType.SockOps),
            "sk_msg_md" => ("sk_msg", ProgramType.SkMsg),
            "bpf_sockopt" => ("cgroup/getsockopt", ProgramType.CgroupSockopt),
            "bpf_sock_addr" => ("cgroup/connect4", ProgramType.CgroupSockAddr),
            "bpf_sock" => ("cgroup/sock", ProgramType.CgroupSock),
            "bpf_sysctl" => ("cgroup/sysctl", ProgramType.CgroupSysctl),
            "bpf_cgroup_dev_ctx" => ("cgroup/dev", ProgramType.CgroupDevice),
            "sk_reuseport_md" => ("sk_reuseport", ProgramType.SkReuseport),
            "bpf_sk_lookup" => ("sk_lookup", ProgramType.SkLookup),
            "bpf_raw_tracepoint_args" => ("raw_tracepoint", ProgramType.RawTracepoint),
            _ => ("kprobe", ProgramType.Kprobe),
        };
        if (record?.StartsWith(TracepointPrefix, StringComparison.Ordinal) == true)
        {
            return new("tracepoint", ProgramType.Tracepoint, default, "", AutoAttach: false, ArgumentsAreTrusted: false);
        }

        var attach = SectionName.TryParse(section, out var name) ? name.AttachType : default;
        return new(section, type, attach, "", AutoAttach: false, ArgumentsAreTrusted: false, IsGuess: record is null or "");
    }

    private RecordType? FindTracepointRecord(string tag)
    {
        if (tracepointRecords.TryGetValue(tag, out var known))
        {
            return known;
        }

        RecordType? record = null;
        if (SplitEvent(tag[TracepointPrefix.Length..]) is { } parts && Target.TracepointFormat(parts.Category, parts.Event) is { } text)
        {
            record = TracepointFormat.Parse(tag, text, Types);
        }

        tracepointRecords.Add(tag, record);
        return record;
    }

    public override bool ReportsUnknownRecord(string tag, SourceSpan span)
    {
        if (!tag.StartsWith(TracepointPrefix, StringComparison.Ordinal) || SplitText(tag[TracepointPrefix.Length..]) is not { } missing)
        {
            return false;
        }

        if (Spelling.Nearest(missing.Event, Target.TracepointNames(missing.Category)) is { } nearest)
        {
            Diagnostics.Report(DialectsDiagnostics.UnknownTracepointDidYouMean, span, missing.Category, missing.Event, nearest);
        }
        else
        {
            Diagnostics.Report(DialectsDiagnostics.UnknownTracepoint, span, missing.Category, missing.Event);
        }

        return true;
    }

    // Categories and events may have "__" inside ("x86_fpu__x"): the first split that exists is meant, else the first.
    private (string Category, string Event)? SplitEvent(string text)
    {
        for (var at = text.IndexOf("__", 1, StringComparison.Ordinal); at > 0; at = text.IndexOf("__", at + 1, StringComparison.Ordinal))
        {
            if (at + 2 < text.Length && Target.TracepointFormat(text[..at], text[(at + 2)..]) is not null)
            {
                return (text[..at], text[(at + 2)..]);
            }
        }

        return SplitText(text);
    }

    private static (string Category, string Event)? SplitText(string text) =>
        text.Length > 1 && text.IndexOf("__", 1, StringComparison.Ordinal) is > 0 and var at && at + 2 < text.Length ? (text[..at], text[(at + 2)..]) : null;

    // "vmlinux__do_unlinkat" is "do_unlinkat"; "xfs__xfs_file_open" is "xfs:xfs_file_open".
    private static string? ModuleFunction(string text)
    {
        if (SplitText(text) is not { } parts)
        {
            return null;
        }

        return parts.Category == "vmlinux" ? parts.Event : parts.Category + ":" + parts.Event;
    }

    private static string? Rest(string name, string prefix) =>
        name.Length > prefix.Length && name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : null;
}
