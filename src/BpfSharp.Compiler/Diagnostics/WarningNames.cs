// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Diagnostics;

/// <summary>Clang's names for warnings, as makefiles switch them off.</summary>
internal static class WarningNames
{
    /// <summary>The ids that these names (or ids) stand for.</summary>
    public static IReadOnlyCollection<string> Ids(IReadOnlyList<string> names) =>
        names.Count == 0 ? [] : [.. names.SelectMany(static n => n.StartsWith("BS", StringComparison.Ordinal) ? [n] : Of(n).Select(static d => d.Id))];

    private static DiagnosticDescriptor[] Of(string name) => name switch
    {
        "macro-redefined" => [PreprocessingDiagnostics.MacroRedefined],
        "builtin-macro-redefined" => [PreprocessingDiagnostics.BuiltinMacroChanged],
        "extra-tokens" => [PreprocessingDiagnostics.ExtraTokens],
        "#warnings" or "cpp" => [PreprocessingDiagnostics.UserWarning],
        "missing-declarations" => [SyntaxDiagnostics.EmptyDeclaration, SemanticsDiagnostics.DeclaresNothing],
        "parentheses" => [SyntaxDiagnostics.AssignmentAsCondition],
        "empty-body" => [SyntaxDiagnostics.EmptyIf],
        "unknown-attributes" or "attributes" => [SemanticsDiagnostics.UnknownAttribute],
        "division-by-zero" => [SemanticsDiagnostics.DivisionByZero],
        "shift-count-overflow" or "shift-count-negative" => [SemanticsDiagnostics.ShiftOutOfRange],
        "compare-distinct-pointer-types" => [SemanticsDiagnostics.PointerMismatch],
        "pointer-integer-compare" => [SemanticsDiagnostics.PointerAndInteger],
        "array-bounds" => [SemanticsDiagnostics.IndexOutOfBounds],
        "incompatible-pointer-types" => [SemanticsDiagnostics.IncompatiblePointers],
        "incompatible-pointer-types-discards-qualifiers" or "discarded-qualifiers" => [SemanticsDiagnostics.DropsQualifiers],
        "int-conversion" => [SemanticsDiagnostics.PointerToIntegerConversion, SemanticsDiagnostics.IntegerToPointerConversion],
        "constant-conversion" => [SemanticsDiagnostics.ConstantChanges],
        "return-type" => [SemanticsDiagnostics.MissingReturn, SemanticsDiagnostics.VoidReturnsValue],
        "excess-initializers" => [SemanticsDiagnostics.ExcessElements],
        "unused-value" => [SemanticsDiagnostics.UnusedValue, SemanticsDiagnostics.UnusedComparison],
        "unused-comparison" => [SemanticsDiagnostics.UnusedComparison],
        "unused-result" => [SemanticsDiagnostics.UnusedLookup],
        "uninitialized" => [SemanticsDiagnostics.Uninitialized],
        "assumed-record" => [DialectsDiagnostics.AssumedRecord],
        "pass-failed" => [CodegenDiagnostics.UnrollIgnored],
        _ => [],
    };
}
