// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Semantics;

namespace BpfSharp.Tests.Compiler.Semantics;

/// <summary>Sizes, alignments and offsets as gcc 14 and clang 19 give them on x86-64.</summary>
public class RecordLayoutTests
{
    [Theory]
    [InlineData("struct s { char a; int b; }", 8, 4, "a=0 b=4")]
    [InlineData("struct s { char a; short b; long c; char d; }", 24, 8, "a=0 b=2 c=8 d=16")]
    [InlineData("struct s { int a:3; int b:5; int c:24; int d:1; }", 8, 4, "")]
    [InlineData("struct s { char a; int b:4; int c:30; char d; }", 12, 4, "a=0 d=8")]
    [InlineData("struct s { unsigned long a:40; unsigned long b:30; char c; }", 16, 8, "c=12")]
    [InlineData("struct s { char a; unsigned long b:9; char c; }", 8, 8, "a=0 c=3")]
    [InlineData("struct s { short a:9; char b:7; char c:2; char d; }", 4, 2, "d=3")]
    [InlineData("struct s { int a:3; int :0; int b:2; char c; }", 8, 4, "c=5")]
    [InlineData("struct s { char a; int :0; char b; }", 5, 1, "a=0 b=4")]
    [InlineData("struct s { char a; int :5; char b; }", 3, 1, "a=0 b=2")]
    [InlineData("struct s { _Bool a:1; _Bool b:1; unsigned char c; }", 2, 1, "c=1")]
    [InlineData("struct s { char a; long b; } __attribute__((packed))", 9, 1, "a=0 b=1")]
    [InlineData("struct s { char a; int b:4; int c:30; char d; } __attribute__((packed))", 7, 1, "a=0 d=6")]
    [InlineData("struct s { char a; int b:7; int :0; int c:2; char d; } __attribute__((packed))", 6, 1, "a=0 d=5")]
    [InlineData("struct s { char a; int b __attribute__((packed)); short c; }", 8, 2, "a=0 b=1 c=6")]
    [InlineData("struct s { char a; char b __attribute__((aligned(8))); char c; }", 16, 8, "a=0 b=8 c=9")]
    [InlineData("struct s { char a; int b; } __attribute__((aligned(32)))", 32, 32, "a=0 b=4")]
    [InlineData("struct s { char a; int b; } __attribute__((packed, aligned(4)))", 8, 4, "a=0 b=1")]
    [InlineData("struct i { long a; } __attribute__((aligned(64))); struct s { char a; struct i b[2]; }", 192, 64, "a=0 b=64")]
    [InlineData("struct i { long a; } __attribute__((aligned(64))); struct s { char a; struct i b; } __attribute__((packed))", 65, 1, "a=0 b=1")]
    [InlineData("struct s { int n; char data[]; }", 4, 4, "n=0 data=4")]
    [InlineData("struct s { int n; long data[0]; }", 8, 8, "n=0 data=8")]
    [InlineData("struct s { char a; __int128 b; char c; }", 48, 16, "a=0 b=16 c=32")]
    [InlineData("struct s { char a; union { int b; char c[5]; }; char d; }", 16, 4, "a=0 b=4 c=4 d=12")]
    [InlineData("struct s { char a; struct { short b; int c; }; char d; }", 16, 4, "a=0 b=4 c=8 d=12")]
    [InlineData("struct s { char a; struct { char x; long y; } b; char c; }", 32, 8, "a=0 b=8 c=24")]
    [InlineData("struct s { char a[3]; struct { char x[5]; } b[2]; int c; }", 20, 4, "a=0 b=3 c=16")]
    [InlineData("struct s { }", 0, 1, "")]
    [InlineData("struct s { char a; void *b; void (*c)(int); }", 24, 8, "a=0 b=8 c=16")]
    [InlineData("union s { char a; long b; int c[3]; }", 16, 8, "a=0 b=0 c=0")]
    [InlineData("union s { int a:5; char b; }", 4, 4, "b=0")]
    [InlineData("union s { char a[5]; short b; } __attribute__((packed))", 5, 1, "a=0 b=0")]
    [InlineData("struct s { enum { X } a; char b; enum { Y = 1L << 40 } c; }", 16, 8, "a=0 b=4 c=8")]
    [InlineData("struct s { char a; int b:4 __attribute__((aligned(8))); char c; }", 16, 8, "a=0 c=9")]
    [InlineData("struct s { long a:33; int b:31; char c; }", 16, 8, "c=8")]
    [InlineData("struct s { int a:16; int b:16; short c; }", 8, 4, "c=4")]
    [InlineData("struct s { char a:4; short b:12; char c; }", 4, 2, "c=2")]
    [InlineData("struct s { char a:4; short b:13; char c; }", 6, 2, "c=4")]
    [InlineData("struct s { unsigned int v:4, w:4; unsigned char tos; unsigned short len; }", 4, 4, "tos=1 len=2")]
    [InlineData("struct s { char a; struct { int b:3; } c; char d; }", 12, 4, "a=0 c=4 d=8")]
    [InlineData("struct s { char a; int b[3]; char c; int d:1; long e; }", 32, 8, "a=0 b=4 c=16 e=24")]
    [InlineData("struct s { unsigned long a:1; unsigned int b:32; char c; }", 16, 8, "c=8")]
    public void Lays_records_out_as_gcc_does(string declaration, long size, int align, string offsets)
    {
        var record = Record(declaration);
        Assert.Equal((size, align), (record.Size, record.Align));
        foreach (var expectation in offsets.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, offset) = (expectation.Split('=')[0], expectation.Split('=')[1]);
            var kind = declaration.StartsWith("union", StringComparison.Ordinal) ? "union s" : "struct s";
            Assert.Equal(Int128.Parse(offset, null), Bound.Constant($"__builtin_offsetof({kind}, {name})", declaration + ";"));
        }
    }

    /// <summary>Expected: first bit of the record and width of each bit-field.</summary>
    [Theory]
    [InlineData("struct s { char a; int b:4; int c:30; char d; }", "b=8:4 c=32:30")]
    [InlineData("struct s { unsigned long a:40; unsigned long b:30; char c; }", "a=0:40 b=64:30")]
    [InlineData("struct s { char a; int b:4; int c:30; char d; } __attribute__((packed))", "b=8:4 c=12:30")]
    [InlineData("struct s { short a:9; char b:7; char c:2; char d; }", "a=0:9 b=9:7 c=16:2")]
    [InlineData("struct s { char a:4; short b:12; char c; }", "a=0:4 b=4:12")]
    [InlineData("struct s { char a:4; short b:13; char c; }", "b=16:13")]
    [InlineData("struct s { int a:3; int :0; int b:2; char c; }", "a=0:3 b=32:2")]
    [InlineData("struct s { char a; unsigned long b:9; char c; }", "b=8:9")]
    [InlineData("struct s { long a:33; int b:31; char c; }", "a=0:33 b=33:31")]
    [InlineData("struct s { unsigned long a:1; unsigned int b:32; char c; }", "a=0:1 b=32:32")]
    [InlineData("struct s { char a; int b:7; int :0; int c:2; char d; } __attribute__((packed))", "b=8:7 c=32:2")]
    [InlineData("struct s { int :5; int a:3; }", "a=5:3")]
    public void Places_bit_fields_as_gcc_does(string declaration, string positions)
    {
        var record = Record(declaration);
        var actual = record.Fields!.Where(f => f.IsBitField && f.Name.Length > 0 && positions.Contains(f.Name + "=", StringComparison.Ordinal))
            .Select(f => $"{f.Name}={(f.Offset * 8) + f.BitOffset}:{f.BitWidth}");
        Assert.Equal(positions, string.Join(' ', actual));
    }

    [Fact]
    public void Storage_units_stay_inside_the_record()
    {
        var field = Record("struct s { char a; int b:4; } __attribute__((packed))").Fields![1];
        Assert.Equal((1, 0), (field.Offset, field.BitOffset));
    }

    [Fact]
    public void Tagged_member_without_name_is_anonymous()
    {
        const string declarations = "struct in { int x; int y; }; struct s { char a; struct in; };";
        Assert.Equal(8, Bound.Constant("__builtin_offsetof(struct s, y)", declarations));
    }

    private static RecordType Record(string declaration)
    {
        var bound = Bound.From($"{declaration};\n{declaration.Split(' ')[0]} s *x;\n");
        Assert.Equal("", bound.Messages());
        return (RecordType)((PointerType)bound.Unit.Globals.Single().Type.Canonical).Pointee.Canonical;
    }

    [Theory]
    [InlineData("#pragma pack(push, 2)\nstruct s { char a; int b; long c; };", 14, 6)]
    [InlineData("#pragma pack(1)\n#pragma pack()\nstruct s { char a; int b; long c; };", 16, 8)]
    [InlineData("#pragma pack(push, 1)\n#pragma pack(push, 4)\n#pragma pack(pop)\nstruct s { char a; int b; long c; };", 13, 5)]
    public void Pragmas_limit_alignment(string declaration, int size, int offset)
    {
        Assert.Equal(size, Bound.Constant("sizeof(struct s)", declaration));
        Assert.Equal(offset, Bound.Constant("__builtin_offsetof(struct s, c)", declaration));
    }

    [Fact]
    public void A_pragma_gives_records_the_running_kernels_layout()
    {
        var bound = Bound.From("""
            #pragma clang attribute push (__attribute__((preserve_access_index)), apply_to = record)
            struct kernel { int a; };
            #pragma clang attribute pop
            struct mine { int a; };
            struct kernel k;
            struct mine m;
            """);
        Assert.Equal([true, false], bound.Unit.Globals.Select(g => ((RecordType)g.Type.Canonical).PreservesAccessIndex));
    }
}
