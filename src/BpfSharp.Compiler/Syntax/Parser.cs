// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Preprocessing;
using BpfSharp.Compiler.Source;

namespace BpfSharp.Compiler.Syntax;

/// <summary>Recursive descent over C11 with GNU extensions: one method per grammar rule, the rule in the comment above it.</summary>
/// <remarks>
/// After an error nothing more is reported until the parser has found its feet again at the end of a statement or declaration (<see cref="Recover"/>),
/// so each mistake is told once.
/// </remarks>
internal sealed partial class Parser
{
    private const int MaxDepth = 256;
    private readonly TokenReader tokens;
    private readonly DiagnosticBag diagnostics;
    private readonly NameScopes names;
    private readonly ParserHints hints;

    // Lists under construction lie on these stacks, inner ones above outer ones; most end up empty or with one item.
    private readonly List<AttributeSyntax> attributeStack = [];
    private readonly List<DeclaratorPart> partStack = [];
    private readonly List<PointerPart> pointerStack = [];
    private readonly List<FieldDeclarator> fieldStack = [];
    private bool isPanicking;

    /// <summary>The statement or declaration at hand has had its error; what more is wrong with it follows from that.</summary>
    private bool isReported;
    private int depth;

    public Parser(Preprocessor source, DiagnosticBag diagnostics, Func<string, bool> isTypeName, ParserHints? hints = null)
    {
        tokens = new TokenReader(source);
        this.diagnostics = diagnostics;
        this.hints = hints ?? new ParserHints();
        names = new NameScopes(isTypeName);
    }

    private TokenKind Kind => tokens.Current.Kind;

    // translation-unit: (function-definition | declaration | static-assert | ';')*
    public TranslationUnit ParseTranslationUnit()
    {
        var start = tokens.Current.Location;
        var items = new List<SyntaxNode>();
        while (Kind != TokenKind.EndOfFile && !diagnostics.IsFull)
        {
            var before = tokens.Position;
            isReported = false;
            if (ParseExternalDeclaration() is { } item)
            {
                items.Add(item);
            }

            if (isPanicking)
            {
                Recover(before);
                SkipLeftovers();
            }
        }

        return new TranslationUnit(items) { Span = SpanFrom(start) };
    }

    private SourceSpan SpanFrom(SourceLocation start) => new(start, tokens.PreviousEnd);

    private bool TryTake(TokenKind kind)
    {
        if (Kind != kind)
        {
            return false;
        }

        tokens.Take();
        return true;
    }

    /// <summary>Takes a token of this kind or reports that it is missing: "expected ';' after expression".</summary>
    private bool Expect(TokenKind kind, string spelling, string context)
    {
        if (TryTake(kind))
        {
            return true;
        }

        // A missing ';' or ')' is shown where it belongs: behind the last token, not at the start of the next line.
        Report(SyntaxDiagnostics.Expected, PlaceOfMissing(), spelling, context);
        return false;
    }

    /// <summary>Like <see cref="Expect"/> for the ';' at the end: what follows on a new line or is clearly something else is read as if it were there.</summary>
    private void ExpectSemicolon(string context)
    {
        if (isPanicking || TryTake(TokenKind.Semicolon))
        {
            return;
        }

        Report(SyntaxDiagnostics.Expected, PlaceOfMissing(), "';'", context);
        isPanicking = (tokens.Current.Flags & (TokenFlags.StartOfLine | TokenFlags.AfterError)) != TokenFlags.StartOfLine && Kind != TokenKind.CloseBrace;
    }

    private SourceSpan PlaceOfMissing() =>
        tokens.PreviousEnd.IsKnown && ((tokens.Current.Flags & TokenFlags.StartOfLine) != 0 || Kind == TokenKind.EndOfFile)
            ? SourceSpan.At(tokens.PreviousEnd)
            : tokens.Current.Span;

