// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using BpfSharp.Compiler.Source;

namespace BpfSharp.Compiler.Diagnostics;

/// <summary>Collects what the stages report, in order, up to a limit of errors.</summary>
internal sealed class DiagnosticBag
{
    private const int ErrorLimit = 50;
    private readonly List<Diagnostic> diagnostics = [];
    private bool isClosed;

    public IReadOnlyList<Diagnostic> Diagnostics => diagnostics;
    public int ErrorCount { get; private set; }
    public bool HasErrors => ErrorCount > 0;

    /// <summary>True once so many errors were reported that stages should give up, or one of them did.</summary>
    public bool IsFull => isClosed || ErrorCount >= ErrorLimit;

    /// <summary>Which warnings are on, and which are errors.</summary>
    public WarningPolicy Warnings { get; init; } = new([], null);

    /// <summary>Nothing more is told: the text ends early for the compiler, and what is missing then is not the user's fault.</summary>
    public void Close() => isClosed = true;

    public void Report(DiagnosticDescriptor descriptor, SourceSpan span, params ReadOnlySpan<object> arguments) =>
        Add(descriptor, span, span.Start, [], arguments);

    public void ReportWithNotes(DiagnosticDescriptor descriptor, SourceSpan span, IReadOnlyList<DiagnosticNote> notes, params ReadOnlySpan<object> arguments) =>
        Add(descriptor, span, span.Start, notes, arguments);

    /// <param name="point">Inside the span: the operator.</param>
    public void Add(DiagnosticDescriptor descriptor, SourceSpan span, SourceLocation point, IReadOnlyList<DiagnosticNote> notes, ReadOnlySpan<object> arguments)
    {
        if (IsFull || Warnings.SeverityOf(descriptor, point) is not { } severity)
        {
            return;
        }

        ErrorCount += severity == Severity.Error ? 1 : 0;
        var message = string.Format(CultureInfo.InvariantCulture, descriptor.Message, arguments);
        diagnostics.Add(new Diagnostic(descriptor, severity, span, message, notes) { Point = point });
    }
}
