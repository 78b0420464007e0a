// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Source;

namespace BpfSharp.Compiler.Syntax;

/// <summary>A piece of the program as written. Nothing is resolved yet except which identifiers are typedef names.</summary>
internal abstract class SyntaxNode
{
    public SourceSpan Span { get; init; }
}
