// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Source;
using BpfSharp.Objects;

namespace BpfSharp.Compiler;

/// <summary>What a compilation gives: an object, or errors that say why not; warnings either way.</summary>
public sealed class CompileResult
{
    /// <summary>Null when there are errors.</summary>
    public ObjectSpec? Object { get; init; }
    public required IReadOnlyList<Diagnostic> Diagnostics { get; init; }

    /// <summary>Decodes the places in <see cref="Diagnostics"/>.</summary>
    public required SourceMap Sources { get; init; }
}
