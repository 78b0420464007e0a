// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Syntax;
using static BpfSharp.Compiler.Diagnostics.SemanticsDiagnostics;

namespace BpfSharp.Compiler.Semantics;

// __attribute__ and _Alignas.
internal sealed partial class Binder
{
    // What aligned without a number means: the strictest alignment of any basic type.
    private const int LargestAlign = 16;

    /// <summary>What the attributes on one declaration ask for.</summary>
    private sealed class AttributeSet
    {
        public string? Section { get; set; }
        public int? Align { get; set; }
        public string? PointerTag { get; set; }

        /// <summary>btf_decl_tag: remarks on the declaration that BTF carries.</summary>
        public IReadOnlyList<string> DeclTags { get; set; } = [];
        public bool IsPacked { get; set; }
        public bool IsAlwaysInline { get; set; }
        public bool IsNoInline { get; set; }
        public bool IsNaked { get; set; }
        public bool IsWeak { get; set; }
        public bool IsHidden { get; set; }
        public string? CallError { get; set; }
        public IdentifierExpression? Cleanup { get; set; }
        public bool PreservesAccessIndex { get; set; }
        public bool IsNoReturn { get; set; }
        public bool IsPacketHeader { get; set; }

        /// <summary>unused, used and their kin: no mention is needed.</summary>
        public bool IsUsed { get; set; }
        public bool ResultMatters { get; set; }

        /// <summary>Of a declaration without attributes. Never to be written to.</summary>
        public static AttributeSet None { get; } = new();

        public AttributeSet Clone() => (AttributeSet)MemberwiseClone();
    }

    private AttributeSet ReadAttributes(DeclarationSpecifiers specifiers)
    {
        if (specifiers.Attributes.Count == 0 && specifiers.Alignas.Count == 0)
        {
            return AttributeSet.None;
        }

        var set = new AttributeSet();
        ReadAttributes(set, specifiers.Attributes);
        foreach (var alignas in specifiers.Alignas)
        {
            if (alignas.Type is { } type)
            {
                RaiseAlign(set, BindTypeName(type).Type.Align);
            }
            else if (alignas.Operand is { } operand)
            {
                ReadAlign(set, operand);
            }
        }

        return set;
    }

    private AttributeSet ReadAttributes(PointerPart pointer)
    {
        if (pointer.Attributes.Count == 0)
        {
            return AttributeSet.None;
        }

        var set = new AttributeSet();
        ReadAttributes(set, pointer.Attributes);
        return set;
    }

    private AttributeSet ReadAttributes(AttributeSet inherited, DeclaratorSyntax declarator)
    {
        if (declarator.Attributes.Count == 0)
        {
            return inherited;
        }

        var set = inherited.Clone();
        ReadAttributes(set, declarator.Attributes);
        return set;
    }

    private void ReadAttributes(AttributeSet set, IReadOnlyList<AttributeSyntax> attributes)
    {
        foreach (var attribute in attributes)
        {
            ReadAttribute(set, attribute);
        }
    }

    private void ReadAttribute(AttributeSet set, AttributeSyntax attribute)
    {
        switch (attribute.Name)
        {
            case "section":
                set.Section = StringArgument(attribute) ?? set.Section;
                break;
            case "aligned":
                ReadAligned(set, attribute);
                break;
            case "packed":
                set.IsPacked = true;
                break;
            case "always_inline":
                set.IsAlwaysInline = true;
                break;
            case "noinline":
                set.IsNoInline = true;
                break;
            case "naked":
                set.IsNaked = true;
                break;
            case "weak":
                set.IsWeak = true;
                break;
            case "visibility":
                set.IsHidden = StringArgument(attribute) is "hidden" or "internal";
                break;
            case "error":
                set.CallError = StringArgument(attribute) ?? set.CallError;
                break;
            case "noreturn":
                set.IsNoReturn = true;
                break;
            case "preserve_access_index":
                set.PreservesAccessIndex = true;
                break;
            case "deprecated" when IsPacketMark(attribute):
                set.IsPacketHeader = true;
                break;
            case "btf_type_tag":
                set.PointerTag = StringArgument(attribute) ?? set.PointerTag;
                break;
            case "btf_decl_tag":
                set.DeclTags = StringArgument(attribute) is { } tag ? [.. set.DeclTags, tag] : set.DeclTags;
                break;
            case "unused" or "used" or "maybe_unused" or "retain":
                set.IsUsed = true;
                break;
            case "warn_unused_result" or "nodiscard":
                set.ResultMatters = true;
                break;
            case "cleanup" when attribute.Arguments is [IdentifierExpression cleanup]:
                set.Cleanup = cleanup;
                break;
            case "address_space":
                break; // a part of the type
            default:
                WarnUnknown(attribute);
                break;
        }
    }

