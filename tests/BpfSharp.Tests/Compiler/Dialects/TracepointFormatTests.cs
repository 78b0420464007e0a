// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Dialects;
using BpfSharp.Compiler.Semantics;

namespace BpfSharp.Tests.Compiler.Dialects;

public class TracepointFormatTests
{
    private static RecordType Parse(string text) => TracepointFormat.Parse("tracepoint__x__y", text, new KernelTypes(null));

    [Fact]
    public void Hides_common_fields_and_widens_integers_to_their_size()
    {
        var record = Parse(Formats.SysEnterOpenat);
        Assert.Equal(48, record.Size);
        Assert.DoesNotContain(record.Fields!, f => f.Name.StartsWith("common_", StringComparison.Ordinal));
        var dfd = record.Fields!.Single(f => f.Name == "dfd");
        Assert.Equal((16L, 8L), (dfd.Offset, dfd.Type.Type.Size));
        Assert.IsType<PointerType>(record.Fields!.Single(f => f.Name == "filename").Type.Type);
        Assert.Equal(4, record.Fields!.Single(f => f.Name == "__syscall_nr").Type.Type.Size);
    }

    [Fact]
    public void Names_dynamic_fields_data_loc_and_sizes_arrays_by_the_size_column()
    {
        var record = Parse(Formats.Mixed);
        var name = record.Fields!.Single(f => f.Name == "data_loc_name");
        Assert.Same(IntegerType.Int, name.Type.Type);
        Assert.Equal(8, name.Offset);
        Assert.Equal(16, Assert.IsType<ArrayType>(record.Fields!.Single(f => f.Name == "comm").Type.Type).Length);
        Assert.Equal(3, Assert.IsType<ArrayType>(record.Fields!.Single(f => f.Name == "ids").Type.Type).Length);
        Assert.Same(IntegerType.UnsignedShort, record.Fields!.Single(f => f.Name == "odd").Type.Type);
        Assert.Equal("pid_t", Assert.IsType<TypedefType>(record.Fields!.Single(f => f.Name == "pid").Type.Type).Name);
    }

    [Theory]
    [InlineData("")]
    [InlineData("field:;offset:8;size:4;")]
    [InlineData("field:int x;\toffset:zz;\tsize:4;")]
    [InlineData("field:int x;\toffset:8;\tsize:99999999999999;")]
    [InlineData("field:[3];\toffset:8;\tsize:4;signed:1")]
    public void Takes_any_text(string text) => Assert.Equal(8, Parse(text).Size);
}
