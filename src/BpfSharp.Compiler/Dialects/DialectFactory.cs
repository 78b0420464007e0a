// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Headers;
using BpfSharp.Compiler.Semantics;
using Kind = BpfSharp.Compiler.Dialect;

namespace BpfSharp.Compiler.Dialects;

/// <summary>Chooses the dialect of a program and makes what goes with it.</summary>
internal static class DialectFactory
{
    public static Dialect Create(Kind kind, CompileOptions options, TargetDescription target, KernelTypes types, DiagnosticBag diagnostics) =>
        kind == Kind.Libbpf
            ? new LibbpfDialect(target, types, diagnostics) { RecordsRelocations = options.RecordRelocations }
            : new BccDialect(target, types, diagnostics)
            {
                RecordsRelocations = options.RecordRelocations, ProgramTypes = options.ProgramTypes, UsdtArguments = options.UsdtArguments,
                SharedMaps = options.SharedMaps,
            };

    public static VirtualHeaders CreateHeaders(Kind kind, TargetDescription target, KernelTypes types) =>
        new(kind == Kind.Libbpf ? Kind.Libbpf : Kind.Bcc, target, types);

    /// <summary>Programs that put functions in sections or use libbpf's headers are written for libbpf, all others for BCC.</summary>
    public static Kind Detect(Kind asked, string text, string name = "", IReadOnlyList<string>? includeFolders = null) =>
        asked != Kind.Auto ? asked
        : new DialectMarks(includeFolders ?? []).IsLibbpf(text, name) ? Kind.Libbpf
        : Kind.Bcc;
}
