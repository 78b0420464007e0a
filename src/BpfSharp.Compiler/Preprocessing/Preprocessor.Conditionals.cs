// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Source;

namespace BpfSharp.Compiler.Preprocessing;

/// <summary>#if and its family. Groups that are not compiled are skipped here without making tokens.</summary>
internal sealed partial class Preprocessor
{
    private void OpenConditional(in Token name, Lexer lexer)
    {
        var current = frame!;
        var isFirst = current.Conditionals.Count == 0;
        var (isTrue, guard) = name.Text == "if" ? EvaluateIf(name, lexer, isFirst) : EvaluateIfdef(name, lexer);
        var mayBeGuard = isFirst && guard is not null && current.Guard.TryOpen(guard);
        if (isFirst && !mayBeGuard)
        {
            current.Guard.Spoil();
        }

        current.Conditionals.Push(new Conditional(name.Location) { WasTaken = isTrue, MayBeGuard = mayBeGuard });
        if (!isTrue)
        {
            SkipGroup(lexer);
        }
    }

    /// <summary>#elif, #else after a group that was compiled: the rest is skipped.</summary>
    private void AlternativeAfterTaken(in Token name, Lexer lexer)
    {
        if (CheckAlternative(name, lexer) is not null)
        {
            FinishLine(lexer);
            SkipGroup(lexer);
        }
    }

    private void CloseConditional(in Token name, Lexer lexer)
    {
        if (frame!.Conditionals.Count == 0)
        {
            diagnostics.Report(PreprocessingDiagnostics.ConditionalWithoutIf, name.Span, name.Text);
            FinishLine(lexer);
            return;
        }

        ExpectEndOfLine(lexer, name.Text);
        if (frame.Conditionals.Pop().MayBeGuard)
        {
            frame.Guard.Close();
        }
    }

    /// <summary>Skips to the branch to compile or the end of the conditional, past that directive's line.</summary>
    private void SkipGroup(Lexer lexer)
    {
        var depth = 0;
        var conditional = frame!.Conditionals.Peek();
        lexer.InDirective = false;
        while (lexer.SkipToDirective())
        {
            lexer.InDirective = true;
            var name = lexer.Lex();
            switch (name.Text)
            {
                case "if" or "ifdef" or "ifndef":
                    depth++;
                    break;
                case "endif" when depth > 0:
                    depth--;
                    break;
                case "endif":
                    CloseConditional(name, lexer);
                    return;
                case "elif" or "elifdef" or "elifndef" or "else" when depth == 0:
                    if (TakesBranch(name, lexer, conditional))
                    {
                        return;
                    }

                    break;
            }

            lexer.InDirective = false;
            lexer.SkipRestOfLine();
        }
    }

    private bool TakesBranch(in Token name, Lexer lexer, Conditional conditional)
    {
        var wasTaken = conditional.WasTaken;
        if (CheckAlternative(name, lexer) is null || wasTaken)
        {
            return false;
        }

        conditional.WasTaken = name.Text switch
        {
            "else" => true,
            "elif" => EvaluateIf(name, lexer, mayBeGuard: false).IsTrue,
            _ => EvaluateIfdef(name, lexer).IsTrue,
        };
        return conditional.WasTaken;
    }

    /// <summary>Checks that the #elif or #else has its place; null when not.</summary>
    private Conditional? CheckAlternative(in Token name, Lexer lexer)
    {
        if (frame!.Conditionals.Count == 0)
        {
            diagnostics.Report(PreprocessingDiagnostics.ConditionalWithoutIf, name.Span, name.Text);
            FinishLine(lexer);
            return null;
        }

        var conditional = frame.Conditionals.Peek();
        if (conditional.SeenElse)
        {
            diagnostics.Report(PreprocessingDiagnostics.ConditionalAfterElse, name.Span, name.Text);
        }

        if (conditional.MayBeGuard)
        {
            frame.Guard.Spoil();
        }

        if (name.Text == "else")
        {
            conditional.SeenElse = true;
            ExpectEndOfLine(lexer, name.Text);
        }

        return conditional;
    }

    private (bool IsTrue, Atom? Guard) EvaluateIfdef(in Token directive, Lexer lexer)
    {
        var name = ReadMacroName(lexer, isDefinition: false);
        if (name is not { } macro)
        {
            FinishLine(lexer);
            return (false, null);
        }

        ExpectEndOfLine(lexer, directive.Text);
        var isDefined = FindInCondition(macro.Atom) is not null;
        var wantsDefined = directive.Text is "ifdef" or "elifdef";
        return (isDefined == wantsDefined, wantsDefined ? null : macro.Atom);
    }

    private (bool IsTrue, Atom? Guard) EvaluateIf(in Token directive, Lexer lexer, bool mayBeGuard)
    {
        var written = Rent();
        var expanded = Rent();
        ReadLine(lexer, written);
        var guard = mayBeGuard ? FindGuard(written.Span) : null;
        var isTrue = false;
        if (written.Count == 0)
        {
            diagnostics.Report(PreprocessingDiagnostics.ExpectedExpression, directive.Span);
        }
        else
        {
            endLocation = lexer.Location;
            inCondition = true;
            ExpandList(written.Items, 0, written.Count, expanded);
            inCondition = false;
            isTrue = !isAborted && new ConditionEvaluator(expanded.Span, lexer.Location, diagnostics).Evaluate() is { Bits: not 0 };
        }

        Release(written);
        Release(expanded);
        return (isTrue, guard);
    }

    /// <summary>The name in <c>#if !defined(NAME)</c> or <c>#if !defined NAME</c>.</summary>
    private Atom? FindGuard(ReadOnlySpan<Token> line)
    {
        if (line.Length < 3 || line[0].Kind != TokenKind.Exclamation || line[1].Atom != definedAtom)
        {
            return null;
        }

        var inParens = line.Length == 5 && line[2].Kind == TokenKind.OpenParen && line[4].Kind == TokenKind.CloseParen;
        return inParens ? line[3].Atom : line.Length == 3 ? line[2].Atom : null;
    }

    // defined NAME | defined ( NAME )
    private Token EvaluateDefined(in Token operation)
    {
        var name = NextRaw();
        var inParens = name.Kind == TokenKind.OpenParen;
        if (inParens)
        {
            name = NextRaw();
        }

        if (name.Kind != TokenKind.Identifier)
        {
            diagnostics.Report(PreprocessingDiagnostics.MacroNameMissing, name.Kind == TokenKind.EndOfFile ? operation.Span : name.Span);
            return NumberToken(operation, 0);
        }

        if (inParens && NextRaw().Kind != TokenKind.CloseParen)
        {
            diagnostics.Report(PreprocessingDiagnostics.ExpectedInExpression, name.Span, ")");
        }

        return NumberToken(operation, FindInCondition(name.Atom) is not null ? 1 : 0);
    }
}
