// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using BpfSharp.Links;
using BpfSharp.Objects;

namespace BpfSharp;

/// <summary>Attaching where the section name says.</summary>
public sealed partial class BpfProgram
{
    /// <summary>True when the section name alone is enough to attach.</summary>
    internal bool SaysWhere => Spec.AttachTarget.Length > 0 && (Spec.Type is ProgramType.Tracepoint or ProgramType.RawTracepoint
        or ProgramType.RawTracepointWritable or ProgramType.Kprobe or ProgramType.Tracing or ProgramType.Ext || (Spec.Type == ProgramType.Lsm && Spec.ExpectedAttachType == AttachType.LsmMac));

    /// <exception cref="BpfException">The section does not say where, or the kernel refuses.</exception>
    public BpfLink Attach() => Spec.Type switch
    {
        ProgramType.Tracepoint => AttachTracepoint(Spec.AttachTarget),
        ProgramType.RawTracepoint or ProgramType.RawTracepointWritable => AttachRawTracepoint(Demand(Spec.AttachTarget, "raw_tracepoint/NAME")),
        ProgramType.Kprobe => AttachProbe(),
        ProgramType.Tracing when Spec.ExpectedAttachType == AttachType.TraceIter => AttachIterator(),
        ProgramType.Tracing or ProgramType.Ext => AttachTracing(),
        ProgramType.Lsm when Spec.ExpectedAttachType == AttachType.LsmMac => AttachTracing(),
        _ => throw new BpfException("attach", Name, 0, $"programs of type {Spec.Type} are attached by a call that says to what (interface, cgroup, event)"),
    };

    private BpfLink AttachTracepoint(string target)
    {
        // BCC writes category:name, libbpf category/name.
        var parting = Demand(target, "tracepoint/CATEGORY/NAME").AsSpan().IndexOfAny('/', ':');
        return parting > 0
            ? AttachTracepoint(target[..parting], target[(parting + 1)..])
            : throw new BpfException("attach", Name, 0, $"section \"{Spec.SectionName}\" must be of the form tracepoint/CATEGORY/NAME");
    }

    /// <summary>kprobe/FUNCTION[+OFFSET], kretprobe/…, ksyscall/NAME, kprobe.multi/FUNCTION[,FUNCTION…], uprobe/PATH:OFFSET or :FUNCTION[+OFFSET], uretprobe/…, usdt/PATH:PROVIDER:NAME.</summary>
    private BpfLink AttachProbe()
    {
        var section = Spec.SectionName;
        var isReturn = section.StartsWith("kret", StringComparison.Ordinal) || section.StartsWith("uret", StringComparison.Ordinal);
        if (section.StartsWith("usdt", StringComparison.Ordinal))
        {
            return AttachUsdt();
        }

        if (section.StartsWith('u'))
        {
            var colon = Demand(Spec.AttachTarget, "uprobe/PATH:FUNCTION").LastIndexOf(':');
            if (colon <= 0)
            {
                throw new BpfException("attach", Name, 0, $"section \"{section}\" must be of the form uprobe/PATH:FUNCTION or uprobe/PATH:OFFSET");
            }

            if (Spec.ExpectedAttachType is AttachType.TraceUprobeMulti or AttachType.TraceUprobeSession)
            {
                return AttachUprobeMulti(Spec.AttachTarget[..colon], Spec.AttachTarget[(colon + 1)..], isReturn);
            }

            return AttachUprobeAt(Spec.AttachTarget[..colon], Spec.AttachTarget[(colon + 1)..], isReturn);
        }

        var function = Demand(Spec.AttachTarget, "kprobe/FUNCTION");
        if (section.StartsWith("ksyscall", StringComparison.Ordinal) || section.StartsWith("kretsyscall", StringComparison.Ordinal))
        {
            return AttachSyscall(function, isReturn);
        }

        if (Spec.ExpectedAttachType is AttachType.TraceKprobeMulti or AttachType.TraceKprobeSession)
        {
            return AttachKprobeMulti(function.Split(','), isReturn);
        }

        var (name, offset) = WithOffset(function);
        return AttachKprobe(name, isReturn, offset);
    }

    /// <param name="place">A function, a function with an offset behind "+", or an offset in the file.</param>
    private BpfLink AttachUprobeAt(string binary, string place, bool isReturn)
    {
        if (TryOffset(place, out var fileOffset))
        {
            return AttachUprobe(UserBinary.Locate(binary), fileOffset, isReturn);
        }

        var (name, offset) = WithOffset(place);
        return AttachUprobe(binary, name, isReturn, offset: offset);
    }

    private static (string Name, ulong Offset) WithOffset(string function)
    {
        var plus = function.IndexOf('+', StringComparison.Ordinal);
        return plus > 0 && TryOffset(function.AsSpan(plus + 1), out var offset) ? (function[..plus], offset) : (function, 0);
    }

    private BpfLink AttachUsdt()
    {
        // Paths may hold colons, names of probes may not.
        var parts = Demand(Spec.AttachTarget, "usdt/PATH:PROVIDER:NAME").Split(':');
        return parts.Length >= 3
            ? AttachUsdt(string.Join(':', parts[..^2]), parts[^2], parts[^1])
            : throw new BpfException("attach", Name, 0, $"section \"{Spec.SectionName}\" must be of the form usdt/PATH:PROVIDER:NAME");
    }

    private static bool TryOffset(ReadOnlySpan<char> text, out ulong offset) => text.StartsWith("0x", StringComparison.Ordinal)
        ? ulong.TryParse(text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out offset)
        : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out offset);

    private string Demand(string target, string form) => target.Length > 0
        ? target
        : throw new BpfException("attach", Name, 0, $"section \"{Spec.SectionName}\" does not say to what; write {form}");
}