    /// <summary>Takes the closing bracket for <paramref name="open"/>, or reports it with a note to the opening one.</summary>
    private void ExpectClosing(TokenKind kind, string spelling, Token open)
    {
        if (TryTake(kind) || isPanicking)
        {
            return;
        }

        isPanicking = true;
        if (!IsKnownTrouble())
        {
            var where = Kind == TokenKind.EndOfFile ? "at the end of the file" : $"before {Describe(tokens.Current)}";
            diagnostics.ReportWithNotes(SyntaxDiagnostics.Expected, Kind == TokenKind.EndOfFile ? PlaceOfMissing() : tokens.Current.Span,
                [new DiagnosticNote(open.Span, $"to match this '{open.Text}'")], spelling, where);
        }
    }

    /// <summary>True when what is about to be reported comes of an error told already; notes that one was told.</summary>
    private bool IsKnownTrouble()
    {
        var isKnown = isReported || (tokens.Current.Flags & TokenFlags.AfterError) != 0;
        isReported = true;
        return isKnown && diagnostics.HasErrors;
    }

    private void Report(DiagnosticDescriptor descriptor, SourceSpan span, params ReadOnlySpan<object> arguments)
    {
        if (!isPanicking)
        {
            isPanicking = true;
            if (!IsKnownTrouble())
            {
                diagnostics.Report(descriptor, span, arguments);
            }
        }
    }

    /// <summary>Reports without giving up on the construct: parsing goes on as if it were right.</summary>
    private void ReportAndContinue(DiagnosticDescriptor descriptor, SourceSpan span, params ReadOnlySpan<object> arguments)
    {
        if (!isPanicking && !IsKnownTrouble())
        {
            diagnostics.Report(descriptor, span, arguments);
        }
    }

    /// <summary>Skips to just behind the next ';' or matching '}', or before the '}' that closes what we are in.</summary>
    private void Recover(int positionBefore)
    {
        isPanicking = false;
        var open = 0;
        while (Kind != TokenKind.EndOfFile)
        {
            switch (Kind)
            {
                case TokenKind.OpenBrace:
                    open++;
                    break;
                case TokenKind.CloseBrace when open == 0:
                    TakeIfStuck(positionBefore);
                    return;
                case TokenKind.CloseBrace:
                    tokens.Take();
                    if (--open == 0 && Kind != TokenKind.Semicolon)
                    {
                        return;
                    }

                    continue;
                case TokenKind.Semicolon when open == 0:
                    tokens.Take();
                    return;
            }

            tokens.Take();
        }
    }

    /// <summary>Brackets and semicolons left of what was skipped; at file scope nothing begins with them.</summary>
    private void SkipLeftovers()
    {
        while (Kind is TokenKind.Semicolon or TokenKind.CloseBracket or TokenKind.CloseParen or TokenKind.Comma && (tokens.Current.Flags & TokenFlags.StartOfLine) == 0)
        {
            tokens.Take();
        }
    }

    private void TakeIfStuck(int positionBefore)
    {
        if (tokens.Position == positionBefore)
        {
            tokens.Take();
        }
    }

    /// <summary>Guards the native stack: deep nesting ends in one diagnostic. Pair with <see cref="Leave"/>.</summary>
    private bool TryEnter()
    {
        depth++;
        if (depth <= MaxDepth)
        {
            return true;
        }

        Report(SyntaxDiagnostics.NestedTooDeeply, tokens.Current.Span, MaxDepth);
        diagnostics.Close();
        while (Kind != TokenKind.EndOfFile)
        {
            tokens.Take();
        }

        return false;
    }

    private void Leave() => depth--;

    /// <summary>Takes the items from <paramref name="start"/> on off the stack.</summary>
    private static T[] Cut<T>(List<T> stack, int start)
    {
        if (stack.Count == start)
        {
            return [];
        }

        T[] items = [.. CollectionsMarshal.AsSpan(stack)[start..]];
        stack.RemoveRange(start, items.Length);
        return items;
    }

    private static string Describe(Token token) => token.Kind == TokenKind.EndOfFile ? "end of file" : $"'{token.Text}'";
}
