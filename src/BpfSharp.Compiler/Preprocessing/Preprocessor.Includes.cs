// SPDX-License-Identifier: Apache-2.0
using System.Text;
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Source;

namespace BpfSharp.Compiler.Preprocessing;

/// <summary>#include: finding, reading and remembering headers.</summary>
internal sealed partial class Preprocessor
{
    private readonly Dictionary<string, HeaderText> headers = new(StringComparer.Ordinal);

    private void Include(in Token directive, Lexer lexer)
    {
        var token = lexer.LexHeaderName();
        string? name;
        if (HeaderNameOf(token) is { } plain)
        {
            name = plain;
            ExpectEndOfLine(lexer, directive.Text);
        }
        else
        {
            name = ComputedName(token, lexer);
        }

        if (name is null || name.Length <= 2)
        {
            diagnostics.Report(PreprocessingDiagnostics.ExpectedFileName, token.Kind == TokenKind.EndOfFile ? directive.Span : token.Span);
            FinishLine(lexer);
        }
        else if (argumentDepth > 0)
        {
            diagnostics.Report(PreprocessingDiagnostics.IncludeInArguments, directive.Span);
        }
        else if (frame!.Level >= IncludeLimit)
        {
            diagnostics.Report(PreprocessingDiagnostics.IncludeTooDeep, directive.Span, IncludeLimit);
            Abort();
        }
        else
        {
            // The rest of the line belongs to the includer; it is read to its end before the header goes on top.
            lexer.InDirective = false;
            Enter(name[1..^1], name[0] == '"', directive.Text, token.Span);
        }
    }

    private static string? HeaderNameOf(in Token token) =>
        token.Kind == TokenKind.String && token.Text[0] is '"' or '<' ? token.Text : null;

    private string? ComputedName(in Token first, Lexer lexer)
    {
        var written = Rent();
        var expanded = Rent();
        if (first.Kind != TokenKind.EndOfFile)
        {
            written.Add(first);
            ReadLine(lexer, written);
            endLocation = lexer.Location;
            ExpandList(written.Items, 0, written.Count, expanded);
        }

        var name = HeaderNameOf(expanded.Span);
        Release(written);
        Release(expanded);
        return name;
    }

    /// <summary>A header name made of tokens.</summary>
    private static string? HeaderNameOf(ReadOnlySpan<Token> tokens)
    {
        if (tokens.IsEmpty || tokens[0].Kind != TokenKind.Less)
        {
            return tokens.IsEmpty ? null : HeaderNameOf(tokens[0]);
        }

        var name = new StringBuilder("<");
        for (var i = 1; i < tokens.Length; i++)
        {
            if (i > 1 && (tokens[i].Flags & TokenFlags.LeadingSpace) != 0)
            {
                name.Append(' ');
            }

            name.Append(tokens[i].Text);
            if (tokens[i].Kind == TokenKind.Greater)
            {
                return name.ToString();
            }
        }

        return null;
    }

    private void Enter(string name, bool isQuoted, string directive, SourceSpan span)
    {
        if (Find(name, isQuoted, directive == "include_next") is not { } found)
        {
            diagnostics.Report(PreprocessingDiagnostics.FileNotFound, span, name);
            Abort();
            return;
        }

        if (!headers.TryGetValue(found.Path, out var header))
        {
            if ((found.Text ?? Read(found.Path, span)) is not { } text)
            {
                Abort();
                return;
            }

            header = new HeaderText(text);
            headers.Add(found.Path, header);
        }

        if (header.IsOnce || header.Guard?.Macro is Macro)
        {
            return;
        }

        header.IsOnce |= directive == "import";
        if (!sources.HasRoomFor(header.Text.Length))
        {
            diagnostics.Report(PreprocessingDiagnostics.TooMuchText, span);
            Abort();
            return;
        }

        var file = sources.AddFile(found.Path, header.Text, span.Start);
        file.IsSystem = found.DirectoryIndex >= Math.Min(options.FirstSystemDirectory, options.IncludeDirectories.Count) || (found.DirectoryIndex < 0 && frame!.File.IsSystem);
        Push(file, header, found.DirectoryIndex, frame!.Level + 1);
    }

    /// <summary>Looks beside the includer, on the search path, then among the virtual headers.</summary>
    private FoundHeader? Find(string name, bool isQuoted, bool isNext)
    {
        if (name.Contains('\0'))
        {
            return null;
        }

        if (Path.IsPathRooted(name))
        {
            return File.Exists(name) ? new FoundHeader(name, null, -1) : null;
        }

        if (isQuoted && !isNext && frame!.Directory is { } directory && Path.Combine(directory, name) is var beside && File.Exists(beside))
        {
            return new FoundHeader(beside, null, -1);
        }

        for (var i = isNext ? frame!.DirectoryIndex + 1 : 0; i < options.IncludeDirectories.Count; i++)
        {
            var path = Path.Combine(options.IncludeDirectories[i], name);
            if (File.Exists(path))
            {
                return new FoundHeader(path, null, i);
            }
        }

        return virtualHeaders.TryOpenHeader(name, out var text) ? new FoundHeader($"<{name}>", text, options.IncludeDirectories.Count) : null;
    }

    private string? Read(string path, SourceSpan span)
    {
        if (TextFile.TryRead(path, out var text, out var reason))
        {
            return text;
        }

        diagnostics.Report(PreprocessingDiagnostics.FileUnreadable, span, path, reason);
        return null;
    }

    /// <param name="Text">Set for a virtual header.</param>
    private readonly record struct FoundHeader(string Path, string? Text, int DirectoryIndex);
}
