// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects.Btf;
using BpfSharp.Objects.Btf.Merging;
using BpfSharp.Objects.Btf.Printing;

namespace BpfSharp.Tests.Objects;

public sealed class BtfDeduplicatorTests
{
    private const string KernelPath = "/sys/kernel/btf/vmlinux";

    [Fact]
    public void Equal_types_of_all_kinds_become_one()
    {
        var sample = BtfTypes.Parse(BtfTypesTests.Sample());
        var builder = new BtfBuilder();
        var first = builder.Append(sample);
        var second = builder.Append(sample);
        var map = BtfDeduplicator.Run(builder);

        // The variable and its data section stay twice: each names a place of its own.
        Assert.Equal(sample.Count + 2, builder.Count);
        for (var id = 1; id < sample.Count; id++)
        {
            var isPlace = sample.Get((uint)id).Kind is BtfKind.Variable or BtfKind.DataSection;
            Assert.Equal(!isPlace, map[first[id]] == map[second[id]]);
        }

        var result = BtfTypes.Parse(builder.ToArray());
        Assert.Equal(new BtfMember("next", result.Find(BtfKind.Struct, "node") + 1, 0, 0), result.Get(result.Find(BtfKind.Struct, "node")).Member(0));
    }

    [Fact]
    public void Types_that_refer_to_each_other_in_loops_are_merged()
    {
        var builder = new BtfBuilder();
        for (var i = 0; i < 2; i++)
        {
            var a = builder.AddRecord("a", false, 8);
            var b = builder.AddRecord("b", false, 8);
            builder.SetMembers(a, [new("to", builder.AddPointer(b), 0, 0)]);
            builder.SetMembers(b, [new("back", builder.AddPointer(a), 0, 0)]);
        }

        BtfDeduplicator.Run(builder);
        Assert.Equal(5, builder.Count);
    }

    [Fact]
    public void A_difference_far_away_keeps_all_that_leads_to_it_apart()
    {
        var builder = new BtfBuilder();
        for (var i = 0; i < 2; i++)
        {
            var number = builder.AddInteger("int", 4, isSigned: true);
            var end = builder.AddRecord("end", false, 4);
            builder.SetMembers(end, [new(i == 0 ? "x" : "y", number, 0, 0)]);
            var type = end;
            for (var depth = 0; depth < 5; depth++)
            {
                type = builder.AddPointer(builder.AddTypedef("step" + depth, type));
            }
        }

        BtfDeduplicator.Run(builder);
        Assert.Equal(1 + 1 + 2 * 11, builder.Count);
    }

    [Fact]
    public void A_declaration_means_the_only_definition_of_its_name()
    {
        var builder = new BtfBuilder();
        var user = builder.AddRecord("user", false, 8);
        builder.SetMembers(user, [new("p", builder.AddPointer(builder.AddForward("thing", isUnion: false)), 0, 0)]);
        builder.AddForward("thing", isUnion: true);
        var number = builder.AddInteger("int", 4, isSigned: true);
        var thing = builder.AddRecord("thing", false, 16);
        var other = builder.AddRecord("user", false, 8);
        var pointer = builder.AddPointer(thing);
        builder.SetMembers(other, [new("p", pointer, 0, 0)]);
        builder.SetMembers(thing, [new("n", number, 0, 0), new("owner", builder.AddPointer(other), 64, 0)]);
        var map = BtfDeduplicator.Run(builder);
        Assert.Equal(map[user], map[other]);
        var types = BtfTypes.Parse(builder.ToArray());
        Assert.Equal(BtfKind.Struct, types.Get(types.Get(types.Get(map[user]).Member(0).TypeId).TypeId).Kind);
        Assert.NotEqual(0u, types.Find(BtfKind.Forward, "thing")); // the union is another thing
        Assert.Equal(1 + 6, types.Count);
    }

    [Fact]
    public void A_declaration_with_differing_definitions_stays_one()
    {
        var builder = new BtfBuilder();
        var forward = builder.AddForward("thing", isUnion: false);
        var one = builder.AddRecord("thing", false, 4);
        builder.SetMembers(one, [new("a", builder.AddInteger("int", 4, isSigned: true), 0, 0)]);
        var two = builder.AddRecord("thing", false, 8);
        var map = BtfDeduplicator.Run(builder);
        Assert.Equal(3, new[] { map[forward], map[one], map[two] }.Distinct().Count());
    }

    [Fact]
    public void A_resolution_hoped_for_in_vain_is_withdrawn()
    {
        // Both definitions of "outer" look alike until the two of "inner", which they name, are compared.
        var builder = new BtfBuilder();
        var forward = builder.AddForward("outer", isUnion: false);
        var outers = new uint[2];
        for (var i = 0; i < 2; i++)
        {
            var inner = builder.AddRecord("inner", false, 4 + i);
            outers[i] = builder.AddRecord("outer", false, 8);
            builder.SetMembers(outers[i], [new("in", builder.AddPointer(inner), 0, 0)]);
        }

        var map = BtfDeduplicator.Run(builder);
        Assert.NotEqual(map[outers[0]], map[outers[1]]);
        Assert.Equal(BtfKind.Forward, BtfTypes.Parse(builder.ToArray()).Get(map[forward]).Kind);
    }

