// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Objects.Btf;

namespace BpfSharp.Loading;

/// <summary>Rewrites an object's types so that a kernel takes them: what it does not know becomes something of the same size and id.</summary>
/// <remarks>The same replacements as libbpf makes (libbpf.c, bpf_object__sanitize_btf), so that either loader shows the same types.</remarks>
internal static class BtfSanitiser
{
    private const int ExternLinkage = 2, StaticLinkage = 0;

    /// <summary>Every kernel refuses descriptions of what lies outside the object: its own functions and variables, and remarks on them.</summary>
    public static ReadOnlyMemory<byte> WithoutExternals(ReadOnlyMemory<byte> btf)
    {
        var types = BtfTypes.Parse(btf);
        BtfBuilder? builder = null;
        for (var id = 1u; id < (uint)types.Count; id++)
        {
            var type = types.Get(id);
            if (IsExternal(type))
            {
                (builder ??= new BtfBuilder(types)).Hide(id);
            }
            else if (type.Kind == BtfKind.DeclTag && IsExternal(types.Get(type.TypeId)))
            {
                (builder ??= new BtfBuilder(types)).BecomeInteger(id, 1);
            }
        }

        return builder?.ToArray() ?? btf;
    }

    /// <summary>The types in terms of what the kernel has; the same bytes when it lacks nothing they need.</summary>
    public static ReadOnlyMemory<byte> Adapt(ReadOnlyMemory<byte> btf, KernelFeatures features)
    {
        var types = BtfTypes.Parse(btf);
        var builder = new BtfBuilder(types);
        var isChanged = false;
        uint placeholder = 0;
        for (var id = 1u; id < (uint)types.Count; id++)
        {
            isChanged |= Rewrite(types, types.Get(id), features, builder, ref placeholder);
        }

        return isChanged ? builder.ToArray() : btf;
    }

    private static bool IsExternal(BtfType type) => type.Kind is BtfKind.Function or BtfKind.Variable
        ? type.Linkage == ExternLinkage : type.Kind == BtfKind.DataSection && type.NameBytes.SequenceEqual(".ksyms"u8);

    private static bool Rewrite(BtfTypes types, BtfType type, KernelFeatures features, BtfBuilder builder, ref uint placeholder)
    {
        switch (type.Kind)
        {
            case BtfKind.Variable when !features.Has(KernelFeature.BtfDataSections):
                builder.BecomeInteger(type.Id, 1);
                return true;
            case BtfKind.DataSection when !features.Has(KernelFeature.BtfDataSections):
                builder.BecomeRecord(type.Id, type.Name.Replace('.', '_').Replace('?', '_'), isUnion: false, Variables(types, type));
                return true;
            case BtfKind.DataSection when type.NameBytes.StartsWith("?"u8) && !features.Has(KernelFeature.BtfQuestionNames):
                builder.Rename(type.Id, "_" + type.Name[1..]);
                return true;
            case BtfKind.Function when !features.Has(KernelFeature.BtfFunctions):
                builder.BecomeReference(type.Id, BtfKind.Typedef, isNamed: true);
                return true;
            case BtfKind.Function when type.Linkage != StaticLinkage && !features.Has(KernelFeature.BtfGlobalFunctions):
                builder.SetFunctionLinkage(type.Id, StaticLinkage);
                return true;
            case BtfKind.FunctionPrototype when !features.Has(KernelFeature.BtfFunctions):
                builder.BecomeEnum(type.Id);
                return true;
            case BtfKind.Float when !features.Has(KernelFeature.BtfFloat):
                builder.BecomeBlank(type.Id);
                return true;
            // What a tag is about may have changed its kind, and kernels that old know no tags.
            case BtfKind.DeclTag when !features.Has(KernelFeature.BtfDeclTags) || !features.Has(KernelFeature.BtfFunctions) || !features.Has(KernelFeature.BtfDataSections):
                builder.BecomeInteger(type.Id, 1);
                return true;
            case BtfKind.TypeTag when !features.Has(KernelFeature.BtfTypeTags):
                builder.BecomeReference(type.Id, BtfKind.Const, isNamed: false);
                return true;
            case BtfKind.Enum when type.KindFlag && !features.Has(KernelFeature.BtfEnum64):
                builder.DropSign(type.Id);
                return true;
            case BtfKind.Enum64 when !features.Has(KernelFeature.BtfEnum64):
                placeholder = placeholder != 0 ? placeholder : builder.AddInteger("enum64_placeholder", 1, isSigned: false);
                builder.BecomeRecord(type.Id, type.Name, isUnion: true, Enumerators(type, placeholder));
                return true;
            default:
                return false;
        }
    }

    private static BtfMember[] Variables(BtfTypes types, BtfType section)
    {
        var members = new BtfMember[section.ItemCount];
        for (var i = 0; i < members.Length; i++)
        {
            var variable = section.SectionVariable(i);
            members[i] = new BtfMember(types.Get(variable.TypeId).Name, variable.TypeId, variable.Offset * 8, 0);
        }

        return members;
    }

    private static BtfMember[] Enumerators(BtfType type, uint placeholder)
    {
        var members = new BtfMember[type.ItemCount];
        for (var i = 0; i < members.Length; i++)
        {
            members[i] = new BtfMember(type.Enumerator(i).Name, placeholder, 0, 0);
        }

        return members;
    }
}
