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

    public void Run(LoadContext context)
    {
        foreach (var program in context.Programs)
        {
            context.Try(program, () => context.Loaded.Add(Load(context, program, context.Code[program.Name])));
        }
    }

    private static LoadedProgram Load(LoadContext context, ProgramSpec program, LinkedCode code)
    {
        var attr = new ProgramLoadAttr
        {
            prog_type = (uint)program.Type, insn_cnt = (uint)code.Instructions.Length, kern_version = (uint)KernelRelease.Code, prog_flags = program.Flags,
            prog_name = ObjectName.From(program.Name), expected_attach_type = (uint)program.ExpectedAttachType,
            attach_btf_id = AttachTargets.Find(context, program),
        };
        var debug = DebugInfo.Create(context, code);
        var log = "";
        var result = context.Options.LogLevel == 0
            ? TryWithinMemoryLimit(context, ref attr, code, debug)
            : TryWithLog(context, ref attr, code, debug, (uint)context.Options.LogLevel, out log);
        if (result >= 0)
        {
            return new LoadedProgram(program, new BpfFd(result), log);
        }

        var explained = TryWithLog(context, ref attr, code, debug, 1, out log);
        if (explained < 0 && debug is not null && VerifierLog.Parse(log).IsBeforeVerification)
        {
            // The debug information may be what is refused; without it the program itself gets its chance.
            explained = TryWithLog(context, ref attr, code, null, 1, out log);
        }

        return explained >= 0
            ? new LoadedProgram(program, new BpfFd(explained), log)
            : throw ProgramRefusal.Explain(context, program, code, explained, log);
    }

    /// <summary>Before 5.11 programs count as locked memory, and exceeding that limit shows as EPERM.</summary>
    private static int TryWithinMemoryLimit(LoadContext context, ref ProgramLoadAttr attr, LinkedCode code, DebugInfo? debug)
    {
        var result = Try(context, ref attr, code, debug, 0, default);
        return result == -Errno.EPERM && KernelRelease.Code < KernelRelease.Make(5, 11) && ResourceLimit.RaiseMemoryLock() == 0
            ? Try(context, ref attr, code, debug, 0, default)
            : result;
    }

    /// <summary>ENOSPC means that the log did not fit: the buffer grows and the program is verified anew.</summary>
    private static int TryWithLog(LoadContext context, ref ProgramLoadAttr attr, LinkedCode code, DebugInfo? debug, uint level, out string log)
    {
        for (var size = FirstLogBytes; ; size *= 4)
        {
            var buffer = new byte[size];
            var result = Try(context, ref attr, code, debug, level, buffer);
            if (result == -Errno.ENOSPC && size < LargestLogBytes)
            {
                continue;
            }

            var end = buffer.AsSpan().IndexOf((byte)0);
            log = System.Text.Encoding.UTF8.GetString(buffer, 0, end < 0 ? size : end);
            return result;
        }
    }

    private static unsafe int Try(LoadContext context, ref ProgramLoadAttr attr, LinkedCode code, DebugInfo? debug, uint level, Span<byte> log)
    {
        using var btf = debug is null ? default : new OptionalLease(context.Btf);
        fixed (Instruction* instructions = code.Instructions)
        fixed (byte* license = ObjectCalls.CString(context.Spec.License), logBytes = log)
        fixed (FunctionInfo* functions = debug?.Functions)
        fixed (LineInfo* lines = debug?.Lines)
        {
            attr.insns = (ulong)instructions;
            attr.license = (ulong)license;
            (attr.log_level, attr.log_buf, attr.log_size) = (level, (ulong)logBytes, (uint)log.Length);
            attr.prog_btf_fd = (uint)btf.Value;
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

    /// <summary>A lease on a descriptor that may be absent; absent reads as 0.</summary>
    private readonly ref struct OptionalLease(BpfFd? fd)
    {
        private readonly FdLease lease = fd is null ? default : fd.Lease();
        private readonly bool isHeld = fd is not null;

        public int Value => isHeld ? lease.Value : 0;

        public void Dispose()
        {
            if (isHeld)
            {
                lease.Dispose();
            }
        }
    }
}
