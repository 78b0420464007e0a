// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Preprocessing;

namespace BpfSharp.Compiler.Syntax;

// Guesses at what was meant, where the grammar alone would only say what it had hoped for.
internal sealed partial class Parser
{
    private static readonly string[] StatementKeywords =
        ["return", "while", "for", "if", "else", "switch", "case", "break", "continue", "goto", "do", "default", "struct", "static", "const", "unsigned"];

    private void ReportUnknownType(Token name)
    {
        if (ForeignWords.AdviceFor(name.Text) is { } advice)
        {
            Report(SyntaxDiagnostics.ForeignWord, name.Span, name.Text, advice);
        }
        else if ((names.KindOfTag(name.Text) ?? hints.KindOfTag(name.Text)) is { } kind)
        {
            ReportAndContinue(SyntaxDiagnostics.TagWithoutKeyword, name.Span, name.Text, kind);
        }
        else if (Spelling.Nearest(name.Text, names.TypeNames.Concat(hints.SimilarTypes(name.Text))) is { } nearest)
        {
            ReportAndContinue(SyntaxDiagnostics.UnknownTypeNameDidYouMean, name.Span, name.Text, nearest);
        }
        else
        {
            ReportAndContinue(SyntaxDiagnostics.UnknownTypeName, name.Span, name.Text);
        }
    }

    /// <summary>"NAME(" where a declaration begins: a macro that is not defined, or not spelt so.</summary>
    private void ReportUnknownMacro(Token name)
    {
        if (WellKnownMacros.HeaderOf(name.Text) is { } header)
        {
            Report(SyntaxDiagnostics.MacroOfHeader, name.Span, name.Text, header);
        }
        else if (Spelling.Nearest(name.Text, hints.SimilarMacros(name.Text)) is { } nearest)
        {
            Report(SyntaxDiagnostics.UnknownMacroDidYouMean, name.Span, name.Text, nearest);
        }
        else
        {
            Report(SyntaxDiagnostics.UnknownMacro, name.Span, name.Text);
        }
    }

    /// <summary>"int f(a, b)": parameters of old, or the arguments of a macro that is not defined.</summary>
    private void ReportParameterWithoutType(Token? name)
    {
        if (name is { } macro && WellKnownMacros.HeaderOf(macro.Text) is not null)
        {
            ReportUnknownMacro(macro);
        }
        else if (tokens.PeekNext().Kind == TokenKind.Comma)
        {
            Report(SyntaxDiagnostics.OldStyleDefinition, tokens.Current.Span);
            SkipOldStyleParameters();
        }
        else
        {
            ReportUnknownType(tokens.Current);
        }
    }

    /// <summary>"a, b) int a; int b;": up to the body, so that it is left out with them.</summary>
    private void SkipOldStyleParameters()
    {
        while (Kind is not (TokenKind.CloseParen or TokenKind.EndOfFile))
        {
            tokens.Take();
        }

        while (tokens.PeekNext().Kind != TokenKind.Semicolon && Kind is not (TokenKind.OpenBrace or TokenKind.EndOfFile))
        {
            do
            {
                tokens.Take();
            }
            while (Kind is not (TokenKind.OpenBrace or TokenKind.EndOfFile or TokenKind.Semicolon));
            if (Kind == TokenKind.Semicolon && tokens.PeekNext().Kind == TokenKind.OpenBrace)
            {
                tokens.Take();
            }
        }
    }

    /// <summary>"retrun 0;" and "whiel (x) {": a word that is nearly a keyword, where no expression can go on like this.</summary>
    private bool IsMisspeltKeyword(ExpressionSyntax expression)
    {
        var name = expression switch
        {
            IdentifierExpression identifier => identifier,
            CallExpression { Callee: IdentifierExpression callee } when Kind == TokenKind.OpenBrace => callee,
            _ => null,
        };
        if (name is not null && Kind != TokenKind.Semicolon && ForeignWords.AdviceFor(name.Name) is { } advice)
        {
            ReportAndContinue(SyntaxDiagnostics.ForeignWord, name.Span, name.Name, advice);
            isPanicking = Kind != TokenKind.OpenBrace;
            return true;
        }

        if (name is null || Kind == TokenKind.Semicolon || Spelling.Nearest(name.Name, StatementKeywords) is not { } keyword)
        {
            return false;
        }

        ReportAndContinue(SyntaxDiagnostics.MisspeltKeyword, name.Span, name.Name, keyword);
        isPanicking = Kind != TokenKind.OpenBrace;
        return true;
    }

    private static bool IsNearKeyword(string name) => Spelling.Nearest(name, StatementKeywords) is not null;

    /// <summary>"task_struct *t =": what no declaration knows can only have been meant as a type.</summary>
    private bool IsUnknownPointerType(TokenKind next) =>
        next == TokenKind.Star && !names.IsDeclared(tokens.Current.Text) && (names.KindOfTag(tokens.Current.Text) ?? hints.KindOfTag(tokens.Current.Text)) is not null;

    /// <summary>After "struct s { … }" the next line begins another declaration.</summary>
    private bool IsSemicolonForgotten(TypeSpecifierSyntax type)
    {
        if (type is not (RecordSpecifier { Members: not null } or EnumSpecifier { Enumerators: not null }) || (tokens.Current.Flags & TokenFlags.StartOfLine) == 0)
        {
            return false;
        }

        ReportAndContinue(SyntaxDiagnostics.Expected, PlaceOfMissing(), "';'", type is EnumSpecifier ? "after enum" : "after struct");
        return true;
    }

    private bool IsCommaForgotten(string context)
    {
        if (Kind != TokenKind.Identifier || isPanicking)
        {
            return false;
        }

        ReportAndContinue(SyntaxDiagnostics.Expected, PlaceOfMissing(), "','", context);
        return true;
    }

    /// <summary>False, with the error told, when a declaration has no name where it must have one: "int for = 1".</summary>
    private bool IsNamePossible(DeclarationSpecifiers specifiers, DeclaratorSyntax declarator, bool isFileScope)
    {
        if (specifiers.Type is RecordSpecifier { Members: not null } or EnumSpecifier { Enumerators: not null } && isReported && declarator.Parts.Count == 0)
        {
            return false; // the ';' after the type was forgotten, and told
        }

        if (isFileScope && specifiers.Type is null && declarator.Parts.Count == 0)
        {
            Report(SyntaxDiagnostics.UnexpectedAtFileScope, tokens.Current.Span, Describe(tokens.Current));
        }
        else if (declarator.Parts.Count == 0 || Kind == TokenKind.Equal)
        {
            Report(tokens.Current.Atom.Keyword != TokenKind.Identifier && Kind != TokenKind.EndOfFile ? SyntaxDiagnostics.KeywordAsName : SyntaxDiagnostics.NameMissing,
                tokens.Current.Span, Describe(tokens.Current));
        }

        return !isPanicking;
    }

    private static string Describe(TypeSpecifierSyntax type) => type switch
    {
        RecordSpecifier { Tag: { } tag } record => (record.IsUnion ? "union " : "struct ") + tag,
        EnumSpecifier { Tag: { } tag } => "enum " + tag,
        TypedefNameSpecifier name => name.Name,
        _ => "the type before it",
    };
}
