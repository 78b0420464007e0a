// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler;
using BpfSharp.Objects;
using BpfSharp.Objects.Btf;

namespace BpfSharp.Tests.Library;

/// <summary>Global functions that say by a tag which argument is the context.</summary>
[Collection("kernel objects")]
public class ContextTagTests
{
    private const string Text = """
        #include "vmlinux.h"
        #include <bpf/bpf_helpers.h>
        char LICENSE[] SEC("license") = "GPL";
        struct { __uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY); __type(key, int); __type(value, int); } sent SEC(".maps");
        __noinline int send(void *ctx __arg_ctx)
        {
            int value = 7;
            return bpf_perf_event_output(ctx, &sent, BPF_F_CURRENT_CPU, &value, sizeof(value));
        }
        SEC("xdp") int on_packet(struct xdp_md *ctx) { return send(ctx) ? 2 : 1; }
        SEC("xdp") int on_packet_too(struct xdp_md *ctx) { return send(ctx) ? 2 : 1; }
        SEC("tc") int on_frame(struct __sk_buff *ctx) { return send(ctx) ? 2 : 1; }
        """;

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void Kernels_without_the_tag_are_told_by_the_type(bool hasTags)
    {
        Needs.Kernel(5, 8);
        using var target = KernelTarget.Running();
        Skip.If(target.Types is null, "this kernel has no BTF");
        Skip.If(hasTags && !KernelFeatures.Running.Has(KernelFeature.ContextTags), "this kernel does not know the tag");
        var result = CCompiler.Compile(Text, "tags.bpf.c", new CompileOptions { Dialect = BpfSharp.Compiler.Dialect.Libbpf, RecordRelocations = true }, target.DescriptionFor(3));
        Assert.Empty(result.Diagnostics);
        Assert.True(Assert.Single(result.Object!.Subprograms).IsGlobal);
        using var loaded = BpfObject.FromSpec(result.Object!);
        loaded.Load(hasTags ? null : new LoadOptions { Features = KernelFeatures.Without(KernelFeature.ContextTags) });
        Assert.Null(loaded.BtfRefusal);
        Assert.Equal(hasTags ? ["void"] : ["__sk_buff", "void", "xdp_md"], ContextsOf(KernelObjects.ReadTypes(loaded.Program("on_packet").GetInfo().BtfId), "send"));
    }

    /// <summary>What the first parameter of the functions of a name points to.</summary>
    private static IEnumerable<string> ContextsOf(BtfTypes types, string name) =>
        Enumerable.Range(1, types.Count - 1).Select(id => types.Get((uint)id)).Where(t => t.Kind == BtfKind.Function && t.Name == name)
            .Select(t => types.Get(types.Get(types.Get(t.TypeId).Parameter(0).TypeId).TypeId).Name is { Length: > 0 } record ? record : "void").Order(StringComparer.Ordinal);
}
