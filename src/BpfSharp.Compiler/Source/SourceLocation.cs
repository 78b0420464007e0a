// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Source;

/// <summary>A place in some text of the compilation: a file, or a macro expansion inside one. The <see cref="SourceMap"/> decodes it.</summary>
/// <param name="Position">Position in the map's single address space of all loaded text and expansions; 0 means "nowhere".</param>
public readonly record struct SourceLocation(int Position)
{
    public bool IsKnown => Position != 0;
}

/// <summary>From the first character of a construct to just past its last.</summary>
public readonly record struct SourceSpan(SourceLocation Start, SourceLocation End)
{
    public static SourceSpan At(SourceLocation location) => new(location, location);

    /// <summary>The span from the start of <paramref name="first"/> to the end of <paramref name="last"/>.</summary>
    public static SourceSpan Cover(SourceSpan first, SourceSpan last) => new(first.Start, last.End);
}
