// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Source;

namespace BpfSharp.Compiler.Preprocessing;

/// <summary>Writes preprocessed tokens as C text again, as `cc -E` does.</summary>
/// <param name="lineMarkers">With <c># 12 "file.h"</c> lines; without them, lines only break where the source breaks (-P).</param>
internal sealed class PreprocessedWriter(SourceMap sources, TextWriter writer, bool lineMarkers)
{
    /// <summary>Up to this many empty lines are written as such; beyond, a line marker is shorter.</summary>
    private const int EmptyLineLimit = 8;
    private SourceFile? file;
    private string path = "";
    private int line;
    private bool lineIsEmpty = true;
    private Token previous;

    public void Write(Preprocessor preprocessor)
    {
        for (var token = preprocessor.Next(); token.Kind != TokenKind.EndOfFile; token = preprocessor.Next())
        {
            Write(token);
        }

        if (!lineIsEmpty)
        {
            writer.Write('\n');
        }
    }

    private void Write(in Token token)
    {
        var startsLine = (token.Flags & TokenFlags.StartOfLine) != 0 || previous.Kind == TokenKind.Pragma || token.Kind == TokenKind.Pragma;
        if (startsLine)
        {
            StartLine(token);
        }
        else if ((token.Flags & TokenFlags.LeadingSpace) != 0 || WouldJoin(previous, token))
        {
            writer.Write(' ');
        }

        writer.Write(token.Kind == TokenKind.Pragma ? "#pragma " + token.Text : token.Text);
        lineIsEmpty = false;
        previous = token;
    }

    private void StartLine(in Token token)
    {
        if (!lineIsEmpty)
        {
            writer.Write('\n');
            line++;
            lineIsEmpty = true;
        }

        if (!lineMarkers)
        {
            return;
        }

        var place = sources.Resolve(token.Location);
        if (place.File != file || place.Path != path || place.Line < line || place.Line > line + EmptyLineLimit)
        {
            WriteMarker(place);
        }

        for (; line < place.Line; line++)
        {
            writer.Write('\n');
        }

        // Places inside a line's column are kept roughly, for people who read the output.
        writer.Write(new string(' ', Math.Min(place.Column - 1, 80)));
    }

    private void WriteMarker(in ResolvedLocation place)
    {
        var flag = place.File == file || file is null ? "" : IsIncludedFrom(place.File, file) ? " 1" : " 2";
        writer.Write($"# {place.Line} {Literals.Quote(place.Path)}{flag}\n");
        (file, path, line) = (place.File, place.Path, place.Line);
    }

    private bool IsIncludedFrom(SourceFile? inner, SourceFile outer)
    {
        while (inner is { IncludedFrom.IsKnown: true })
        {
            inner = sources.ResolveSpelling(inner.IncludedFrom).File;
            if (inner == outer)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True when the two, written without a space, would read as something else.</summary>
    private static bool WouldJoin(in Token left, in Token right)
    {
        if (left.Atom is null || left.Text.Length == 0 || right.Text.Length == 0)
        {
            return false;
        }

        var isAdjacentInSource = left.Location.Position + left.Text.Length == right.Location.Position;
        if (isAdjacentInSource)
        {
            return false;
        }

        var (a, b) = (left.Text[^1], right.Text[0]);
        return left.Kind switch
        {
            TokenKind.Number => Characters.IsIdentifierPart(b) || b is '.' or '+' or '-',
            TokenKind.String or TokenKind.Character => false,
            _ when Characters.IsIdentifierPart(a) => Characters.IsIdentifierPart(b) || b is '"' or '\'',
            _ => JoinsPunctuators(a, b),
        };
    }

    private static bool JoinsPunctuators(char a, char b) => a switch
    {
        '.' => b == '.' || char.IsAsciiDigit(b),
        '#' => b == '#',
        '/' => b is '/' or '*' or '=',
        '-' => b is '-' or '>' or '=',
        '+' or '&' or '|' or '<' or '>' => b == a || b == '=' || (a == '<' && b is ':' or '%'),
        '*' or '!' or '^' or '=' => b == '=',
        '%' => b is '=' or '>' or ':',
        ':' => b == '>',
        _ => false,
    };
}
