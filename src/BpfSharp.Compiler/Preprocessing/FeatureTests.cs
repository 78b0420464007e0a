// SPDX-License-Identifier: Apache-2.0
using System.Collections.Frozen;

namespace BpfSharp.Compiler.Preprocessing;

/// <summary>What __has_builtin and __has_attribute say yes to.</summary>
internal static class FeatureTests
{
    private static readonly FrozenSet<string> Builtins = Names(
        """
        __builtin_memcpy __builtin_memset __builtin_memmove __builtin_memcmp __builtin_strlen
        __builtin_bswap16 __builtin_bswap32 __builtin_bswap64
        __builtin_expect __builtin_constant_p __builtin_unreachable __builtin_trap __builtin_assume __builtin_object_size
        __builtin_offsetof __builtin_types_compatible_p __builtin_choose_expr
        __builtin_preserve_access_index __builtin_preserve_field_info __builtin_preserve_type_info __builtin_preserve_enum_value
        __builtin_btf_type_id
        __builtin_popcount __builtin_popcountl __builtin_popcountll __builtin_parity __builtin_parityl __builtin_parityll
        __builtin_clz __builtin_clzl __builtin_clzll
        __builtin_ctz __builtin_ctzl __builtin_ctzll __builtin_ffs __builtin_ffsl __builtin_ffsll
        __builtin_add_overflow __builtin_sub_overflow __builtin_mul_overflow
        __builtin_frame_address __builtin_return_address
        __sync_fetch_and_add __sync_fetch_and_sub __sync_fetch_and_and __sync_fetch_and_or __sync_fetch_and_xor
        __sync_val_compare_and_swap __sync_bool_compare_and_swap __sync_lock_test_and_set __sync_synchronize
        """);

    private static readonly FrozenSet<string> Attributes = Names(
        """
        always_inline noinline unused used section aligned packed weak alias visibility constructor deprecated cold hot pure const
        noreturn warn_unused_result format nonnull fallthrough cleanup transparent_union may_alias mode vector_size flatten malloc
        preserve_access_index preserve_static_offset btf_decl_tag btf_type_tag address_space error warning gnu_inline naked nothrow
        returns_nonnull enable_if overloadable diagnose_if annotate
        """);

    public static bool HasBuiltin(string name) => Builtins.Contains(name);

    /// <param name="name">With or without its outer underscores.</param>
    public static bool HasAttribute(string name)
    {
        var isWrapped = name.Length > 4 && name.StartsWith("__", StringComparison.Ordinal) && name.EndsWith("__", StringComparison.Ordinal);
        return Attributes.Contains(isWrapped ? name[2..^2] : name);
    }

    private static FrozenSet<string> Names(string text) =>
        text.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
