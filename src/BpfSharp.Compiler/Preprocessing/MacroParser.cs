// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;

namespace BpfSharp.Compiler.Preprocessing;

/// <summary>Reads what follows #define. The lexer must be in directive mode; the whole line is read.</summary>
internal sealed class MacroParser(DiagnosticBag diagnostics, Atom vaArgs, Atom vaOpt)
{
    /// <summary>Null after an error was reported.</summary>
    public Macro? Parse(in Token name, Lexer lexer)
    {
        var token = lexer.Lex();
        Parameters? parameters = null;
        if (token.Kind == TokenKind.OpenParen && (token.Flags & TokenFlags.LeadingSpace) == 0)
        {
            parameters = ParseParameters(name, lexer);
            if (parameters is null)
            {
                return null;
            }

            token = lexer.Lex();
        }

        var body = new List<Token>();
        for (; token.Kind != TokenKind.EndOfFile; token = lexer.Lex())
        {
            body.Add(token);
        }

        return Build(name, parameters, [.. body]);
    }

    /// <summary>Index past the ")" of the __VA_OPT__ at <paramref name="at"/>; 0 when it has none.</summary>
    public static int EndOfVaOpt(Token[] body, int at)
    {
        var depth = 0;
        for (var i = at + 1; i < body.Length; i++)
        {
            depth += body[i].Kind == TokenKind.OpenParen ? 1 : body[i].Kind == TokenKind.CloseParen ? -1 : 0;
            if (depth == 0)
            {
                return i == at + 1 ? 0 : i + 1;
            }
        }

        return 0;
    }

    // parameters = [ name { "," name } [ "..." | "," "..." ] | "..." ] ")"
    private Parameters? ParseParameters(in Token name, Lexer lexer)
    {
        var names = new List<Atom>();
        var token = lexer.Lex();
        if (token.Kind == TokenKind.CloseParen)
        {
            return new Parameters([], false);
        }

        while (true)
        {
            if (token.Kind == TokenKind.Ellipsis)
            {
                names.Add(vaArgs);
                return Closed(lexer.Lex()) ? new Parameters([.. names], true) : Invalid(name, token, "')' must follow '...'");
            }

            if (token.Kind != TokenKind.Identifier)
            {
                return Invalid(name, token, "expected a parameter name");
            }

            if (names.Contains(token.Atom))
            {
                diagnostics.Report(PreprocessingDiagnostics.DuplicateParameter, token.Span, token.Text);
                return null;
            }

            names.Add(token.Atom);
            token = lexer.Lex();
            if (token.Kind == TokenKind.Ellipsis)
            {
                return Closed(lexer.Lex()) ? new Parameters([.. names], true) : Invalid(name, token, "')' must follow '...'");
            }

            if (Closed(token))
            {
                return new Parameters([.. names], false);
            }

            if (token.Kind != TokenKind.Comma)
            {
                return Invalid(name, token, "expected ',' or ')'");
            }

            token = lexer.Lex();
        }
    }

    private static bool Closed(in Token token) => token.Kind == TokenKind.CloseParen;

    private Parameters? Invalid(in Token name, in Token at, string what)
    {
        diagnostics.Report(PreprocessingDiagnostics.InvalidParameterList, at.Span, name.Text, what);
        return null;
    }

    private Macro? Build(in Token name, Parameters? parameters, Token[] body)
    {
        var map = parameters is { Names.Length: > 0 } ? MapParameters(body, parameters.Names) : null;
        var needsSubstitution = false;
        for (var i = 0; i < body.Length; i++)
        {
            var token = body[i];
            if (token.Kind == TokenKind.HashHash)
            {
                needsSubstitution = true;
                if (i == 0 || i == body.Length - 1)
                {
                    diagnostics.Report(PreprocessingDiagnostics.PasteAtEdge, token.Span, i == 0 ? "start" : "end");
                    return null;
                }
            }
            else if (token.Kind == TokenKind.Hash && parameters is not null && !StartsStringify(body, map, i, parameters.IsVariadic))
            {
                diagnostics.Report(PreprocessingDiagnostics.HashWithoutParameter, token.Span);
                return null;
            }
            else if (token.Kind == TokenKind.Identifier && !CheckVariadicName(token, body, i, parameters))
            {
                return null;
            }
        }

        return new Macro
        {
            Name = name.Atom,
            Location = name.Location,
            Body = body,
            BodyParameters = parameters is null ? null : map ?? MapParameters(body, []),
            Parameters = parameters?.Names,
            IsVariadic = parameters?.IsVariadic ?? false,
            NeedsSubstitution = needsSubstitution,
        };
    }

    private bool StartsStringify(Token[] body, int[]? map, int i, bool isVariadic) =>
        i + 1 < body.Length && ((map is not null && map[i + 1] >= 0) || (isVariadic && body[i + 1].Atom == vaOpt));

    private bool CheckVariadicName(in Token token, Token[] body, int i, Parameters? parameters)
    {
        if (token.Atom == vaArgs && (parameters is null || !parameters.IsVariadic || parameters.Names[^1] != vaArgs))
        {
            diagnostics.Report(PreprocessingDiagnostics.VaArgsOutsideVariadic, token.Span);
        }

        return token.Atom != vaOpt || parameters is not { IsVariadic: true } || CheckVaOpt(body, i);
    }

    private bool CheckVaOpt(Token[] body, int i)
    {
        var end = EndOfVaOpt(body, i);
        if (end == 0)
        {
            var hasOpen = i + 1 < body.Length && body[i + 1].Kind == TokenKind.OpenParen;
            diagnostics.Report(PreprocessingDiagnostics.VaOptUnterminated, body[i].Span, hasOpen ? "')'" : "'('");
            return false;
        }

        for (var inner = i + 2; inner < end - 1; inner++)
        {
            if (body[inner].Atom == vaOpt)
            {
                diagnostics.Report(PreprocessingDiagnostics.VaOptNested, body[inner].Span);
                return false;
            }

            if (body[inner].Kind == TokenKind.HashHash && (inner == i + 2 || inner == end - 2))
            {
                diagnostics.Report(PreprocessingDiagnostics.PasteAtEdge, body[inner].Span, inner == i + 2 ? "start" : "end");
                return false;
            }
        }

        return true;
    }

    private static int[] MapParameters(Token[] body, Atom[] names)
    {
        var map = new int[body.Length];
        for (var i = 0; i < body.Length; i++)
        {
            map[i] = body[i].Kind == TokenKind.Identifier ? Array.IndexOf(names, body[i].Atom) : -1;
        }

        return map;
    }

    private sealed record Parameters(Atom[] Names, bool IsVariadic);
}
