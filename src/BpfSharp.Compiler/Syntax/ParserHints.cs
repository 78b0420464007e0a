// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Compiler.Syntax;

/// <summary>What the parser may ask others for a better message; never for a decision.</summary>
internal sealed class ParserHints
{
    /// <summary>Type names of the kernel and the dialect that are spelt nearly like this one.</summary>
    public Func<string, IEnumerable<string>> SimilarTypes { get; init; } = static _ => [];

    /// <summary>"struct", "union" or "enum" when the kernel has one of this tag.</summary>
    public Func<string, string?> KindOfTag { get; init; } = static _ => null;

    /// <summary>The place is in the body of a macro.</summary>
    public Func<Source.SourceLocation, bool> IsInMacro { get; init; } = static _ => false;

    /// <summary>Names of macros spelt nearly like this one.</summary>
    public Func<string, IEnumerable<string>> SimilarMacros { get; init; } = static _ => [];
}
