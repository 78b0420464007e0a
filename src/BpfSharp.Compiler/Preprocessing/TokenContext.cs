// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Source;

namespace BpfSharp.Compiler.Preprocessing;

/// <summary>Tokens to be read before those below it on the stack: the expansion of a macro, or a list expanded on its own.</summary>
internal struct TokenContext
{
    public Token[] Tokens;
    public int Position;
    public int End;

    /// <summary>The macro to enable again at the end; null for a list.</summary>
    public Macro? Macro;

    /// <summary>Goes back to the pool at the end.</summary>
    public TokenBuffer? Buffer;

    /// <summary>Added to each token's location; for bodies that are read in place.</summary>
    public int Shift;

    /// <summary>If known, the location of each token instead: the map has no room for expansions any more.</summary>
    public SourceLocation Fixed;

    /// <summary>Spacing of the macro's name, which the first token takes over.</summary>
    public TokenFlags FirstFlags;

    /// <summary>Reads as end of file at its end, until taken off by whoever put it there.</summary>
    public bool IsBarrier;
}
