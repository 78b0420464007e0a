// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using BpfSharp.Compiler.Source;

namespace BpfSharp.Compiler.Diagnostics;

/// <summary>Collects what the stages report, in order, up to a limit of errors.</summary>
internal sealed class DiagnosticBag
{
    private const int ErrorLimit = 50;
    private readonly List<Diagnostic> diagnostics = [];

    public IReadOnlyList<Diagnostic> Diagnostics => diagnostics;
    public int ErrorCount { get; private set; }
    public bool HasErrors => ErrorCount > 0;

    /// <summary>True once so many errors were reported that stages should give up.</summary>
    public bool IsFull => ErrorCount >= ErrorLimit;

    /// <summary>-Werror.</summary>
    public bool WarningsAsErrors { get; set; }

    /// <summary>-w.</summary>
    public bool SuppressWarnings { get; set; }

    /// <summary>Ids of warnings that are off (-Wno-…).</summary>
    public IReadOnlyCollection<string> DisabledWarnings { get; init; } = [];

    public void Report(DiagnosticDescriptor descriptor, SourceSpan span, params ReadOnlySpan<object> arguments) =>
        ReportWithNotes(descriptor, span, [], arguments);

    public void ReportWithNotes(DiagnosticDescriptor descriptor, SourceSpan span, IReadOnlyList<DiagnosticNote> notes, params ReadOnlySpan<object> arguments)
    {
        var severity = descriptor.Severity == Severity.Warning && WarningsAsErrors ? Severity.Error : descriptor.Severity;
        var isOff = descriptor.Severity == Severity.Warning && (SuppressWarnings || DisabledWarnings.Contains(descriptor.Id));
        if (isOff || IsFull)
        {
            return;
        }

        ErrorCount += severity == Severity.Error ? 1 : 0;
        diagnostics.Add(new Diagnostic(descriptor, severity, span, string.Format(CultureInfo.InvariantCulture, descriptor.Message, arguments), notes));
    }
}
