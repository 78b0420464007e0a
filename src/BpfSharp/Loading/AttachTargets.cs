// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects;
using BpfSharp.Objects.Btf;

namespace BpfSharp.Loading;

/// <summary>Finds the kernel BTF id of what a BTF-typed program attaches to.</summary>
internal static class AttachTargets
{
    /// <summary>0 for program types that are not bound to a target when loaded.</summary>
    public static uint Find(LoadContext context, ProgramSpec program)
    {
        if (program.Type is not (ProgramType.Tracing or ProgramType.Lsm))
        {
            return 0;
        }

        if (program.AttachTarget.Length == 0)
        {
            throw new BpfException("load program", program.Name, 0, $"section \"{program.SectionName}\" must name what it attaches to");
        }

        if (context.KernelTypes is not { } types)
        {
            throw new BpfNotSupportedException("load program", program.Name, "BTF (CONFIG_DEBUG_INFO_BTF)", "5.5");
        }

        var (kind, name, what) = Symbol(program);
        var id = types.Find(kind, name);
        return id != 0 ? id : throw new BpfException("load program", program.Name, Kernel.Errno.ESRCH, $"the kernel has no {what} \"{program.AttachTarget}\"");
    }

    private static (BtfKind Kind, string Name, string What) Symbol(ProgramSpec program) => program.ExpectedAttachType switch
    {
        AttachType.TraceRawTp => (BtfKind.Typedef, "btf_trace_" + program.AttachTarget, "tracepoint"),
        AttachType.TraceIter => (BtfKind.Function, "bpf_iter_" + program.AttachTarget, "iterator"),
        AttachType.LsmMac or AttachType.LsmCgroup => (BtfKind.Function, "bpf_lsm_" + program.AttachTarget, "LSM hook"),
        _ => (BtfKind.Function, program.AttachTarget, "function"),
    };
}
