// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects;
using BpfSharp.Objects.Btf;

namespace BpfSharp.Loading;

/// <summary>Global functions that take the context by the tag "arg:ctx" get a prototype that says so by its type, which is all that kernels before 6.8 look at.</summary>
/// <remarks>
/// The type depends on the program, so a function that programs of several types call has a description for each. Source: libbpf.c,
/// bpf_program_fixup_func_info.
/// </remarks>
internal static class ContextArguments
{
    /// <summary>The types with descriptions added; the context learns which program uses which. The same bytes when nothing has the tag.</summary>
    public static ReadOnlyMemory<byte> Describe(LoadContext context, ReadOnlyMemory<byte> btf)
    {
        var types = BtfTypes.Parse(btf);
        var tagged = Tagged(types);
        if (tagged.Count == 0 || context.Features.Has(KernelFeature.ContextTags))
        {
            return btf;
        }

        var builder = new BtfBuilder(types);
        var made = new Dictionary<(uint Function, string Record), uint>();
        var subprograms = context.Spec.Subprograms.ToDictionary(static s => s.Name, StringComparer.Ordinal);
        foreach (var program in context.Programs)
        {
            if (RecordOf(program.Type) is not { } record)
            {
                continue;
            }

            foreach (var subprogram in RelocateStage.Layout(program, subprograms, out _).Select(static p => p.Code).OfType<SubprogramSpec>())
            {
                if (tagged.TryGetValue(subprogram.FunctionTypeId, out var parameters))
                {
                    context.FunctionTypes[(program, subprogram)] = made.TryGetValue((subprogram.FunctionTypeId, record), out var id)
                        ? id
                        : made[(subprogram.FunctionTypeId, record)] = Copy(types, builder, subprogram.FunctionTypeId, record, parameters);
                }
            }
        }

        return made.Count == 0 ? btf : builder.ToArray();
    }

    private static Dictionary<uint, HashSet<int>> Tagged(BtfTypes types)
    {
        var result = new Dictionary<uint, HashSet<int>>();
        for (var id = 1u; id < (uint)types.Count; id++)
        {
            var type = types.Get(id);
            if (type.Kind == BtfKind.DeclTag && type.ComponentIndex >= 0 && type.NameBytes.SequenceEqual("arg:ctx"u8) && types.Get(type.TypeId).Kind == BtfKind.Function)
            {
                (result.TryGetValue(type.TypeId, out var known) ? known : result[type.TypeId] = []).Add(type.ComponentIndex);
            }
        }

        return result;
    }

    private static uint Copy(BtfTypes types, BtfBuilder builder, uint functionId, string record, HashSet<int> contextParameters)
    {
        var function = types.Get(functionId);
        var prototype = types.Get(function.TypeId);
        var pointer = builder.AddPointer(builder.AddRecord(record, isUnion: false, 0));
        var parameters = new BtfParameter[prototype.ItemCount];
        for (var i = 0; i < parameters.Length; i++)
        {
            var own = prototype.Parameter(i);
            parameters[i] = contextParameters.Contains(i) ? own with { TypeId = pointer } : own;
        }

        return builder.AddFunction(function.Name, builder.AddPrototype(prototype.TypeId, parameters), function.Linkage);
    }

    /// <summary>What the kernel calls the context of programs of a type; null where it has no name.</summary>
    private static string? RecordOf(ProgramType type) => type switch
    {
        ProgramType.SocketFilter or ProgramType.SchedCls or ProgramType.SchedAct or ProgramType.SkSkb or ProgramType.CgroupSkb or ProgramType.FlowDissector
            or ProgramType.LwtIn or ProgramType.LwtOut or ProgramType.LwtXmit or ProgramType.LwtSeg6local => "__sk_buff",
        ProgramType.Xdp => "xdp_md",
        ProgramType.Kprobe => "bpf_user_pt_regs_t",
        ProgramType.PerfEvent => "bpf_perf_event_data",
        ProgramType.RawTracepoint or ProgramType.RawTracepointWritable => "bpf_raw_tracepoint_args",
        ProgramType.CgroupDevice => "bpf_cgroup_dev_ctx",
        ProgramType.CgroupSock => "bpf_sock",
        ProgramType.CgroupSockAddr => "bpf_sock_addr",
        ProgramType.CgroupSockopt => "bpf_sockopt",
        ProgramType.CgroupSysctl => "bpf_sysctl",
        ProgramType.SockOps => "bpf_sock_ops",
        ProgramType.SkMsg => "sk_msg_md",
        ProgramType.SkLookup => "bpf_sk_lookup",
        ProgramType.SkReuseport => "sk_reuseport_md",
        ProgramType.Netfilter => "bpf_nf_ctx",
        _ => null,
    };
}
