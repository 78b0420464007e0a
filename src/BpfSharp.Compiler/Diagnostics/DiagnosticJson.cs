// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using BpfSharp.Compiler.Source;

namespace BpfSharp.Compiler.Diagnostics;

/// <summary>Diagnostics for programs that read them: editors, CI.</summary>
/// <remarks>An array of objects: id, severity, message, flag, hint, file, line, column, startLine and startColumn (when the range starts before the point), endLine, endColumn, macros (outermost first), notes.</remarks>
public static class DiagnosticJson
{
    public static void Write(Utf8JsonWriter writer, IReadOnlyList<Diagnostic> diagnostics, SourceMap sources)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(diagnostics);
        ArgumentNullException.ThrowIfNull(sources);
        writer.WriteStartArray();
        foreach (var diagnostic in diagnostics)
        {
            WriteOne(writer, diagnostic, sources);
        }

        writer.WriteEndArray();
    }

    private static void WriteOne(Utf8JsonWriter writer, Diagnostic diagnostic, SourceMap sources)
    {
        writer.WriteStartObject();
        writer.WriteString("id", diagnostic.Descriptor.Id);
        writer.WriteString("severity", SeverityName(diagnostic.Severity));
        writer.WriteString("message", diagnostic.Message);
        if (diagnostic.Descriptor.Group.Length > 0)
        {
            writer.WriteString("flag", "-W" + diagnostic.Descriptor.Group);
        }

        if (diagnostic.Descriptor.Hint.Length > 0)
        {
            writer.WriteString("hint", diagnostic.Descriptor.Hint);
        }

        WritePlace(writer, diagnostic.Point, diagnostic.Span, sources);
        WriteMacros(writer, diagnostic.Point, sources);
        if (diagnostic.Notes.Count > 0)
        {
            writer.WriteStartArray("notes");
            foreach (var note in diagnostic.Notes)
            {
                writer.WriteStartObject();
                writer.WriteString("message", note.Message);
                WritePlace(writer, note.Span.Start, note.Span, sources);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void WritePlace(Utf8JsonWriter writer, SourceLocation point, SourceSpan span, SourceMap sources)
    {
        var start = sources.Resolve(point);
        if (!start.IsKnown)
        {
            return;
        }

        writer.WriteString("file", start.Path);
        writer.WriteNumber("line", start.Line);
        writer.WriteNumber("column", start.Column);
        var first = sources.Resolve(span.Start);
        if (point != span.Start && first.File == start.File)
        {
            writer.WriteNumber("startLine", first.Line);
            writer.WriteNumber("startColumn", first.Column);
        }

        var end = sources.Resolve(span.End);
        if (end.File == start.File && (end.Line > start.Line || (end.Line == start.Line && end.Column > start.Column)))
        {
            writer.WriteNumber("endLine", end.Line);
            writer.WriteNumber("endColumn", end.Column);
        }
    }

    private static void WriteMacros(Utf8JsonWriter writer, SourceLocation location, SourceMap sources)
    {
        var chain = sources.GetExpansionChain(location);
        if (chain.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("macros");
        foreach (var step in chain)
        {
            var place = sources.ResolveSpelling(step.Spelling);
            writer.WriteStartObject();
            writer.WriteString("name", step.Macro);
            writer.WriteString("file", place.Path);
            writer.WriteNumber("line", place.Line);
            writer.WriteNumber("column", place.Column);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static string SeverityName(Severity severity) => severity switch
    {
        Severity.Error => "error",
        Severity.Warning => "warning",
        _ => "note",
    };
}