    // BCC marks the records of its packet dialect with an attribute that compilers know for another purpose.
    private static bool IsPacketMark(AttributeSyntax attribute) =>
        attribute.Arguments is [StringExpression text] && StringLiterals.TryDecode(text, out var bytes, out _) && StringLiterals.ToText(bytes) == "packet";

    private void ReadAligned(AttributeSet set, AttributeSyntax attribute)
    {
        if (attribute.Arguments.Count == 0)
        {
            RaiseAlign(set, LargestAlign);
        }
        else
        {
            ReadAlign(set, attribute.Arguments[0]);
        }
    }

    private void ReadAlign(AttributeSet set, ExpressionSyntax syntax)
    {
        if (!TryBindConstant(syntax, out var value))
        {
            return;
        }

        if (value < 1 || value > 1 << 28 || (value & (value - 1)) != 0)
        {
            Report(AlignmentNotPowerOfTwo, syntax.Span, value);
            return;
        }

        RaiseAlign(set, (int)value);
    }

    private static void RaiseAlign(AttributeSet set, int align) => set.Align = Math.Max(set.Align ?? 1, align);

    /// <summary>Space 1 is the arena's. BPF has no third; marks for other checkers (sparse) count as nothing.</summary>
    private TypeQualifiers AddressSpaceOf(IReadOnlyList<AttributeSyntax> attributes)
    {
        var space = TypeQualifiers.None;
        foreach (var attribute in attributes)
        {
            if (attribute.Name == "address_space" && attribute.Arguments.Count == 1 && TryBindConstant(attribute.Arguments[0], out var number) && number == 1)
            {
                space = TypeQualifiers.Arena;
            }
        }

        return space;
    }

    private string? StringArgument(AttributeSyntax attribute)
    {
        if (attribute.Arguments.Count == 1 && attribute.Arguments[0] is StringExpression text && StringLiterals.TryDecode(text, out var bytes, out _))
        {
            return StringLiterals.ToText(bytes);
        }

        Report(AttributeNeedsString, attribute.Span, attribute.Name);
        return null;
    }

    private void WarnUnknown(AttributeSyntax attribute)
    {
        switch (attribute.Name)
        {
            // Promises to other compilers' optimisers and checkers; ignoring them never changes what a program means.
            case "format" or "format_arg" or "nonnull" or "pure" or "const" or "cold" or "hot" or "malloc" or "alloc_size":
            case "deprecated" or "returns_nonnull" or "externally_visible" or "no_instrument_function":
            case "may_alias" or "fallthrough" or "gnu_inline" or "artificial" or "flatten" or "nocf_check" or "no_sanitize" or "no_stack_protector":
            case "copy" or "warning" or "noderef" or "designated_init" or "assume_aligned" or "bpf_fastcall" or "retain":
            case "preserve_static_offset" or "minsize" or "optnone" or "optimize" or "internal_linkage" or "overloadable" or "leaf" or "nothrow":
            case "alloc_align" or "access" or "no_sanitize_address" or "counted_by" or "nonstring" or "randomize_layout":
            case "no_randomize_layout" or "context" or "force" or "safe" or "enum_extensibility" or "unavailable" or "diagnose_if" or "swift_name":
                break;
            default:
                Report(UnknownAttribute, attribute.Span, attribute.Name);
                break;
        }
    }
}
