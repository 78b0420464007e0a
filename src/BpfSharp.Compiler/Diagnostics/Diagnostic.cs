// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Source;

namespace BpfSharp.Compiler.Diagnostics;

public enum Severity
{
    Note, Warning, Error,
}

/// <summary>What switches a warning on.</summary>
public enum WarningLevel
{
    /// <summary>Nothing: it is on.</summary>
    Default,
    /// <summary>-Wall.</summary>
    All,
    /// <summary>-Wextra.</summary>
    Extra,
}

/// <summary>One row of the diagnostics tables: stable id, severity, message with {0}-style holes, and what to do about it.</summary>
/// <param name="Group">Clang's name for the warning, as -W and -Wno- take it; empty for what cannot be switched. An error with a group can be made a warning.</param>
public sealed record DiagnosticDescriptor(string Id, Severity Severity, string Message, string Hint, string Group = "", WarningLevel Level = WarningLevel.Default);

/// <summary>Something to tell the user about their program.</summary>
/// <param name="Span">Where; may be nowhere for whole-program findings.</param>
/// <param name="Message">The finished sentence.</param>
/// <param name="Notes">Further places that explain it ("declared here").</param>
public sealed record Diagnostic(DiagnosticDescriptor Descriptor, Severity Severity, SourceSpan Span, string Message, IReadOnlyList<DiagnosticNote> Notes)
{
    /// <summary>The place inside <see cref="Span"/> to point at when that is not its start: the operator of an expression.</summary>
    public SourceLocation Point { get; init; } = Span.Start;

    /// <summary>A warning that -Werror made an error.</summary>
    public bool IsPromoted => Severity == Severity.Error && Descriptor.Severity == Severity.Warning;
}

public sealed record DiagnosticNote(SourceSpan Span, string Message);
