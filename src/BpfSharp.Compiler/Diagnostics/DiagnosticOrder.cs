// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Source;

namespace BpfSharp.Compiler.Diagnostics;

/// <summary>Puts what the stages reported one after another into the order of the text.</summary>
internal static class DiagnosticOrder
{
    /// <remarks>Stable; within a file by line and column. Files come in the order they were opened, those without a place last.</remarks>
    public static IReadOnlyList<Diagnostic> Sort(IReadOnlyList<Diagnostic> diagnostics, SourceMap sources) =>
        diagnostics.Count < 2 ? diagnostics : [.. diagnostics.OrderBy(d => Key(sources.Resolve(d.Point)))];

    private static (int File, int Line, int Column) Key(in ResolvedLocation place) =>
        place.IsKnown ? (place.File!.Start, place.Line, place.Column) : (int.MaxValue, 0, 0);
}
