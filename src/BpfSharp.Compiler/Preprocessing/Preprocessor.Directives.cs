// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Source;

namespace BpfSharp.Compiler.Preprocessing;

/// <summary>Directives, except conditionals, includes and pragmas.</summary>
internal sealed partial class Preprocessor
{
    /// <summary>Obeys the directive that starts with <paramref name="hash"/>; returns a token when the parser must see it.</summary>
    private Token? Directive(in Token hash)
    {
        var current = frame!;
        var lexer = current.Lexer;
        lexer.InDirective = true;
        var name = lexer.Lex();
        var isOutside = current.Conditionals.Count == 0;
        var isGuard = isOutside && name.Text is "ifndef" or "if";
        if (isOutside && !isGuard && name.Kind != TokenKind.EndOfFile)
        {
            current.Guard.SeeOutside();
        }

        Token? result = null;
        if (name.Kind == TokenKind.Number)
        {
            LineMarker(name, isMarker: true);
        }
        else if (name.Kind != TokenKind.EndOfFile)
        {
            result = Dispatch(name, lexer, hash.Flags);
        }

        FinishLine(lexer);
        lexer.InDirective = false;
        return result;
    }

    private Token? Dispatch(in Token name, Lexer lexer, TokenFlags flags)
    {
        switch (name.Text)
        {
            case "define": Define(lexer); break;
            case "undef": Undefine(lexer); break;
            case "include" or "import" or "include_next": Include(name, lexer); break;
            case "if" or "ifdef" or "ifndef": OpenConditional(name, lexer); break;
            case "elif" or "elifdef" or "elifndef" or "else": AlternativeAfterTaken(name, lexer); break;
            case "endif": CloseConditional(name, lexer); break;
            case "error": UserMessage(PreprocessingDiagnostics.UserError, name, lexer); break;
            case "warning": UserMessage(PreprocessingDiagnostics.UserWarning, name, lexer); break;
            case "line": LineMarker(name, isMarker: false); break;
            case "pragma": return PragmaDirective(name, lexer, flags);
            case "ident" or "sccs": FinishLine(lexer); break;
            default:
                ReportInvalid(name);
                FinishLine(lexer);
                break;
        }

        return null;
    }

    /// <summary>Reads what is left of the directive's line.</summary>
    private static void FinishLine(Lexer lexer)
    {
        while (lexer.InDirective && lexer.Lex().Kind != TokenKind.EndOfFile)
        {
        }
    }

    private void ExpectEndOfLine(Lexer lexer, string directive)
    {
        var token = lexer.Lex();
        if (token.Kind != TokenKind.EndOfFile)
        {
            diagnostics.Report(PreprocessingDiagnostics.ExtraTokens, token.Span, directive);
            FinishLine(lexer);
        }
    }

    private void Define(Lexer lexer)
    {
        if (ParseDefinition(lexer) is not { } macro)
        {
            FinishLine(lexer);
            return;
        }

        // Asking the headers here would be wrong: the program's own definition replaces theirs.
        if (macro.Name.Macro is Macro old)
        {
            ReportRedefinition(old, macro);        }

        macro.Name.Macro = macro;
    }

    private void ReportRedefinition(Macro old, Macro macro)
    {
        var span = SpanOfName(macro);
        if (old.Builtin != BuiltinMacro.None)
        {
            diagnostics.Report(PreprocessingDiagnostics.BuiltinMacroChanged, span, "redefining", macro.Name.Text);
        }
        else if (!old.IsSameAs(macro))
        {
            DiagnosticNote[] notes = [new(SpanOfName(old), "previous definition is here")];
            diagnostics.ReportWithNotes(PreprocessingDiagnostics.MacroRedefined, span, notes, macro.Name.Text);
        }
    }

    private static SourceSpan SpanOfName(Macro macro) => new(macro.Location, new(macro.Location.Position + macro.Name.Text.Length));

    private Macro? ParseDefinition(Lexer lexer) =>
        ReadMacroName(lexer, isDefinition: true) is { } name ? new MacroParser(diagnostics, vaArgsAtom, VaOptAtom).Parse(name, lexer) : null;

