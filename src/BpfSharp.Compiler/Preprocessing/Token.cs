// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Source;

namespace BpfSharp.Compiler.Preprocessing;

/// <summary>A preprocessed token.</summary>
/// <param name="Kind">Keyword kinds are set by the preprocessor on its way out; inside directives keywords are identifiers.</param>
/// <param name="Location">Where it was written: in a file, or in a macro expansion.</param>
/// <param name="Atom">The interned spelling; its length is the token's length in the source.</param>
internal readonly record struct Token(TokenKind Kind, TokenFlags Flags, SourceLocation Location, Atom Atom)
{
    public string Text => Atom.Text;
    public SourceSpan Span => new(Location, new SourceLocation(Location.Position + Atom.Text.Length));
    public bool Is(TokenKind kind) => Kind == kind;
    public override string ToString() => Text;
}

[Flags]
internal enum TokenFlags : byte
{
    None = 0,
    /// <summary>First token of its line.</summary>
    StartOfLine = 1,
    /// <summary>White space before it.</summary>
    LeadingSpace = 2,
    /// <summary>Identifier that must not be expanded again.</summary>
    NoExpand = 4,
    /// <summary>Something before it was reported and left out.</summary>
    AfterError = 8,
}

/// <summary>An interned spelling: one object per distinct text, so tokens compare by reference.</summary>
internal sealed class Atom(string text, TokenKind keyword)
{
    public string Text { get; } = text;

    /// <summary>The keyword this spells, or <see cref="TokenKind.Identifier"/>.</summary>
    public TokenKind Keyword { get; } = keyword;

    /// <summary>The macro of this name that is defined at this moment, owned by the preprocessor.</summary>
    public object? Macro { get; set; }

    public override string ToString() => Text;
}
