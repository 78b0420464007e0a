// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Kernel.Bpf;
using BpfSharp.Kernel.Facts;
using BpfSharp.Kernel.Handles;
using BpfSharp.Loading;
using BpfSharp.Objects;
using BpfSharp.Objects.Btf;

namespace BpfSharp.Tests.Library;

/// <summary>Probes, and what loading does where the answer is no.</summary>
[Collection("kernel objects")]
public class KernelFeatureTests
{
    /// <summary>Features that a kernel of any age may be built without.</summary>
    private static readonly KernelFeature[] Optional = [KernelFeature.KprobeMulti, KernelFeature.ModuleBtf, KernelFeature.MemoryCgroups];

    public static TheoryData<KernelFeature> All => [.. Enum.GetValues<KernelFeature>()];

    [SkippableTheory]
    [MemberData(nameof(All))]
    public void Probes_agree_with_the_version_each_feature_came_in(KernelFeature feature)
    {
        Needs.Kernel();
        var isNew = KernelRelease.Code >= KernelRelease.Parse(KernelFeatures.MinimumKernel(feature));
        if (isNew && !Optional.Contains(feature))
        {
            Assert.True(KernelFeatures.Running.Has(feature), $"{feature} came with {KernelFeatures.MinimumKernel(feature)}");
        }
        else if (!isNew)
        {
            // Distributions bring features to older kernels, but asking must not fail.
            KernelFeatures.Running.Has(feature);
        }
    }

    [SkippableFact]
    public void Probes_leave_nothing_behind()
    {
        Needs.Kernel(5, 8);
        var (programs, maps, links) = (KernelObjects.ListPrograms(), KernelObjects.ListMaps(), KernelObjects.ListLinks());
        foreach (var feature in Enum.GetValues<KernelFeature>())
        {
            new BpfSharp.Features.FeatureProbes(token: null).Try(feature);
        }

        Eventually(() => KernelObjects.ListPrograms().Except(programs).Any(), false);
        Eventually(() => KernelObjects.ListMaps().Except(maps).Any(), false);
        Assert.Empty(KernelObjects.ListLinks().Except(links));
    }

    [SkippableFact]
    public void Probes_ask_with_the_token_they_are_given()
    {
        Needs.Kernel(6, 9);
        using var noToken = BpfMap.Create(new MapSpec { Name = "no_token", Type = MapType.Array, KeySize = 4, ValueSize = 4, MaxEntries = 1 });
        var features = KernelFeatures.With(noToken.Handle);
        Assert.False(features.Has(KernelFeature.GlobalData));
        Assert.False(features.Has(KernelFeature.BtfTypeTags));
        Assert.False(features.Has(KernelFeature.ContextTags));
        Assert.True(KernelFeatures.Running.Has(KernelFeature.GlobalData));
    }

    public static TheoryData<KernelFeature, BtfKind> Kinds => new()
    {
        { KernelFeature.BtfDataSections, BtfKind.DataSection }, { KernelFeature.BtfDataSections, BtfKind.Variable }, { KernelFeature.BtfFunctions, BtfKind.Function },
        { KernelFeature.BtfFunctions, BtfKind.FunctionPrototype }, { KernelFeature.BtfFloat, BtfKind.Float }, { KernelFeature.BtfDeclTags, BtfKind.DeclTag },
        { KernelFeature.BtfTypeTags, BtfKind.TypeTag }, { KernelFeature.BtfEnum64, BtfKind.Enum64 },
    };

    [SkippableTheory]
    [MemberData(nameof(Kinds))]
    public void Types_of_every_kind_become_ones_an_older_kernel_takes(KernelFeature missing, BtfKind kind)
    {
        Needs.Kernel(6, 0);
        var adapted = BtfSanitiser.Adapt(EveryKind(), KernelFeatures.Without(missing));
        var (before, after) = (BtfTypes.Parse(EveryKind()), BtfTypes.Parse(adapted));
        Assert.Contains(Enumerable.Range(1, before.Count - 1), id => before.Get((uint)id).Kind == kind);
        Assert.DoesNotContain(Enumerable.Range(1, after.Count - 1), id => after.Get((uint)id).Kind == kind);
        for (var id = 1u; id < (uint)before.Count; id++)
        {
            var isSized = before.Get(id).Kind is BtfKind.Int or BtfKind.Struct or BtfKind.Enum64 or BtfKind.Float or BtfKind.DataSection;
            Assert.True(!isSized || before.SizeOf(id) == after.SizeOf(id), $"type {id} changes its size");
        }

        Assert.True(Takes(adapted, out var why), why);
    }

