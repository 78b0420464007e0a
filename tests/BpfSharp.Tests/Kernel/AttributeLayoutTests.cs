// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using BpfSharp.Kernel.Bpf.Attributes;
using BpfSharp.Kernel.Bpf.Information;
using BpfSharp.Kernel.Perf;

namespace BpfSharp.Tests.Kernel;

/// <summary>Sizes and offsets as pahole shows them for Linux 6.18.</summary>
public class AttributeLayoutTests
{
    [Fact]
    public void Attr_structs_have_the_sizes_of_the_kernel()
    {
        Assert.Equal(80, Unsafe.SizeOf<MapCreateAttr>());
        Assert.Equal(32, Unsafe.SizeOf<MapElementAttr>());
        Assert.Equal(56, Unsafe.SizeOf<MapBatchAttr>());
        Assert.Equal(152, Unsafe.SizeOf<ProgramLoadAttr>());
        Assert.Equal(16, Unsafe.SizeOf<ObjectPinAttr>());
        Assert.Equal(80, Unsafe.SizeOf<TestRunAttr>());
        Assert.Equal(12, Unsafe.SizeOf<ObjectIdAttr>());
        Assert.Equal(16, Unsafe.SizeOf<ObjectInfoAttr>());
        Assert.Equal(24, Unsafe.SizeOf<RawTracepointAttr>());
        Assert.Equal(40, Unsafe.SizeOf<BtfLoadAttr>());
        Assert.Equal(32, Unsafe.SizeOf<LinkCreateAttr>());
        Assert.Equal(48, Unsafe.SizeOf<KprobeMultiAttr>());
        Assert.Equal(64, Unsafe.SizeOf<UprobeMultiAttr>());
        Assert.Equal(12, Unsafe.SizeOf<BindMapAttr>());
        Assert.Equal(8, Unsafe.SizeOf<TokenCreateAttr>());
        Assert.Equal(16, Unsafe.SizeOf<LinkUpdateAttr>());
        Assert.Equal(20, Unsafe.SizeOf<ProgramAttachAttr>());
        Assert.Equal(32, Unsafe.SizeOf<BtfInfo>());
        Assert.Equal(232, Unsafe.SizeOf<ProgramInfo>());
        Assert.Equal(88, Unsafe.SizeOf<MapInfo>());
        Assert.Equal(8, Unsafe.SizeOf<FunctionInfo>());
        Assert.Equal(16, Unsafe.SizeOf<LineInfo>());
        Assert.Equal(112, Unsafe.SizeOf<PerfEventAttr>());
    }

    [Theory]
    [InlineData("map_name", 28)]
    [InlineData("btf_fd", 48)]
    [InlineData("map_extra", 64)]
    [InlineData("map_token_fd", 76)]
    public void Map_create_fields_are_in_place(string field, int offset) => Assert.Equal(offset, Offset<MapCreateAttr>(field));

    [Theory]
    [InlineData("license", 16)]
    [InlineData("log_buf", 32)]
    [InlineData("prog_name", 48)]
    [InlineData("prog_btf_fd", 72)]
    [InlineData("func_info", 80)]
    [InlineData("line_info", 96)]
    [InlineData("attach_btf_id", 108)]
    [InlineData("fd_array", 120)]
    [InlineData("log_true_size", 140)]
    [InlineData("prog_token_fd", 144)]
    public void Program_load_fields_are_in_place(string field, int offset) => Assert.Equal(offset, Offset<ProgramLoadAttr>(field));

    [Theory]
    [InlineData("map_ids", 56)]
    [InlineData("name", 64)]
    [InlineData("btf_id", 128)]
    [InlineData("run_time_ns", 192)]
    [InlineData("verified_insns", 216)]
    public void Program_info_fields_are_in_place(string field, int offset) => Assert.Equal(offset, Offset<ProgramInfo>(field));

    [Theory]
    [InlineData("flags", 40)]
    [InlineData("wakeup_events", 48)]
    [InlineData("config1", 56)]
    [InlineData("config2", 64)]
    public void Perf_event_fields_are_in_place(string field, int offset) => Assert.Equal(offset, Offset<PerfEventAttr>(field));

    private static int Offset<T>(string field) => (int)Marshal.OffsetOf<T>(field);
}
