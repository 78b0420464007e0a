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

    /// <summary>Programs that use SEC() or libbpf's headers are written for libbpf, all others for BCC.</summary>
    public static Kind Detect(Kind asked, string text)
    {
        if (asked != Kind.Auto)
        {
            return asked;
        }

        return text.Contains("SEC(", StringComparison.Ordinal) && !OnlyBccSections(text) || text.Contains("bpf_helpers.h", StringComparison.Ordinal)
            || text.Contains("vmlinux.h", StringComparison.Ordinal) ? Kind.Libbpf : Kind.Bcc;
    }

    // BCC_SEC( ends in the same letters.
    private static bool OnlyBccSections(string text)
    {
        for (var at = text.IndexOf("SEC(", StringComparison.Ordinal); at >= 0; at = text.IndexOf("SEC(", at + 1, StringComparison.Ordinal))
        {
            if (at == 0 || !(char.IsAsciiLetterOrDigit(text[at - 1]) || text[at - 1] == '_'))
            {
                return false;
            }
        }

        return true;
    }
}