    [Fact]
    public void Enums_declared_only_take_the_definition_and_signs_and_tags_tell_types_apart()
    {
        var builder = new BtfBuilder();
        var declared = builder.AddEnum("color", 4, isSigned: false, []);
        var defined = builder.AddEnum("color", 4, isSigned: false, [new("RED", 1)]);
        var record = builder.AddRecord("s", false, 0);
        builder.AddDeclarationTag("x", record);
        builder.AddDeclarationTag("x", record);
        builder.AddDeclarationTag("y", record);
        builder.AddInteger("int", 4, isSigned: true);
        builder.AddInteger("int", 4, isSigned: false);
        var map = BtfDeduplicator.Run(builder);
        Assert.Equal(map[declared], map[defined]);
        Assert.Equal(1 + 1 + 1 + 2 + 2, builder.Count);
    }

    [Fact]
    public void Split_types_take_what_the_base_has_and_keep_the_rest()
    {
        var basis = BtfTypes.Parse(BtfTypesTests.Sample());
        var builder = BtfBuilder.Continuing(basis);
        builder.Append(basis);
        var own = builder.AddRecord("mine", false, 24);
        builder.SetMembers(own, [new("node", 4, 0, 0)]);
        var map = BtfDeduplicator.Run(builder);
        var split = BtfTypes.Parse(builder.ToArray(), basis);

        // The base's own variable and data section came once more, since those are never merged.
        Assert.Equal(basis.Count + 3, split.Count);
        Assert.Equal(map[own], split.Find(BtfKind.Struct, "mine"));
        Assert.Equal(new BtfMember("node", 4, 0, 0), split.Get(map[own]).Member(0));
        Assert.True(builder.ToArray().AsSpan().IndexOf("mine"u8) > 0);
        Assert.True(builder.ToArray().AsSpan().IndexOf("counter"u8) < 0);
    }

    [SkippableFact]
    public void Split_types_we_write_are_read_by_bpftool()
    {
        Skip.IfNot(File.Exists(Commands.Bpftool), "bpftool is not installed");
        Skip.IfNot(File.Exists(KernelPath), "this kernel has no BTF");
        var basis = BtfTypes.Parse(File.ReadAllBytes(KernelPath));
        var builder = BtfBuilder.Continuing(basis);
        var task = basis.Find(BtfKind.Struct, "task_struct");
        var own = builder.AddRecord("module_state", false, 16);
        builder.SetMembers(own, [new("task", builder.AddPointer(task), 0, 0), new("pid", basis.Find(BtfKind.Typedef, "pid_t"), 64, 0)]);
        builder.AddFunction("module_run", builder.AddPrototype(0, [new("state", builder.AddPointer(own))]), 0);
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, builder.ToArray());
            using var writer = new StringWriter();
            BtfListing.Write(BtfTypes.Parse(builder.ToArray(), basis), writer);
            var (code, output) = Commands.Run(Commands.Bpftool, "-B", KernelPath, "btf", "dump", "file", path);
            Assert.True(code == 0, output);
            Assert.Equal(output, writer.ToString());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [SkippableFact]
    public void A_kernels_types_twice_are_those_once()
    {
        Skip.IfNot(File.Exists(KernelPath), "this kernel has no BTF");
        var kernel = BtfTypes.Parse(File.ReadAllBytes(KernelPath));
        var once = new BtfBuilder();
        once.Append(kernel);
        BtfDeduplicator.Run(once);
        var twice = new BtfBuilder();
        var first = twice.Append(kernel);
        var second = twice.Append(kernel);
        var map = BtfDeduplicator.Run(twice);
        var places = Enumerable.Range(1, kernel.Count - 1).Count(id => kernel.Get((uint)id).Kind is BtfKind.Variable or BtfKind.DataSection or BtfKind.DeclTag);
        Assert.InRange(twice.Count, once.Count, once.Count + places);
        Assert.Equal(map[first[kernel.Find(BtfKind.Struct, "task_struct")]], map[second[kernel.Find(BtfKind.Struct, "task_struct")]]);

        // The kernel's build has merged its types already; next to nothing is left to do.
        Assert.InRange(once.Count, kernel.Count * 98 / 100, kernel.Count);
    }

    [Fact]
    public void Long_chains_take_no_quadratic_time()
    {
        var builder = new BtfBuilder();
        for (var i = 0; i < 2; i++)
        {
            var type = builder.AddInteger(i == 0 ? "int" : "long", 8, isSigned: true);
            for (var depth = 0; depth < 50_000; depth++)
            {
                type = builder.AddPointer(type);
            }
        }

        var watch = System.Diagnostics.Stopwatch.StartNew();
        BtfDeduplicator.Run(builder);
        Assert.Equal(1 + 2 * 50_001, builder.Count);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"{watch.Elapsed}");
    }
}
