// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using BpfSharp.Objects.Btf;
using BpfSharp.Tests.Support;

namespace BpfSharp.Tests.Objects;

public class BtfTypesTests
{
    private const string KernelPath = "/sys/kernel/btf/vmlinux";

    /// <summary>One type of each kind.</summary>
    internal static byte[] Sample()
    {
        var b = new BtfBuilder();
        var integer = b.AddInteger("int", 4, isSigned: true);                                          // 1
        var letter = b.AddInteger("char", 1, isSigned: true, isChar: true);                            // 2
        var truth = b.AddInteger("_Bool", 1, isSigned: false, isBool: true);                           // 3
        var node = b.AddRecord("node", isUnion: false, 24);                                            // 4
        var pointer = b.AddPointer(node);                                                              // 5
        var array = b.AddArray(letter, integer, 16);                                                   // 6
        b.SetMembers(node, [new("next", pointer, 0, 0), new("flag", integer, 64, 3), new("name", array, 67, 0)]);
        var union = b.AddRecord("both", isUnion: true, 8);                                             // 7
        b.SetMembers(union, [new("n", integer, 0, 0), new("p", pointer, 0, 0)]);
        b.AddEnum("color", 4, isSigned: true, [new("RED", -1), new("GREEN", 7)]);                      // 8
        b.AddEnum("wide", 8, isSigned: false, [new("HUGE_VALUE", 0x1234567890), new("ZERO", 0)]);      // 9
        b.AddForward("later", isUnion: true);                                                          // 10
        var alias = b.AddTypedef("node_t", node);                                                      // 11
        var constant = b.AddModifier(BtfKind.Const, alias);                                            // 12
        var hasty = b.AddModifier(BtfKind.Volatile, constant);                                         // 13
        b.AddModifier(BtfKind.Restrict, pointer);                                                      // 14
        b.AddModifier(BtfKind.TypeTag, hasty, "user");                                                 // 15
        b.AddFloat("double", 8);                                                                       // 16
        var prototype = b.AddPrototype(integer, [new("a", truth), new("", 0)]);                        // 17
        b.AddFunction("run", prototype, 1);                                                            // 18
        var variable = b.AddVariable("counter", integer, 1);                                           // 19
        b.AddDataSection(".data", 8, [new(variable, 4, 4)]);                                           // 20
        b.AddDeclarationTag("note", node, 1);                                                          // 21
        return b.ToArray();
    }

    [Fact]
    public void Reads_back_every_kind_the_builder_writes()
    {
        var types = BtfTypes.Parse(Sample());
        Assert.Equal(22, types.Count);
        Assert.Equal(
            [BtfKind.Void, BtfKind.Int, BtfKind.Int, BtfKind.Int, BtfKind.Struct, BtfKind.Pointer, BtfKind.Array, BtfKind.Union, BtfKind.Enum,
                BtfKind.Enum64, BtfKind.Forward, BtfKind.Typedef, BtfKind.Const, BtfKind.Volatile, BtfKind.Restrict, BtfKind.TypeTag, BtfKind.Float,
                BtfKind.FunctionPrototype, BtfKind.Function, BtfKind.Variable, BtfKind.DataSection, BtfKind.DeclTag],
            Enumerable.Range(0, 22).Select(i => types.Get((uint)i).Kind));
        Assert.Equal(new BtfInteger(32, 0, true, false, false), types.Get(1).Integer);
        Assert.Equal(new BtfInteger(8, 0, true, true, false), types.Get(2).Integer);
        Assert.Equal(new BtfInteger(8, 0, false, false, true), types.Get(3).Integer);
        Assert.Equal(new BtfMember("flag", 1, 64, 3), types.Get(4).Member(1));
        Assert.Equal(new BtfMember("name", 6, 67, 0), types.Get(4).Member(2));
        Assert.Equal(new BtfArray(2, 1, 16), types.Get(6).Array);
        Assert.Equal(new BtfMember("p", 5, 0, 0), types.Get(7).Member(1));
        Assert.Equal(new BtfEnumerator("RED", -1), types.Get(8).Enumerator(0));
        Assert.Equal(new BtfEnumerator("HUGE_VALUE", 0x1234567890), types.Get(9).Enumerator(0));
        Assert.True(types.Get(10).KindFlag);
        Assert.Equal("user", types.Get(15).Name);
        Assert.Equal(8, types.Get(16).Size);
        Assert.Equal(new BtfParameter("a", 3), types.Get(17).Parameter(0));
        Assert.Equal((17u, 1), (types.Get(18).TypeId, types.Get(18).Linkage));
        Assert.Equal(1, types.Get(19).Linkage);
        Assert.Equal(new BtfVariable(19, 4, 4), types.Get(20).SectionVariable(0));
        Assert.Equal(1, types.Get(21).ComponentIndex);
    }

    [Fact]
    public void Finds_by_kind_and_name()
    {
        var types = BtfTypes.Parse(Sample());
        Assert.Equal(4u, types.Find(BtfKind.Struct, "node"));
        Assert.Equal(0u, types.Find(BtfKind.Union, "node"));
        Assert.Equal(18u, types.Find(BtfKind.Function, "run"));
        Assert.Equal(0u, types.Find(BtfKind.Function, "nothing"));
        Assert.Equal(0u, types.Find(BtfKind.Pointer, ""));
        Assert.True(types.TryFindEnumerator("RED", out var id, out var value));
        Assert.Equal((8u, -1L), (id, value));
        Assert.True(types.TryFindEnumerator("ZERO", out id, out value));
        Assert.Equal((9u, 0L), (id, value));
        Assert.False(types.TryFindEnumerator("BLUE", out _, out _));
    }