    private void Undefine(Lexer lexer)
    {
        if (ReadMacroName(lexer, isDefinition: true) is not { } name)
        {
            FinishLine(lexer);
            return;
        }

        if (name.Atom.Macro is Macro { Builtin: not BuiltinMacro.None })
        {
            diagnostics.Report(PreprocessingDiagnostics.BuiltinMacroChanged, name.Span, "undefining", name.Text);
        }

        name.Atom.Macro = Macro.None;
        ExpectEndOfLine(lexer, "undef");
    }

    private Token? ReadMacroName(Lexer lexer, bool isDefinition)
    {
        var name = lexer.Lex();
        if (name.Kind == TokenKind.EndOfFile)
        {
            diagnostics.Report(PreprocessingDiagnostics.MacroNameMissing, SourceSpan.At(name.Location));
        }
        else if (name.Kind != TokenKind.Identifier)
        {
            diagnostics.Report(PreprocessingDiagnostics.MacroNameNotIdentifier, name.Span);
        }
        else if (isDefinition && name.Atom == definedAtom)
        {
            diagnostics.Report(PreprocessingDiagnostics.DefinedNotMacroName, name.Span);
        }
        else
        {
            return name;
        }

        return null;
    }

    private void UserMessage(DiagnosticDescriptor descriptor, in Token name, Lexer lexer)
    {
        var start = name.Location;
        var message = lexer.ReadRestOfLine();
        diagnostics.Report(descriptor, new SourceSpan(start, new(start.Position + name.Text.Length)), message);
    }

    // #line number ["file"]   |   # number "file" flags
    private void LineMarker(in Token first, bool isMarker)
    {
        var lexer = frame!.Lexer;
        var tokens = Rent();
        if (isMarker)
        {
            tokens.Add(first);
            ReadLine(lexer, tokens);
        }
        else
        {
            ReadExpandedLine(lexer, tokens);
        }

        var span = tokens.Span;
        var isValid = span.Length is > 0 && span[0].Kind == TokenKind.Number
            && int.TryParse(span[0].Text, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            && (span.Length == 1 || span[1].Kind == TokenKind.String) && (isMarker || span.Length <= 2);
        if (isValid)
        {
            var number = int.Parse(span[0].Text, CultureInfo.InvariantCulture);
            SetLine(number, span.Length > 1 ? Literals.Unquote(span[1].Text) : null, first.Location);
        }
        else
        {
            diagnostics.Report(PreprocessingDiagnostics.InvalidLine, first.Span);
        }

        Release(tokens);
    }

    private void SetLine(int number, string? path, SourceLocation at)
    {
        var file = frame!.File;
        var line = file.LineIndexOf(at.Position - file.Start);
        file.AddMarker(line, number, path ?? file.Presumed(line).Path);
    }

    private static void ReadLine(Lexer lexer, TokenBuffer tokens)
    {
        for (var token = lexer.Lex(); token.Kind != TokenKind.EndOfFile; token = lexer.Lex())
        {
            tokens.Add(token);
        }
    }

    /// <summary>Reads the rest of a directive's line with its macros expanded.</summary>
    private void ReadExpandedLine(Lexer lexer, TokenBuffer result)
    {
        var written = Rent();
        ReadLine(lexer, written);
        if (written.Count > 0)
        {
            endLocation = lexer.Location;
            ExpandList(written.Items, 0, written.Count, result);
        }

        Release(written);
    }

    private static readonly string[] DirectiveNames =
        ["define", "undef", "include", "include_next", "import", "if", "ifdef", "ifndef", "elif", "elifdef", "elifndef", "else", "endif", "error", "warning", "line", "pragma"];

    private void ReportInvalid(in Token name)
    {
        if (Spelling.Nearest(name.Text, DirectiveNames) is { } nearest)
        {
            diagnostics.Report(PreprocessingDiagnostics.MisspeltDirective, name.Span, name.Text, nearest);
        }
        else
        {
            diagnostics.Report(PreprocessingDiagnostics.InvalidDirective, name.Span, name.Text);
        }
    }
}
