// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects;
using BpfSharp.Objects.Btf;
using BpfSharp.Objects.Core;

namespace BpfSharp.Tests.Objects;

/// <summary>Programs compiled against one kernel's types, asked about another's.</summary>
public sealed class CoreResolverTests
{
    [Fact]
    public void Finds_a_member_that_moved_into_an_anonymous_record()
    {
        var answer = Resolve("0:1", CoreRelocationKind.FieldByteOffset);
        Assert.Equal((4, 24, null), (answer.LocalValue, answer.Value, answer.MissingBecause));
        Assert.Equal((4, 8, true), (answer.LocalSize, answer.Size, answer.MayResize));
    }

    [Fact]
    public void Finds_an_element_of_an_array_that_grew()
    {
        Assert.Equal(8 + 2 * 8, Resolve("0:2:2", CoreRelocationKind.FieldByteOffset).Value);
        Assert.Equal(8 * 8, Resolve("0:2", CoreRelocationKind.FieldByteSize).Value);
    }

    [Fact]
    public void Bits_are_found_where_the_kernel_has_them()
    {
        Assert.Equal((64 - 3 - 0, 64 - 3 - 5), ((int)Resolve("0:4", CoreRelocationKind.FieldLeftShift).LocalValue, (int)Resolve("0:4", CoreRelocationKind.FieldLeftShift).Value));
        Assert.Equal(61, Resolve("0:4", CoreRelocationKind.FieldRightShift).Value);
        Assert.Equal(0, Resolve("0:4", CoreRelocationKind.FieldSigned).Value);
    }

    [Fact]
    public void What_the_kernel_lacks_is_said_to_be_missing()
    {
        Assert.Equal(0, Resolve("0:3", CoreRelocationKind.FieldExists).Value);
        Assert.Null(Resolve("0:3", CoreRelocationKind.FieldExists).MissingBecause);
        Assert.Equal("struct thing___v1.gone", Resolve("0:3", CoreRelocationKind.FieldByteOffset).Place);
        Assert.NotNull(Resolve("0:3", CoreRelocationKind.FieldByteOffset).MissingBecause);
    }

    [Fact]
    public void Types_and_enumerators_go_by_name()
    {
        Assert.Equal((1, 88), (Resolve("0", CoreRelocationKind.TypeExists).Value, Resolve("0", CoreRelocationKind.TypeSize).Value));
        Assert.Equal(0, Resolve("0", CoreRelocationKind.TypeMatches).Value);
        Assert.Equal((9, 1), (ResolveEnum("1", CoreRelocationKind.EnumeratorValue).Value, ResolveEnum("1", CoreRelocationKind.EnumeratorExists).Value));
        Assert.Equal(0, ResolveEnum("2", CoreRelocationKind.EnumeratorExists).Value);
    }

    [Fact]
    public void A_path_that_does_not_fit_its_type_is_refused() => Assert.Throws<FormatException>(() => Resolve("0:99", CoreRelocationKind.FieldExists));

    private static CoreAnswer Resolve(string path, CoreRelocationKind kind) => new CoreResolver(Local(), Target()).Resolve(new CoreRelocation(0, 6, path, kind));

    private static CoreAnswer ResolveEnum(string path, CoreRelocationKind kind) => new CoreResolver(Local(), Target()).Resolve(new CoreRelocation(0, 7, path, kind));

    // struct thing___v1 { int a; unsigned b; int list[4]; int gone; unsigned bits:3; }; enum level { LOW = 1, HIGH = 2, NEVER = 3 };
    private static BtfTypes Local()
    {
        var b = new BtfBuilder();
        var number = b.AddInteger("int", 4, isSigned: true);
        var word = b.AddInteger("unsigned int", 4, isSigned: false);
        var list = b.AddArray(number, word, 4);
        b.AddModifier(BtfKind.Const, number);
        b.AddPointer(0);
        var thing = b.AddRecord("thing___v1", isUnion: false, 32);
        b.SetMembers(thing, [new("a", number, 0, 0), new("b", word, 32, 0), new("list", list, 64, 0), new("gone", number, 192, 0), new("bits", word, 224, 3)]);
        b.AddEnum("level", 4, isSigned: false, [new("LOW", 1), new("HIGH___v1", 2), new("NEVER", 3)]);
        return BtfTypes.Parse(b.ToArray());
    }

    // struct thing { long list[8] at 8; struct { unsigned long b at 24-0; }; bits at bit 5 }, as another kernel might have it.
    private static BtfTypes Target()
    {
        var b = new BtfBuilder();
        var number = b.AddInteger("long", 8, isSigned: true);
        var word = b.AddInteger("unsigned long", 8, isSigned: false);
        var bits = b.AddInteger("unsigned int", 4, isSigned: false);
        var list = b.AddArray(number, word, 8);
        var inner = b.AddRecord("", isUnion: false, 16);
        b.SetMembers(inner, [new("before", number, 0, 0), new("b", word, 64, 0)]);
        var thing = b.AddRecord("thing", isUnion: false, 88);
        b.SetMembers(thing, [new("a", number, 0, 0), new("list", list, 64, 0), new("", inner, 128, 0), new("bits", bits, 640 + 5, 3)]);
        b.AddEnum("level", 4, isSigned: false, [new("HIGH", 9), new("LOW", 1)]);
        return BtfTypes.Parse(b.ToArray());
    }
}
