// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler;
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Dialects;
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Semantics;

namespace BpfSharp.Tests.Compiler.Dialects;

public class HelperTableTests
{
    private static readonly KernelDialect Libbpf =
        (KernelDialect)DialectFactory.Create(BpfSharp.Compiler.Dialect.Libbpf, new CompileOptions(), new TargetDescription(), new KernelTypes(null), new DiagnosticBag());

    [Fact]
    public void Every_helper_has_a_prototype()
    {
        for (var id = 1; id < HelperTable.Count; id++)
        {
            var info = HelperTable.Get(id);
            Assert.NotNull(info);
            Assert.Equal(id, HelperTable.FindId(info.Name));
            Assert.True(info.MinimumKernel >= 3 << 16, info.Name);
            Assert.Equal(info.Arguments.Count, info.ParameterTypes.Count);
            var symbol = Assert.IsType<HelperSymbol>(Libbpf.FindSymbol(info.Name));
            Assert.Equal(info.Return == HelperReturn.Void, symbol.Type.Result.Canonical is VoidType);
        }

        Assert.Null(HelperTable.Get(0));
        Assert.Null(HelperTable.Get(100000));
        Assert.Null(HelperTable.Find("bpf_no_such_helper"));
    }

    [Fact]
    public void Memory_arguments_know_their_size()
    {
        var read = HelperTable.Find("bpf_probe_read_kernel")!;
        Assert.Equal([HelperArgument.UninitMemory, HelperArgument.Size, HelperArgument.Anything], read.Arguments);
        Assert.Equal(1, read.SizeArgument(0));
        var output = HelperTable.Find("bpf_perf_event_output")!;
        Assert.Equal([HelperArgument.Context, HelperArgument.MapPointer, HelperArgument.Anything, HelperArgument.Memory, HelperArgument.Size], output.Arguments);
    }

    [Theory]
    [InlineData("bpf_map_lookup_elem", (int)HelperReturn.MapValue, true)]
    [InlineData("bpf_ringbuf_reserve", (int)HelperReturn.RingRecord, true)]
    [InlineData("bpf_get_current_task", (int)HelperReturn.KernelPointer, false)]
    [InlineData("bpf_get_current_task_btf", (int)HelperReturn.Trusted, false)]
    [InlineData("bpf_ringbuf_submit", (int)HelperReturn.Void, false)]
    [InlineData("bpf_ktime_get_ns", (int)HelperReturn.Integer, false)]
    public void Results_have_kinds(string name, int kind, bool returnsNull)
    {
        var info = HelperTable.Find(name)!;
        Assert.Equal(((HelperReturn)kind, returnsNull), (info.Return, info.ReturnsNull));
    }

    // What passes may do around a call hangs on these.
    [Theory]
    [InlineData("bpf_map_lookup_elem", AddressSpace.MapValue, false, false, false)]
    [InlineData("bpf_dynptr_data", AddressSpace.MapValue, true, false, false)]
    [InlineData("bpf_ringbuf_reserve", AddressSpace.RingRecord, true, false, false)]
    [InlineData("bpf_get_current_task", AddressSpace.Kernel, false, false, false)]
    [InlineData("bpf_get_current_task_btf", AddressSpace.Trusted, false, false, false)]
    [InlineData("bpf_sock_from_file", AddressSpace.Trusted, true, false, false)]
    [InlineData("bpf_map_update_elem", AddressSpace.Unknown, true, false, false)]
    [InlineData("bpf_probe_read_kernel", AddressSpace.Unknown, false, true, true)]
    [InlineData("bpf_get_current_comm", AddressSpace.Unknown, false, true, true)]
    [InlineData("bpf_probe_read_kernel_str", AddressSpace.Unknown, false, true, false)]
    [InlineData("bpf_copy_from_user", AddressSpace.Unknown, false, true, false)]
    [InlineData("bpf_skb_load_bytes", AddressSpace.Unknown, true, false, false)]
    public void Helpers_do_what_passes_count_on(string name, object space, bool changesMemory, bool writesFirst, bool fillsFirst)
    {
        var id = HelperTable.FindId(name);
        Assert.Equal((space, changesMemory, writesFirst, fillsFirst),
            (HelperTable.ResultSpace(id), HelperTable.ChangesMemory(id), HelperTable.WritesFirstArgument(id), HelperTable.FillsFirstArgument(id)));
    }

    [Fact]
    public void Of_helpers_nobody_knows_anything_is_expected()
    {
        Assert.True(HelperTable.ChangesMemory(HelperTable.Count + 7));
        Assert.Equal(AddressSpace.Unknown, HelperTable.ResultSpace(HelperTable.Count + 7));
    }

    [Fact]
    public void Suggests_close_names()
    {
        Assert.Contains("bpf_ktime_get_ns", Libbpf.SimilarNames("bpf_ktime_get_sn"));
        Assert.DoesNotContain("bpf_ktime_get_ns", Libbpf.SimilarNames("main"));
    }
}
