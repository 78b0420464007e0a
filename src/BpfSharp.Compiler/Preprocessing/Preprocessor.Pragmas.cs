// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Source;

namespace BpfSharp.Compiler.Preprocessing;

/// <summary>#pragma and _Pragma. Unroll pragmas become tokens, spelled "unroll", "unroll N" or "nounroll"; unknown pragmas are ignored.</summary>
internal sealed partial class Preprocessor
{
    private Token? PragmaDirective(in Token name, Lexer lexer, TokenFlags flags)
    {
        var tokens = Rent();
        ReadLine(lexer, tokens);
        endLocation = lexer.Location;
        var result = tokens.Count == 0 ? null : HandlePragma(tokens, name.Location);
        Release(tokens);
        return result is { } pragma ? pragma with { Flags = flags } : null;
    }

    // _Pragma ( string )
    private Token? PragmaOperator(in Token operation)
    {
        var next = NextRaw();
        var isOpen = next.Kind == TokenKind.OpenParen;
        next = isOpen ? NextRaw() : next;
        var text = isOpen && next.Kind == TokenKind.String ? next.Text : null;
        next = text is null ? next : NextRaw();
        if (text is null || next.Kind != TokenKind.CloseParen)
        {
            diagnostics.Report(PreprocessingDiagnostics.PragmaOperator, operation.Span);
            while (isOpen && next.Kind is not (TokenKind.CloseParen or TokenKind.EndOfFile))
            {
                next = NextRaw();
            }

            return null;
        }

        var lexer = new Lexer(Literals.Unquote(text), 0, atoms, punctuators, null) { InDirective = true };
        var tokens = Rent();
        for (var token = lexer.Lex(); token.Kind != TokenKind.EndOfFile; token = lexer.Lex())
        {
            tokens.Add(token with { Location = operation.Location });
        }

        var result = tokens.Count == 0 ? null : HandlePragma(tokens, operation.Location);
        Release(tokens);
        return result is { } pragma ? pragma with { Flags = operation.Flags & Spacing } : null;
    }

    private Token? HandlePragma(TokenBuffer buffer, SourceLocation location)
    {
        var tokens = buffer.Span;
        var second = tokens.Length > 1 ? tokens[1].Text : "";
        switch (tokens[0].Text)
        {
            case "once":
                MarkOnce();
                return null;
            case "push_macro" or "pop_macro":
                SaveOrRestoreMacro(tokens);
                return null;
            case "clang" or "GCC" when second == "diagnostic":
                DiagnosticPragma(tokens[2..], location);
                return null;
            case "clang" or "GCC" when second == "system_header":
                if (frame is { Header: not null } header)
                {
                    header.File.IsSystem = true;
                }

                return null;
            case "nounroll":
                return PragmaToken("nounroll", location);
            case "unroll":
                return UnrollCount(buffer, 1, location);
            case "GCC" when second == "unroll":
                return UnrollCount(buffer, 2, location);
            case "clang" when second == "loop":
                return ClangLoop(buffer, location);
            case "clang" when second == "attribute" && options.KeepLayoutPragmas:
            case "pack" when options.KeepLayoutPragmas:
                return PragmaToken(Join(tokens), location);
            case "clang" or "GCC" or "message" or "weak" or "region" or "endregion" or "pack" or "STDC" or "omp":
                return null;
            default:
                diagnostics.Report(PreprocessingDiagnostics.UnknownPragma, new SourceSpan(location, tokens[^1].Span.End), tokens[0].Text);
                return null;
        }
    }

