// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Diagnostics;

/// <summary>Clang's groups of warnings, as far as warnings we have are in them.</summary>
internal static class WarningGroups
{
    // name: what it holds besides the warning of its own name
    private static readonly (string Name, string[] Members)[] Groups =
    [
        ("parentheses", ["dangling-else", "logical-not-parentheses", "logical-op-parentheses", "bitwise-op-parentheses", "shift-op-parentheses", "parentheses-equality"]),
        ("unused", ["unused-value", "unused-variable", "unused-function", "unused-label", "unused-parameter"]),
        ("unused-value", ["unused-comparison", "unused-result"]),
        ("uninitialized", ["sometimes-uninitialized"]),
        ("tautological-compare", ["tautological-constant-compare", "tautological-pointer-compare"]),
        ("tautological-constant-compare", ["tautological-constant-out-of-range-compare"]),
        ("type-limits", ["tautological-unsigned-zero-compare"]),
        ("bool-conversion", ["pointer-bool-conversion"]),
        ("conversion", ["bool-conversion", "constant-conversion", "int-conversion", "enum-conversion"]),
        ("enum-conversion", ["implicit-enum-enum-cast"]),
        ("constant-conversion", ["bitfield-constant-conversion"]),
        ("incompatible-pointer-types", ["incompatible-pointer-types-discards-qualifiers"]),
        ("discarded-qualifiers", ["incompatible-pointer-types-discards-qualifiers"]),
        ("attributes", ["unknown-attributes"]),
        ("return-type", ["return-mismatch"]),
        ("pointer-to-int-cast", ["void-pointer-to-int-cast"]),
        ("int-to-pointer-cast", ["int-to-void-pointer-cast"]),
        ("cpp", ["#warnings"]),
    ];

    public static bool Contains(string group, string name) =>
        group == name || Array.Exists(Groups, g => g.Name == group && Array.Exists(g.Members, m => Contains(m, name)));

    public static IEnumerable<string> Names => Groups.Select(static g => g.Name);
}