    [SkippableFact]
    public void All_rewritings_together_are_taken_too_and_keep_marks_and_linkage_apart()
    {
        Needs.Kernel(6, 0);
        var oldest = KernelFeatures.Without(
            KernelFeature.BtfDataSections, KernelFeature.BtfFunctions, KernelFeature.BtfFloat, KernelFeature.BtfDeclTags, KernelFeature.BtfTypeTags, KernelFeature.BtfEnum64,
            KernelFeature.BtfQuestionNames);
        Assert.True(Takes(BtfSanitiser.Adapt(EveryKind(), oldest), out var why), why);
        var types = BtfTypes.Parse(BtfSanitiser.Adapt(EveryKind(), KernelFeatures.Without(KernelFeature.BtfGlobalFunctions, KernelFeature.BtfQuestionNames)));
        Assert.Equal(0, types.Get(types.Find(BtfKind.Function, "act")).Linkage);
        Assert.NotEqual(0u, types.Find(BtfKind.DataSection, "_.struct_ops"));
        Assert.True(BtfSanitiser.Adapt(EveryKind(), KernelFeatures.Everything()).Span.SequenceEqual(EveryKind()));
    }

    [SkippableFact]
    public void What_lies_outside_the_object_is_hidden_with_the_remarks_on_it()
    {
        Needs.Kernel(5, 17);
        var builder = new BtfBuilder();
        var number = builder.AddInteger("int", 4, isSigned: true);
        var function = builder.AddFunction("bpf_task_release", builder.AddPrototype(number, []), linkage: 2);
        builder.AddDeclarationTag("bpf_kfunc", function);
        builder.AddDataSection(".ksyms", 0, [new BtfVariable(builder.AddVariable("init_task", number, linkage: 2), 0, 0)]);
        Assert.False(Takes(builder.ToArray(), out _));
        Assert.True(Takes(BtfSanitiser.WithoutExternals(builder.ToArray()), out var why), why);
    }

    private static bool Takes(ReadOnlyMemory<byte> btf, out string log)
    {
        var text = new byte[16384];
        var result = BtfCalls.Load(btf.Span, text, token: null);
        log = System.Text.Encoding.UTF8.GetString(text).TrimEnd('\0');
        if (result >= 0)
        {
            new BpfFd(result).Dispose();
        }

        return result >= 0;
    }

    private static byte[] EveryKind()
    {
        var builder = new BtfBuilder();
        var number = builder.AddInteger("int", 4, isSigned: true);
        var real = builder.AddFloat("double", 8);
        var wide = builder.AddEnum("wide", 8, isSigned: false, [new BtfEnumerator("W", 1L << 40), new BtfEnumerator("X", 2)]);
        builder.AddEnum("signed", 4, isSigned: true, [new BtfEnumerator("MINUS", -1)]);
        var tagged = builder.AddPointer(builder.AddModifier(BtfKind.TypeTag, number, "user"));
        var record = builder.AddRecord("pair", isUnion: false, 24);
        builder.SetMembers(record, [new BtfMember("r", real, 0, 0), new BtfMember("w", wide, 64, 0), new BtfMember("t", tagged, 128, 0)]);
        builder.AddDeclarationTag("note", record);
        var function = builder.AddFunction("act", builder.AddPrototype(number, [new BtfParameter("a", number), new BtfParameter("b", tagged)]), linkage: 1);
        builder.AddDeclarationTag("mark", function, 0);
        builder.AddDataSection(".data.x", 28, [new BtfVariable(builder.AddVariable("p", record, 1), 0, 24), new BtfVariable(builder.AddVariable("n", number, 1), 24, 4)]);
        builder.AddDataSection("?.struct_ops", 24, [new BtfVariable(builder.AddVariable("s", record, 1), 0, 24)]);
        return builder.ToArray();
    }

    private static void Eventually<T>(Func<T> value, T expected)
    {
        for (var i = 0; i < 100 && !Equals(value(), expected); i++)
        {
            Thread.Sleep(20);
        }

        Assert.Equal(expected, value());
    }
}