    [Fact]
    public void Finds_the_first_of_equal_names()
    {
        var b = new BtfBuilder();
        for (var i = 1; i <= 50; i++)
        {
            b.AddTypedef("same", b.AddInteger("i" + i, 4, false));
        }

        Assert.Equal(2u, BtfTypes.Parse(b.ToArray()).Find(BtfKind.Typedef, "same"));
    }

    [Fact]
    public void Skips_modifiers_and_survives_a_loop_of_them()
    {
        var types = BtfTypes.Parse(Sample());
        Assert.Equal(4u, types.SkipModifiers(15).Id);
        var b = new BtfBuilder();
        b.AddTypedef("a", 2);
        b.AddTypedef("b", 1);
        Assert.Equal(BtfKind.Void, BtfTypes.Parse(b.ToArray()).SkipModifiers(1).Kind);
    }

    [Fact]
    public void Split_types_continue_ids_and_strings_of_the_base()
    {
        var basis = BtfTypes.Parse(Sample());
        var own = new BtfBuilder();
        own.AddTypedef("fresh", 4);
        var bytes = own.ToArray();

        // The builder counts strings from 0; in split BTF they follow the base's.
        var baseStrings = BitConverter.ToInt32(Sample(), 20);
        bytes[24] += (byte)baseStrings;
        bytes[25] += (byte)(baseStrings >> 8);
        var split = BtfTypes.Parse(bytes, basis);
        Assert.Equal(23, split.Count);
        Assert.Equal("fresh", split.Get(22).Name);
        Assert.Equal("node", split.Get(split.Get(22).TypeId).Name);
        Assert.Equal(22u, split.Find(BtfKind.Typedef, "fresh"));
        Assert.Equal(4u, split.Find(BtfKind.Struct, "node"));
        Assert.True(split.TryFindEnumerator("GREEN", out _, out var green));
        Assert.Equal(7, green);
    }

    [Fact]
    public void Builder_keeps_ids_and_strings_of_what_it_extends()
    {
        var extended = new BtfBuilder(BtfTypes.Parse(Sample()));
        Assert.Equal(22u, extended.AddPointer(1));
        var types = BtfTypes.Parse(extended.ToArray());
        Assert.Equal(new BtfMember("flag", 1, 64, 3), types.Get(4).Member(1));
        Assert.Equal(BitConverter.ToInt32(Sample(), 20), BitConverter.ToInt32(extended.ToArray(), 20));
    }

    [Fact]
    public void Equal_strings_are_stored_once()
    {
        var b = new BtfBuilder();
        Assert.Equal(b.AddString("twice"), b.AddString("twice"));
        Assert.Equal(0u, b.AddString(""));
    }

    [Fact]
    public void Cut_or_flipped_bytes_give_a_format_exception_or_readable_types()
    {
        var good = Sample();
        for (var length = 0; length < good.Length; length++)
        {
            Visit(good[..length]);
        }

        for (var at = 0; at < good.Length; at++)
        {
            foreach (var flip in new byte[] { 1, 0x10, 0x80, 0xff })
            {
                var bad = good.ToArray();
                bad[at] ^= flip;
                Visit(bad);
            }
        }
    }

    private static void Visit(byte[] bytes)
    {
        BtfTypes types;
        try
        {
            types = BtfTypes.Parse(bytes);
        }
        catch (FormatException)
        {
            return;
        }

        for (var id = 0u; id < types.Count; id++)
        {
            var type = types.Get(id);
            _ = (type.Name, type.Size, types.SkipModifiers(id), types.Get(type.TypeId), types.Find(type.Kind, "node"));
            for (var i = 0; i < type.ItemCount; i++)
            {
                _ = type.Kind switch
                {
                    BtfKind.Struct or BtfKind.Union => types.Get(type.Member(i).TypeId).Name,
                    BtfKind.Enum or BtfKind.Enum64 => type.Enumerator(i).Name,
                    BtfKind.FunctionPrototype => types.Get(type.Parameter(i).TypeId).Name,
                    _ => types.Get(type.SectionVariable(i).TypeId).Name,
                };
            }
        }
    }

    [SkippableFact]
    public void Indexes_the_kernel_quickly_and_with_few_objects()
    {
        Skip.IfNot(File.Exists(KernelPath), "this kernel has no BTF");
        var bytes = File.ReadAllBytes(KernelPath);
        var best = TimeSpan.MaxValue;
        var allocated = long.MaxValue;
        BtfTypes types = null!;
        for (var i = 0; i < 5; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var watch = Stopwatch.StartNew();
            types = BtfTypes.Parse(bytes);
            best = watch.Elapsed < best ? watch.Elapsed : best;
            allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        var task = types.Get(types.Find(BtfKind.Struct, "task_struct"));
        Assert.True(types.TryFindEnumerator("BPF_MAP_TYPE_HASH", out _, out var hash));
        Assert.NotEqual(0u, types.Find(BtfKind.Function, "vfs_read"));

        Assert.Equal(1, hash);
        Assert.Equal("task_struct", task.Name);
        Assert.Contains(Enumerable.Range(0, task.ItemCount), i => task.Member(i).Name == "comm");
        Assert.True(allocated < 16 * types.Count, $"{allocated} bytes allocated");

        // The budget is 5 ms on a quiet machine; tests share theirs.
        Assert.True(Machine.IsEmulated || best < TimeSpan.FromMilliseconds(50), $"index took {best.TotalMilliseconds} ms");
    }
}
