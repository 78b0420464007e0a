// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Errors;
using BpfSharp.Kernel;
using BpfSharp.Kernel.Bpf;
using BpfSharp.Kernel.Bpf.Information;
using BpfSharp.Kernel.Handles;
using BpfSharp.Objects;
using BpfSharp.Objects.Btf;

namespace BpfSharp.Loading;

/// <summary>What a program is bound to when loaded.</summary>
/// <param name="Id">BTF id of the function, tracepoint, hook or struct; 0 for program types that are not bound.</param>
/// <param name="Object">A module's BTF, or the program whose function is replaced; null for the kernel's own.</param>
internal readonly record struct AttachTarget(uint Id, BpfFd? Object, uint MemberIndex = 0);

/// <summary>Finds the BTF id of what a BTF-typed program attaches to.</summary>
internal static class AttachTargets
{
    public static AttachTarget Find(LoadContext context, ProgramSpec program) =>
        context.Targets.TryGetValue(program, out var known) ? known : program.Type switch
        {
            ProgramType.Tracing when IsBoundToNothing(program.ExpectedAttachType) => default,
            ProgramType.Tracing or ProgramType.Lsm => InKernel(context, program),
            ProgramType.Ext => InProgram(context, program),
            ProgramType.StructOps => throw new BpfException(
                "load program", program.Name, 0, "no struct of section .struct_ops names it, so there is nothing to be a callback of"),
            _ => default,
        };

    /// <summary>One program for many functions: the link says which.</summary>
    private static bool IsBoundToNothing(AttachType type) => type is AttachType.TraceFentryMulti or AttachType.TraceFexitMulti or AttachType.TraceFsessionMulti;

    private static AttachTarget InKernel(LoadContext context, ProgramSpec program)
    {
        var (module, target) = BtfTarget.Split(Demand(program));
        if (context.Kernel.Kernel is null)
        {
            throw new BpfNotSupportedException("load program", program.Name, "BTF (CONFIG_DEBUG_INFO_BTF)", "5.5");
        }

        var (kind, name, what) = BtfTarget.Of(program.ExpectedAttachType, target);
        return context.Kernel.Find(kind, name, module) is { } found
            ? new AttachTarget(found.Id, found.Source.Object)
            : throw new BpfException("load program", program.Name, Errno.ESRCH, module is null
                ? $"the kernel has no {what} \"{target}\"" : $"module {module} has no {what} \"{target}\", or is not loaded");
    }

    private static AttachTarget InProgram(LoadContext context, ProgramSpec program)
    {
        var target = context.Options.ReplacedPrograms?.GetValueOrDefault(program.Name)
            ?? throw new BpfException("load program", program.Name, 0, "it replaces a function of another program: say of which in LoadOptions.ReplacedPrograms");
        var name = Demand(program);
        var types = TypesOf(target) ?? throw new BpfException("load program", program.Name, 0, $"program {target.Name}, whose function {name} it replaces, has no BTF");
        return types.Find(BtfKind.Function, name) is > 0 and var id
            ? new AttachTarget(id, target.Handle)
            : throw new BpfException("load program", program.Name, Errno.ESRCH, $"program {target.Name} has no function {name}");
    }

    private static BtfTypes? TypesOf(BpfProgram program)
    {
        var info = default(ProgramInfo);
        if (ObjectCalls.Information(program.Handle, ref info) < 0 || info.btf_id == 0)
        {
            return null;
        }

        var result = ObjectCalls.OpenId(BpfCommand.BPF_BTF_GET_FD_BY_ID, info.btf_id);
        if (result < 0)
        {
            throw Refusal.Of("open the types of program", program.Name, result);
        }

        using var btf = new BpfFd(result);
        return BtfCalls.Read(btf, out var error) is { } bytes ? BtfTypes.Parse(bytes) : throw Refusal.Of("read the types of program", program.Name, error);
    }

    private static string Demand(ProgramSpec program) => program.AttachTarget.Length > 0
        ? program.AttachTarget
        : throw new BpfException("load program", program.Name, 0, $"section \"{program.SectionName}\" must name what it attaches to");
}
