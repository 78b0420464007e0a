// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Source;

namespace BpfSharp.Compiler.Preprocessing;

/// <summary>Macro expansion.</summary>
internal sealed partial class Preprocessor
{
    private const TokenFlags Spacing = TokenFlags.StartOfLine | TokenFlags.LeadingSpace | TokenFlags.AfterError;

    /// <summary>The next token after expansion; keywords are still identifiers.</summary>
    private Token NextExpanded()
    {
        while (true)
        {
            var token = NextRaw();
            if (carriedFlags != TokenFlags.None)
            {
                token = token with { Flags = token.Flags | carriedFlags };
                carriedFlags = TokenFlags.None;
            }

            if (token.Kind != TokenKind.Identifier || (token.Flags & TokenFlags.NoExpand) != 0)
            {
                return token;
            }

            if (inCondition && token.Atom == definedAtom)
            {
                return EvaluateDefined(token);
            }

            if ((inCondition ? FindInCondition(token.Atom) : FindMacro(token.Atom)) is not { } macro)
            {
                return token;
            }

            if (macro.IsDisabled)
            {
                return token with { Flags = token.Flags | TokenFlags.NoExpand };
            }

            if (macro.IsFunctionLike && !IsOpenParenNext())
            {
                return token;
            }

            if (Expand(macro, token) is { } result)
            {
                return result;
            }
        }
    }

    /// <summary>The macro of this name at this moment; asks the virtual headers about a name never seen before.</summary>
    private Macro? FindMacro(Atom name)
    {
        if (name.Macro is { } known)
        {
            return known as Macro;
        }

        name.Macro = Macro.None;
        if (name.Keyword == TokenKind.Identifier && virtualHeaders.TryGetMacro(name.Text, out var definition) && sources.HasRoomFor(definition.Length))
        {
            name.Macro = ParseSupplied(definition) ?? Macro.None;
        }

        return name.Macro as Macro;
    }

    /// <summary>What a name means in #if and #ifdef: also the constants that are no macros elsewhere.</summary>
    private Macro? FindInCondition(Atom name) => FindMacro(name)
        ?? (virtualHeaders.TryGetConstant(name.Text, out var definition) && sources.HasRoomFor(definition.Length) ? ParseSupplied(definition) : null);

    private Macro? ParseSupplied(string definition)
    {
        var file = sources.AddFile("<kernel macros>", definition);
        return ParseDefinition(new Lexer(file.Text, file.Start, atoms, punctuators, diagnostics) { InDirective = true });
    }

    private bool IsOpenParenNext()
    {
        for (var i = contextCount - 1; i >= 0; i--)
        {
            ref var context = ref contexts[i];
            if (context.Position < context.End)
            {
                return context.Tokens[context.Position].Kind == TokenKind.OpenParen;
            }

            if (context.IsBarrier)
            {
                return false;
            }
        }

        return frame is not null && frame.Lexer.IsOpenParenNext();
    }

    /// <summary>Puts the expansion where the next tokens come from, or returns it when it is one finished token.</summary>
    private Token? Expand(Macro macro, in Token name)
    {
        if (macro.Builtin != BuiltinMacro.None)
        {
            return ExpandBuiltin(macro.Builtin, name);
        }

        if (!Spend(1 + macro.Body.Length, name.Location))
        {
            return null;
        }

        if (!macro.IsFunctionLike && !macro.NeedsSubstitution)
        {
            PushBody(macro, name);
            return null;
        }

        var arguments = macro.IsFunctionLike ? CollectArguments(macro, name) : MacroArguments.Empty;
        if (arguments is not null)
        {
            PushSubstitution(macro, name, arguments);
        }
        else
        {
            carriedFlags |= TokenFlags.AfterError;
        }

        return null;
    }

    private void PushBody(Macro macro, in Token name)
    {
        if (macro.Body.Length == 0)
        {
            carriedFlags |= name.Flags & Spacing;
            return;
        }

        var start = sources.AddExpansion(macro.Name.Text, macro.BodyStart, macro.BodyLength, name.Location);
        macro.IsDisabled = true;
        PushContext(new TokenContext
        {
            Tokens = macro.Body,
            End = macro.Body.Length,
            Macro = macro,
            Shift = start.IsKnown ? start.Position - macro.BodyStart.Position : 0,
            Fixed = start.IsKnown ? default : name.Location,
            FirstFlags = name.Flags & Spacing,
        });
    }

    private void PushSubstitution(Macro macro, in Token name, MacroArguments arguments)
    {
        var start = macro.Body.Length == 0
            ? default
            : sources.AddExpansion(macro.Name.Text, macro.BodyStart, macro.BodyLength, name.Location);
        var buffer = Rent();
        new Substitution(this, macro, arguments, buffer, start, name.Location).Run();
        arguments.Release(Release);
        if (buffer.Count == 0 || !Spend(buffer.Count, name.Location))
        {
            Release(buffer);
            carriedFlags |= name.Flags & Spacing;
            return;
        }

        macro.IsDisabled = true;
        PushContext(new TokenContext
        {
            Tokens = buffer.Items,
            End = buffer.Count,
            Macro = macro,
            Buffer = buffer,
            FirstFlags = name.Flags & Spacing,
        });
    }

    private bool Spend(int tokens, SourceLocation location)
    {
        if (isAborted || (budget -= tokens) >= 0)
        {
            return !isAborted;
        }

        diagnostics.Report(PreprocessingDiagnostics.ExpansionTooLarge, SourceSpan.At(location), options.ExpansionBudget);
        diagnostics.Close();
        Abort();
        return false;
    }

    /// <summary>Expands a list of tokens on its own into <paramref name="result"/>; nothing after the list can take part.</summary>
    private void ExpandList(Token[] tokens, int start, int end, TokenBuffer result)
    {
        if (listDepth >= ListDepthLimit)
        {
            diagnostics.Report(PreprocessingDiagnostics.ExpansionTooDeep, SourceSpan.At(tokens[start].Location), ListDepthLimit);
            diagnostics.Close();
            Abort();
            return;
        }

        listDepth++;
        var savedFlags = carriedFlags;
        carriedFlags = TokenFlags.None;
        PushContext(new TokenContext { Tokens = tokens, Position = start, End = end, IsBarrier = true });
        for (var token = NextExpanded(); token.Kind != TokenKind.EndOfFile; token = NextExpanded())
        {
            result.Add(token);
        }

        PopContext();
        carriedFlags = savedFlags;
        listDepth--;
    }
}
