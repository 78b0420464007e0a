// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Source;

namespace BpfSharp.Compiler.Preprocessing;

/// <summary>Replaces parameters in a macro's body and carries out # and ##.</summary>
/// <param name="start">Address of the body in this expansion; nowhere when the map has no room.</param>
/// <param name="fallback">Location for all tokens in that case.</param>
internal ref struct Substitution(
    Preprocessor preprocessor, Macro macro, MacroArguments arguments, TokenBuffer result, SourceLocation start, SourceLocation fallback)
{
    private bool pasteNext;

    // What stands left of a ## to come is nothing at all (a placemarker of C 6.10.3.3).
    private bool leftIsEmpty;

    // Nothing was put where the body has white space: the white space stays.
    private bool spaceNext;

    public void Run() => Run(0, macro.Body.Length);

    private void Run(int from, int to)
    {
        for (var i = from; i < to;)
        {
            i = Step(i, to);
        }
    }

    /// <summary>Handles the piece of the body at <paramref name="i"/> and returns where the next one starts.</summary>
    private int Step(int i, int to)
    {
        var token = macro.Body[i];
        if (token.Kind == TokenKind.HashHash)
        {
            pasteNext = true;
            return i + 1;
        }

        if (token.Kind == TokenKind.Hash && macro.IsFunctionLike && i + 1 < to)
        {
            return Stringify(i);
        }

        if (IsGnuComma(i, to))
        {
            return PasteComma(i);
        }

        var parameter = macro.BodyParameters?[i] ?? -1;
        if (parameter >= 0)
        {
            var isPasted = pasteNext || (i + 1 < to && macro.Body[i + 1].Kind == TokenKind.HashHash);
            Append(isPasted ? arguments.Written(parameter) : preprocessor.ExpandedArgument(arguments, parameter), token.Flags);
            return i + 1;
        }

        if (macro.IsVariadic && token.Atom == preprocessor.VaOptAtom)
        {
            return ExpandVaOpt(i);
        }

        AppendOne(Relocate(token));
        return i + 1;
    }

    private int Stringify(int i)
    {
        var hash = macro.Body[i];
        if (macro.Body[i + 1].Atom == preprocessor.VaOptAtom)
        {
            var end = MacroParser.EndOfVaOpt(macro.Body, i + 1);
            var inner = preprocessor.RentBuffer();
            new Substitution(preprocessor, macro, arguments, inner, start, fallback).RunVaOptBody(i + 3, end - 1);
            AppendOne(preprocessor.Stringify(inner.Span, Relocate(hash)));
            preprocessor.ReturnBuffer(inner);
            return end;
        }

        AppendOne(preprocessor.Stringify(arguments.Written(macro.BodyParameters![i + 1]), Relocate(hash)));
        return i + 2;
    }

    private readonly bool IsGnuComma(int i, int to) =>
        macro.IsVariadic && i + 2 < to && macro.Body[i].Kind == TokenKind.Comma && macro.Body[i + 1].Kind == TokenKind.HashHash
        && macro.BodyParameters![i + 2] == macro.Parameters!.Length - 1;

    /// <summary>GNU <c>, ## __VA_ARGS__</c>: when the variable arguments were left out, the comma goes too. <c>f(a,)</c> leaves nothing out.</summary>
    private int PasteComma(int i)
    {
        var last = macro.Parameters!.Length - 1;
        var variadic = arguments.Written(last);
        if (variadic.IsEmpty && (arguments.Count <= last || last == 0))
        {
            Append([], TokenFlags.None);
        }
        else
        {
            AppendOne(Relocate(macro.Body[i]));
            Append(variadic, variadic.IsEmpty ? TokenFlags.None : variadic[0].Flags);
        }

        return i + 3;
    }

    private int ExpandVaOpt(int i)
    {
        var end = MacroParser.EndOfVaOpt(macro.Body, i);
        var inner = preprocessor.RentBuffer();
        new Substitution(preprocessor, macro, arguments, inner, start, fallback).RunVaOptBody(i + 2, end - 1);
        Append(inner.Span, macro.Body[i].Flags);
        preprocessor.ReturnBuffer(inner);
        return end;
    }

    private void RunVaOptBody(int from, int to)
    {
        if (!preprocessor.ExpandedArgument(arguments, macro.Parameters!.Length - 1).IsEmpty)
        {
            Run(from, to);
        }
    }

    private readonly Token Relocate(in Token token) =>
        token with { Location = start.IsKnown ? new(start.Position + token.Location.Position - macro.BodyStart.Position) : fallback };

    private void AppendOne(in Token token)
    {
        if (pasteNext && !leftIsEmpty && result.Count > 0)
        {
            preprocessor.Paste(result, token);
        }
        else
        {
            result.Add(spaceNext ? token with { Flags = token.Flags | TokenFlags.LeadingSpace } : token);
        }

        (pasteNext, leftIsEmpty, spaceNext) = (false, false, false);
    }

    /// <summary>Adds an argument; its first token takes over the spacing of the parameter.</summary>
    private void Append(ReadOnlySpan<Token> tokens, TokenFlags spacing)
    {
        if (tokens.IsEmpty)
        {
            leftIsEmpty = !pasteNext || leftIsEmpty;
            pasteNext = false;
            spaceNext |= (spacing & TokenFlags.LeadingSpace) != 0;
            return;
        }

        for (var i = 0; i < tokens.Length; i++)
        {
            var token = tokens[i];
            var flags = i == 0 ? (token.Flags & TokenFlags.NoExpand) | (spacing & TokenFlags.LeadingSpace) : token.Flags;
            token = token with { Flags = flags };
            if (i == 0)
            {
                AppendOne(token);
            }
            else
            {
                result.Add(token);
            }
        }
    }
}