    // diagnostic: 'push' | 'pop' | ('ignored' | 'warning' | 'error' | 'fatal') "-WNAME"
    private void DiagnosticPragma(ReadOnlySpan<Token> tokens, SourceLocation location)
    {
        var policy = diagnostics.Warnings;
        var word = tokens.IsEmpty ? "" : tokens[0].Text;
        var name = tokens.Length > 1 && tokens[1].Kind == TokenKind.String ? Literals.Unquote(tokens[1].Text) : "";
        switch (word)
        {
            case "push":
                policy.Push();
                break;
            case "pop":
                if (!policy.TryPop(location))
                {
                    diagnostics.Report(PreprocessingDiagnostics.DiagnosticPragma, SourceSpan.At(location), "pop without a push before it");
                }

                break;
            case "ignored" or "warning" or "error" or "fatal" when name.StartsWith("-W", StringComparison.Ordinal):
                CommandLineWarnings.Check(diagnostics, name[2..], tokens[1].Span);
                policy.Set(location, (word is "ignored" ? "no-" : word is "warning" ? "no-error=" : "error=") + name[2..]);
                if (word is "warning")
                {
                    policy.Set(location, name[2..]);
                }

                break;
            default:
                diagnostics.Report(PreprocessingDiagnostics.DiagnosticPragma, SourceSpan.At(location), "push, pop, or ignored, warning or error with a name such as \"-Wunused\" is meant");
                break;
        }
    }

    private Token PragmaToken(string text, SourceLocation location) => new(TokenKind.Pragma, TokenFlags.StartOfLine, location, atoms.Intern(text));

    private void MarkOnce()
    {
        if (frame?.Header is { } header)
        {
            header.IsOnce = true;
        }
    }

    // push_macro ( "NAME" )
    private void SaveOrRestoreMacro(ReadOnlySpan<Token> tokens)
    {
        if (tokens.Length < 3 || tokens[2].Kind != TokenKind.String)
        {
            return;
        }

        var name = atoms.Intern(Literals.Unquote(tokens[2].Text));
        if (tokens[0].Text == "push_macro")
        {
            if (!savedMacros.TryGetValue(name, out var saved))
            {
                savedMacros.Add(name, saved = new Stack<object?>());
            }

            saved.Push(name.Macro);
        }
        else if (savedMacros.TryGetValue(name, out var saved) && saved.Count > 0)
        {
            name.Macro = saved.Pop();
        }
    }

    /// <summary>The rest of the line is the count, in parentheses or not; none means "all".</summary>
    private Token? UnrollCount(TokenBuffer tokens, int from, SourceLocation location)
    {
        if (from >= tokens.Count)
        {
            return PragmaToken("unroll", location);
        }

        var expanded = Rent();
        ExpandList(tokens.Items, from, tokens.Count, expanded);
        var value = isAborted ? null : new ConditionEvaluator(expanded.Span, location, diagnostics).Evaluate();
        Release(expanded);
        if (value is { Bits: <= int.MaxValue } count)
        {
            return PragmaToken(count.Bits == 0 ? "nounroll" : string.Create(CultureInfo.InvariantCulture, $"unroll {count.Bits}"), location);
        }

        if (value is not null)
        {
            diagnostics.Report(PreprocessingDiagnostics.InvalidUnroll, tokens.Span[0].Span, Join(tokens.Span), "the count is out of range");
        }

        return null;
    }

    // clang loop { name ( argument ) }; only unroll(enable|full|disable) and unroll_count(N) matter
    private Token? ClangLoop(TokenBuffer buffer, SourceLocation location)
    {
        var tokens = buffer.Span;
        for (var i = 2; i + 3 < tokens.Length; i++)
        {
            if (tokens[i + 1].Kind != TokenKind.OpenParen)
            {
                continue;
            }

            if (tokens[i].Text == "unroll")
            {
                return PragmaToken(tokens[i + 2].Text == "disable" ? "nounroll" : "unroll", location);
            }

            if (tokens[i].Text == "unroll_count")
            {
                var argument = Rent();
                argument.Add(tokens[i]);
                for (var k = i + 2; k < tokens.Length && tokens[k].Kind != TokenKind.CloseParen; k++)
                {
                    argument.Add(tokens[k]);
                }

                var result = UnrollCount(argument, 1, location);
                Release(argument);
                return result;
            }
        }

        return null;
    }

    private static string Join(ReadOnlySpan<Token> tokens)
    {
        var text = new StringBuilder();
        foreach (var token in tokens)
        {
            text.Append(text.Length > 0 && (token.Flags & TokenFlags.LeadingSpace) != 0 ? " " : "").Append(token.Text);
        }

        return text.ToString();
    }
}
