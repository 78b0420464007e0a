// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Source;

namespace BpfSharp.Compiler.Preprocessing;

/// <summary>A macro definition.</summary>
internal sealed class Macro
{
    /// <summary>Value of <see cref="Atom.Macro"/> for a name that has no macro, and for which the virtual headers need not be asked (again).</summary>
    public static object None { get; } = new();

    public required Atom Name { get; init; }
    public BuiltinMacro Builtin { get; init; }
    public Token[] Body { get; init; } = [];

    /// <summary>For each token of the body, the parameter it names, or -1. Null for a macro without parameters.</summary>
    public int[]? BodyParameters { get; init; }

    /// <summary>Null for an object-like macro.</summary>
    public Atom[]? Parameters { get; init; }
    public bool IsVariadic { get; init; }

    /// <summary>The body has # or ## or __VA_OPT__, so its tokens cannot be handed out as they are.</summary>
    public bool NeedsSubstitution { get; init; }

    /// <summary>Where the name stands in the definition.</summary>
    public SourceLocation Location { get; init; }

    /// <summary>Its expansion is being read: the name must not be expanded again.</summary>
    public bool IsDisabled { get; set; }

    public bool IsFunctionLike => Parameters is not null;
    public SourceLocation BodyStart => Body.Length > 0 ? Body[0].Location : Location;
    public int BodyLength => Body.Length > 0 ? Body[^1].Span.End.Position - BodyStart.Position : 0;

    /// <summary>As C 6.10.3 wants it: same parameters, same tokens, same white space (any amount counts as one).</summary>
    public bool IsSameAs(Macro other)
    {
        if (Builtin != other.Builtin || IsVariadic != other.IsVariadic || Body.Length != other.Body.Length || !SameParameters(other))
        {
            return false;
        }

        for (var i = 0; i < Body.Length; i++)
        {
            var sameSpace = i == 0 || (Body[i].Flags & TokenFlags.LeadingSpace) == (other.Body[i].Flags & TokenFlags.LeadingSpace);
            if (Body[i].Atom != other.Body[i].Atom || !sameSpace)
            {
                return false;
            }
        }

        return true;
    }

    private bool SameParameters(Macro other) =>
        Parameters is null ? other.Parameters is null : other.Parameters is not null && Parameters.AsSpan().SequenceEqual(other.Parameters);
}

/// <summary>Macros whose expansion the preprocessor computes.</summary>
internal enum BuiltinMacro : byte
{
    None, File, Line, Counter, Date, Time, BaseFile, IncludeLevel, FileName, Pragma,
    HasInclude, HasIncludeNext, HasBuiltin, HasAttribute, HasCAttribute, HasNothing, IsIdentifier,
}
