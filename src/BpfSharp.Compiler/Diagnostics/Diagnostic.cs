// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Source;

namespace BpfSharp.Compiler.Diagnostics;

public enum Severity
{
    Note, Warning, Error,
}

/// <summary>One row of the diagnostics tables: stable id, severity, message with {0}-style holes, and what to do about it.</summary>
public sealed record DiagnosticDescriptor(string Id, Severity Severity, string Message, string Hint);

/// <summary>Something to tell the user about their program.</summary>
/// <param name="Span">Where; may be nowhere for whole-program findings.</param>
/// <param name="Message">The finished sentence.</param>
/// <param name="Notes">Further places that explain it ("declared here").</param>
public sealed record Diagnostic(DiagnosticDescriptor Descriptor, Severity Severity, SourceSpan Span, string Message, IReadOnlyList<DiagnosticNote> Notes);

public sealed record DiagnosticNote(SourceSpan Span, string Message);
