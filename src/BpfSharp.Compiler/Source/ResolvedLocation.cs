// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Source;

/// <summary>A location as people read it.</summary>
/// <param name="File">The text it is in; null when the location is nowhere.</param>
/// <param name="Path">Its name, as #line has it.</param>
/// <param name="Line">From 1, as #line has it; 0 when nowhere.</param>
/// <param name="Column">From 1, in UTF-16 units of <see cref="LineText"/>.</param>
public readonly record struct ResolvedLocation(SourceFile? File, string Path, int Line, int Column)
{
    public static ResolvedLocation Nowhere { get; } = new(null, "", 0, 0);
    public bool IsKnown => File is not null;

    /// <summary>The whole line, without its line break; made anew each time.</summary>
    public string LineText => File?.LineText(LineIndex) ?? "";

    /// <summary>From 0, in the file itself: #line does not change it.</summary>
    internal int LineIndex { get; init; }

    public override string ToString() => IsKnown ? $"{Path}:{Line}:{Column}" : "<unknown>";
}

/// <summary>One step of a macro expansion: the place inside the definition of <paramref name="Macro"/>.</summary>
public readonly record struct ExpansionStep(string Macro, SourceLocation Spelling);
