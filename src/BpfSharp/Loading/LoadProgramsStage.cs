// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Errors;
using BpfSharp.Isa;
using BpfSharp.Kernel;
using BpfSharp.Kernel.Bpf;
using BpfSharp.Kernel.Bpf.Attributes;
using BpfSharp.Kernel.Bpf.Information;
using BpfSharp.Kernel.Facts;
using BpfSharp.Kernel.Handles;
using BpfSharp.Kernel.Syscalls;
using BpfSharp.Objects;

namespace BpfSharp.Loading;

/// <summary>Has the verifier check each program and the kernel keep it.</summary>
/// <remarks>The first try asks for no log, which is the fast way; only a refused program is verified again with one.</remarks>
internal sealed class LoadProgramsStage : ILoadStage
{
    private const int FirstLogBytes = 64 * 1024, LargestLogBytes = 64 * 1024 * 1024;

    // A kernel that keeps the log's end when the buffer is full makes a larger one pointless: the reason stands at the end.
    private const int LargestRotatingLogBytes = 4 * 1024 * 1024;
    private static readonly int RotatingLogSince = KernelRelease.Make(6, 4);

    public void Run(LoadContext context)
    {
        foreach (var program in context.Programs)
        {
            context.Try(program, () => context.Loaded.Add(Load(context, program, context.Code[program.Name])));
        }
    }

    private static LoadedProgram Load(LoadContext context, ProgramSpec program, LinkedCode code)
    {
        var target = AttachTargets.Find(context, program);
        var attr = new ProgramLoadAttr
        {
            prog_type = (uint)program.Type, insn_cnt = (uint)code.Instructions.Length, kern_version = (uint)KernelRelease.Code,
            prog_flags = program.Flags | (context.Token is null ? 0 : BpfTokens.BPF_F_TOKEN_FD), prog_name = ObjectName.From(program.Name),
            expected_attach_type = program.Type == ProgramType.StructOps ? target.MemberIndex : ExpectedAttachType(context, program), attach_btf_id = target.Id,
        };
        var debug = DebugInfo.Create(context, program, code);
        var log = "";
        var result = context.Options.LogLevel == 0
            ? TryWithinMemoryLimit(context, ref attr, code, debug, target)
            : TryWithLog(context, ref attr, code, debug, target, (uint)context.Options.LogLevel, out log);
        if (result >= 0)
        {
            return new LoadedProgram(program, new BpfFd(result), log);
        }

        if (!context.Options.ExplainRefusals)
        {
            throw ProgramRefusal.Explain(context, program, code, result, log);
        }

        var largest = KernelRelease.Code >= RotatingLogSince ? LargestRotatingLogBytes : LargestLogBytes;
        var explained = TryWithLog(context, ref attr, code, debug, target, 1, out log, largest);
        explained = explained == -Errno.ENOSPC ? result : explained;
        if (explained < 0 && debug is not null && VerifierLog.Parse(log).IsBeforeVerification)
        {
            // The debug information may be what is refused; without it the program itself gets its chance.
            explained = TryWithLog(context, ref attr, code, null, target, 1, out log);
        }

        return explained >= 0
            ? new LoadedProgram(program, new BpfFd(explained), log)
            : throw ProgramRefusal.Explain(context, program, code, explained, log);
    }

    /// <summary>Kernels of before expected attach types know neither the field nor the sections that need it.</summary>
    private static uint ExpectedAttachType(LoadContext context, ProgramSpec program) =>
        program.ExpectedAttachType != 0 && SectionName.TryParse(program.SectionName, out var section) && (section.Flags & SectionFlags.PrefersAttachType) != 0
            && !context.Features.Has(KernelFeature.ExpectedAttachType)
            ? 0 : (uint)program.ExpectedAttachType;

    /// <summary>Before 5.11 programs count as locked memory, and exceeding that limit shows as EPERM.</summary>
    private static int TryWithinMemoryLimit(LoadContext context, ref ProgramLoadAttr attr, LinkedCode code, DebugInfo? debug, AttachTarget target)
    {
        var result = Try(context, ref attr, code, debug, target, 0, default);
        return result == -Errno.EPERM && !context.Features.Has(KernelFeature.MemoryCgroups) && ResourceLimit.RaiseMemoryLock() == 0
            ? Try(context, ref attr, code, debug, target, 0, default)
            : result;
    }

    /// <summary>ENOSPC means that the log did not fit: the buffer grows and the program is verified anew.</summary>
    private static int TryWithLog(LoadContext context, ref ProgramLoadAttr attr, LinkedCode code, DebugInfo? debug, AttachTarget target, uint level, out string log,
        int largest = LargestLogBytes)
    {
        for (var size = FirstLogBytes; ; size = Math.Min(size * 8, largest))
        {
            var buffer = new byte[size];
            var result = Try(context, ref attr, code, debug, target, level, buffer);
            if (result == -Errno.ENOSPC && size < largest)
            {
                continue;
            }

            var end = buffer.AsSpan().IndexOf((byte)0);
            log = System.Text.Encoding.UTF8.GetString(buffer, 0, end < 0 ? size : end);

            // What is left of a log too long starts within a line.
            log = result == -Errno.ENOSPC ? log[(log.IndexOf('\n') + 1)..] : log;
            return result;
        }
    }

    private static unsafe int Try(LoadContext context, ref ProgramLoadAttr attr, LinkedCode code, DebugInfo? debug, AttachTarget target, uint level, Span<byte> log)
    {
        using var btf = OptionalLease.Of(debug is null ? null : context.Btf);
        using var token = OptionalLease.Of(context.Token);
        using var targetFd = OptionalLease.Of(target.Object);
        var modules = stackalloc int[code.Modules.Count + 1];
        for (var i = 0; i < code.Modules.Count; i++)
        {
            // The context keeps the modules' descriptors open until loading is over.
            modules[i + 1] = code.Modules[i].Number;
        }

        fixed (Instruction* instructions = code.Instructions)
        fixed (byte* license = ObjectCalls.CString(context.Spec.License), logBytes = log)
        fixed (FunctionInfo* functions = debug?.Functions)
        fixed (LineInfo* lines = debug?.Lines)
        {
            attr.insns = (ulong)instructions;
            attr.license = (ulong)license;
            (attr.log_level, attr.log_buf, attr.log_size) = (level, (ulong)logBytes, (uint)log.Length);
            (attr.prog_btf_fd, attr.attach_btf_obj_fd, attr.prog_token_fd) = ((uint)btf.Value, (uint)targetFd.Value, token.Value);
            attr.fd_array = code.Modules.Count == 0 ? 0 : (ulong)modules;
            (attr.func_info, attr.func_info_cnt, attr.func_info_rec_size) = ((ulong)functions, (uint)(debug?.Functions.Length ?? 0), (uint)sizeof(FunctionInfo));
            (attr.line_info, attr.line_info_cnt, attr.line_info_rec_size) = ((ulong)lines, (uint)(debug?.Lines.Length ?? 0), (uint)sizeof(LineInfo));
            if (debug is null)
            {
                // Kernels before 5.0 do not know these fields: without debug information they must be zero.
                attr.func_info_rec_size = attr.line_info_rec_size = 0;
            }

            return ProgramCalls.Load(ref attr);
        }
    }
}
