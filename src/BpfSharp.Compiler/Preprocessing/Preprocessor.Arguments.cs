// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Source;

namespace BpfSharp.Compiler.Preprocessing;

/// <summary>Reading the arguments of a function-like macro.</summary>
internal sealed partial class Preprocessor
{
    /// <summary>Reads "(" to ")"; null after an error was reported.</summary>
    private MacroArguments? CollectArguments(Macro macro, in Token name)
    {
        var written = Rent();
        var arguments = new MacroArguments(written);
        argumentDepth++;
        var closed = ReadArguments(macro, arguments);
        argumentDepth--;
        if (!closed)
        {
            diagnostics.Report(PreprocessingDiagnostics.UnterminatedInvocation, name.Span);
        }
        else if (HasRightCount(macro, arguments, name) && Spend(written.Count, name.Location))
        {
            return arguments;
        }

        Release(written);
        return null;
    }

    private bool ReadArguments(Macro macro, MacroArguments arguments)
    {
        var written = arguments.WrittenTokens;
        var variadicIndex = macro.IsVariadic ? macro.Parameters!.Length - 1 : int.MaxValue;
        NextRaw();
        var (start, depth) = (0, 0);
        while (true)
        {
            var token = NextRaw();
            if (token.Kind == TokenKind.EndOfFile)
            {
                return false;
            }

            if (depth == 0 && token.Kind == TokenKind.CloseParen)
            {
                // "f()" has no argument when f has no parameter, and one empty argument otherwise.
                if (arguments.Count > 0 || written.Count > 0 || macro.Parameters!.Length > 0)
                {
                    arguments.Add(start, written.Count);
                }

                return true;
            }

            if (depth == 0 && token.Kind == TokenKind.Comma && arguments.Count < variadicIndex)
            {
                arguments.Add(start, written.Count);
                start = written.Count;
                continue;
            }

            depth += token.Kind == TokenKind.OpenParen ? 1 : token.Kind == TokenKind.CloseParen ? -1 : 0;
            written.Add(AsArgument(token));
        }
    }

    /// <summary>Line breaks in arguments are white space; a name whose macro is being expanded right now stays unexpanded for good.</summary>
    private static Token AsArgument(in Token token)
    {
        var flags = (token.Flags & TokenFlags.StartOfLine) != 0 ? (token.Flags & ~TokenFlags.StartOfLine) | TokenFlags.LeadingSpace : token.Flags;
        flags |= token.Kind == TokenKind.Identifier && token.Atom.Macro is Macro { IsDisabled: true } ? TokenFlags.NoExpand : TokenFlags.None;
        return token with { Flags = flags };
    }

    private bool HasRightCount(Macro macro, MacroArguments arguments, in Token name)
    {
        var parameters = macro.Parameters!.Length;
        var least = macro.IsVariadic ? parameters - 1 : parameters;
        if (arguments.Count >= least && arguments.Count <= parameters)
        {
            return true;
        }

        var descriptor = arguments.Count < least ? PreprocessingDiagnostics.TooFewArguments : PreprocessingDiagnostics.TooManyArguments;
        var wanted = macro.IsVariadic ? $"at least {least}" : $"{least}";
        DiagnosticNote[] notes = [new(new SourceSpan(macro.Location, new(macro.Location.Position + macro.Name.Text.Length)), $"macro '{macro.Name}' defined here")];
        diagnostics.ReportWithNotes(descriptor, name.Span, notes, macro.Name.Text, wanted, arguments.Count);
        return false;
    }

    /// <summary>An argument with its macros expanded, computed once.</summary>
    internal ReadOnlySpan<Token> ExpandedArgument(MacroArguments arguments, int index)
    {
        var (start, end) = arguments.Range(index);
        if (start == end)
        {
            return [];
        }

        if (arguments.Expanded(index) is { } known)
        {
            return known.Span;
        }

        var buffer = Rent();
        arguments.Expanded(index) = buffer;
        ExpandList(arguments.WrittenTokens.Items, start, end, buffer);
        return Spend(buffer.Count, arguments.WrittenTokens.Items[start].Location) ? buffer.Span : [];
    }
}
