// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using BpfSharp.Compiler.Source;

namespace BpfSharp.Compiler.Diagnostics;

/// <summary>Shows diagnostics to people: place, message, the source line with a caret, notes, and how the macros led there.</summary>
/// <param name="useColour">With ANSI escapes.</param>
public sealed class DiagnosticRenderer(SourceMap sources, bool useColour = false)
{
    private const string Bold = "\e[1m", Red = "\e[1;31m", Magenta = "\e[1;35m", Cyan = "\e[1;36m", Green = "\e[1;32m", Reset = "\e[0m";
    private const int WidestRange = 400;
    private const int ChainLimit = 10;
    private SourceFile? lastFile;

    public string Render(Diagnostic diagnostic)
    {
        ArgumentNullException.ThrowIfNull(diagnostic);
        var text = new StringBuilder();
        RenderOne(text, diagnostic);
        return text.ToString();
    }

    /// <summary>All of them, and a last line that counts errors and warnings.</summary>
    public string RenderAll(IReadOnlyList<Diagnostic> diagnostics)
    {
        ArgumentNullException.ThrowIfNull(diagnostics);
        var text = new StringBuilder();
        var (errors, warnings) = (0, 0);
        foreach (var diagnostic in diagnostics)
        {
            RenderOne(text, diagnostic);
            errors += diagnostic.Severity == Severity.Error ? 1 : 0;
            warnings += diagnostic.Severity == Severity.Warning ? 1 : 0;
        }

        return text.Append(Summary(errors, warnings)).ToString();
    }

    private void RenderOne(StringBuilder text, Diagnostic diagnostic)
    {
        var place = sources.Resolve(diagnostic.Point);
        RenderIncludes(text, place.File);
        RenderHead(text, place, diagnostic.Severity, diagnostic.Message + Label(diagnostic));
        RenderLine(text, place, sources.Resolve(diagnostic.Span.Start), sources.Resolve(diagnostic.Span.End));
        RenderExpansions(text, diagnostic.Point, diagnostic.Span);
        foreach (var note in diagnostic.Notes)
        {
            var at = sources.Resolve(note.Span.Start);
            RenderHead(text, at, Severity.Note, note.Message);
            RenderLine(text, at, note.Span);
        }

        if (diagnostic.Descriptor.Hint.Length > 0)
        {
            text.Append(Colour(Green)).Append("help: ").Append(Colour(Reset)).Append(diagnostic.Descriptor.Hint).Append('\n');
        }
    }

    /// <summary>The id, and the flag that switches it off.</summary>
    private static string Label(Diagnostic diagnostic) => diagnostic.Descriptor switch
    {
        { Id: "" } => "",
        { Group: "", Id: var id } => $" [{id}]",
        { Group: var group, Id: var id } => diagnostic.IsPromoted ? $" [{id}, -Werror, -W{group}]" : $" [{id}, -W{group}]",
    };

    /// <summary>"In file included from", outermost first, unless the last diagnostic was in the same file.</summary>
    private void RenderIncludes(StringBuilder text, SourceFile? file)
    {
        if (file is null || file == lastFile)
        {
            return;
        }

        lastFile = file;
        var lines = new Stack<string>();
        for (var from = file.IncludedFrom; from.IsKnown;)
        {
            var place = sources.Resolve(from);
            lines.Push(string.Create(CultureInfo.InvariantCulture, $"In file included from {place.Path}:{place.Line}:\n"));
            from = place.File?.IncludedFrom ?? default;
        }

        text.AppendJoin("", lines);
    }

    private void RenderHead(StringBuilder text, in ResolvedLocation place, Severity severity, string message)
    {
        text.Append(Colour(Bold));
        if (place.IsKnown)
        {
            text.Append(CultureInfo.InvariantCulture, $"{place.Path}:{place.Line}:{place.Column}: ");
        }

        var (word, colour) = severity switch
        {
            Severity.Error => ("error: ", Red),
            Severity.Warning => ("warning: ", Magenta),
            _ => ("note: ", Cyan),
        };
        text.Append(Colour(colour)).Append(word).Append(Colour(Reset)).Append(Colour(Bold)).Append(message).Append(Colour(Reset)).Append('\n');
    }

    private void RenderLine(StringBuilder text, in ResolvedLocation start, SourceSpan span) => RenderLine(text, start, start, sources.Resolve(span.End));

    /// <summary>The line with a caret at the point, and the range around it underlined.</summary>
    private void RenderLine(StringBuilder text, in ResolvedLocation point, in ResolvedLocation start, in ResolvedLocation end)
    {
        if (!point.IsKnown)
        {
            return;
        }

        var line = point.LineText;
        var (first, at) = (Math.Min(point.Column - 1, line.Length), Math.Min(point.Column - 1, line.Length));
        if (start.File == point.File && start.Line <= point.Line)
        {
            first = start.Line == point.Line ? Math.Min(start.Column - 1, at) : line.Length - line.AsSpan().TrimStart().Length;
        }

        var past = end.File != point.File || end.Line < point.Line ? at + 1 : end.Line > point.Line ? line.Length : Math.Min(end.Column - 1, line.Length);
        SourceExcerpt.Write(text, line, Math.Min(first, at), at, Math.Max(past, at + 1), useColour ? Green : "", useColour ? Reset : "");
    }

    private void RenderExpansions(StringBuilder text, SourceLocation point, SourceSpan span)
    {
        var chain = sources.GetExpansionChain(point).Where(s => !IsBuiltIn(sources.ResolveSpelling(s.Spelling))).ToList();
        var length = point == span.Start ? span.End.Position - span.Start.Position : 0;
        for (var i = 0; i < chain.Count; i++)
        {
            if (chain.Count > ChainLimit && i == ChainLimit / 2)
            {
                var left = chain.Count - ChainLimit;
                text.Append(CultureInfo.InvariantCulture, $"note: ({left} more macro expansions)\n");
                i += left;
            }

            var place = sources.ResolveSpelling(chain[i].Spelling);
            RenderHead(text, place, Severity.Note, $"in expansion of macro '{chain[i].Macro}'");
            var end = i == chain.Count - 1 && length > 0 && length < WidestRange
                ? place with { Column = place.Column + length }
                : place with { Column = place.Column + WordLength(place) };
            RenderLine(text, place, place, end);
        }
    }

    /// <summary>The definition is one of ours, without a text the user could look at.</summary>
    private static bool IsBuiltIn(in ResolvedLocation place) => place.Path is "<kernel macros>" or "<built-in>" or "<dialect>" || place.Path.StartsWith("<bcc/", StringComparison.Ordinal);

    private static int WordLength(in ResolvedLocation place)
    {
        var rest = place.LineText.AsSpan(Math.Min(place.Column - 1, place.LineText.Length));
        var length = 0;
        while (length < rest.Length && (char.IsLetterOrDigit(rest[length]) || rest[length] == '_'))
        {
            length++;
        }

        return Math.Max(1, length);
    }

    private string Colour(string escape) => useColour ? escape : "";

    private static string Summary(int errors, int warnings) => (errors, warnings) switch
    {
        (0, 0) => "",
        (0, _) => $"{Count(warnings, "warning")} generated.\n",
        (_, 0) => $"{Count(errors, "error")} generated.\n",
        _ => $"{Count(warnings, "warning")} and {Count(errors, "error")} generated.\n",
    };

    private static string Count(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");
}
