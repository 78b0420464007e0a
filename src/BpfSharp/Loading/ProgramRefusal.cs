// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Errors;
using BpfSharp.Kernel;
using BpfSharp.Objects;

namespace BpfSharp.Loading;

/// <summary>Says why a program was refused: by the verifier, in terms of its source, or by the kernel before verification.</summary>
internal static class ProgramRefusal
{
    public static BpfException Explain(LoadContext context, ProgramSpec program, LinkedCode code, int result, string text)
    {
        var log = VerifierLog.Parse(text);
        return log.Reason.Length > 0 ? FromVerifier(context, program, code, result, log) : FromKernel(context, program, code.Instructions.Length, result);
    }

    private static VerifierException FromVerifier(LoadContext context, ProgramSpec program, LinkedCode code, int result, VerifierLog log)
    {
        var spec = context.Spec;
        string? location = null;
        var source = "";
        if (log.InstructionIndex >= 0 && code.TryFindLine(log.InstructionIndex, out var line))
        {
            var file = line.File >= 0 && line.File < spec.Files.Count ? spec.Files[line.File] : spec.Name;
            location = $"{file}:{line.Line}";
            source = line.Text?.Trim() ?? "";
        }

        var explanation = WhatIsMissing(context, code, log) ?? log.Explanation;
        var first = $"program {program.Name} is refused by the verifier: {explanation}";
        var place = location is not null ? $"{location}: {source}" : log.InstructionIndex >= 0 ? $"instruction {log.InstructionIndex}" : "";
        var verbatim = explanation == log.Reason ? "" : $"(verifier: {log.Reason})";
        var second = string.Join(' ', new[] { place, verbatim }.Where(s => s.Length > 0));
        return new VerifierException(second.Length == 0 ? first : first + "\n  " + second, program.Name, -result, log.Remedy, log, location);
    }

    /// <summary>The instruction asks for a type or field that this kernel does not have.</summary>
    private static string? WhatIsMissing(LoadContext context, LinkedCode code, VerifierLog log)
    {
        foreach (var (part, start) in code.Parts)
        {
            if (context.Missing.TryGetValue((part, log.InstructionIndex - start), out var what))
            {
                return what;
            }
        }

        return null;
    }

    private static BpfException FromKernel(LoadContext context, ProgramSpec program, int instructions, int result)
    {
        var isTrampoline = program.Type is ProgramType.Lsm
            || (program.Type == ProgramType.Tracing && program.ExpectedAttachType is AttachType.TraceFentry or AttachType.TraceFexit or AttachType.ModifyReturn);
        var remedy = -result switch
        {
            _ when program.Type == ProgramType.Unspec => $"section \"{program.SectionName}\" says no type of program: set the program's Type, or name its section as libbpf does",
            Errno.EPERM when isTrampoline => "the kernel is locked down and refuses fentry, fexit and LSM programs; use a tracepoint instead",
            Errno.EINVAL when !new Features.FeatureProbes(context.Token).HasProgramType(program.Type, program.ExpectedAttachType) =>
                $"the kernel has no programs of type {program.Type}" + (MinimumKernel(program.Type) is { } minimum ? $" (Linux {minimum}), or not with this attach type" : ", or not with this attach type"),
            Errno.EINVAL => $"the kernel knows programs of type {program.Type}, but does not take one of its flags (0x{program.Flags:x}) or what it attaches to",
            Errno.E2BIG => $"the program has {instructions} instructions, more than the kernel takes from this process (4096 without CAP_BPF, else a million)",
            Errno.EBUSY or Errno.EAGAIN => "the kernel is busy with it: try again",
            Errno.ENOMEM => "the kernel has no memory for it: a smaller limit of the memory cgroup may be the cause",
            _ => null,
        };
        return isTrampoline && -result == Errno.EPERM
            ? new BpfException("load program", program.Name, Errno.EPERM, remedy)
            : Refusal.Of("load program", program.Name, result, remedy);
    }

    private static string? MinimumKernel(ProgramType type) => type switch
    {
        ProgramType.RawTracepoint => "4.17",
        ProgramType.RawTracepointWritable => "5.2",
        ProgramType.Tracing => "5.5",
        ProgramType.Lsm => "5.7",
        ProgramType.SkLookup => "5.9",
        ProgramType.Syscall => "5.14",
        ProgramType.Netfilter => "6.4",
        _ => null,
    };
}
