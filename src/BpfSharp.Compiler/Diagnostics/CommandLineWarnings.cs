// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Source;

namespace BpfSharp.Compiler.Diagnostics;

/// <summary>Looks over the -W flags themselves, as clang does: a name nobody knows is a warning.</summary>
public static class CommandLineWarnings
{
    /// <param name="flags">What follows -W.</param>
    /// <param name="suppressAll">-w.</param>
    public static IReadOnlyList<Diagnostic> Check(IReadOnlyList<string> flags, bool suppressAll)
    {
        var bag = new DiagnosticBag { Warnings = new WarningPolicy(flags, null, suppressAll) };
        foreach (var flag in flags)
        {
            Check(bag, flag, default);
        }

        return bag.Diagnostics;
    }

    /// <param name="flag">What follows -W.</param>
    internal static void Check(DiagnosticBag bag, string flag, SourceSpan span)
    {
        var name = WarningFlag.Parse(flag).Name;
        if (name.Length > 0 && !IsKnown(name))
        {
            Report(bag, flag, name, span);
        }
    }

    /// <summary>Clang has it, or we do: names of our own begin with bpf-, ids with BS.</summary>
    private static bool IsKnown(string name) =>
        Array.BinarySearch(WarningOptions.Names, name, StringComparer.Ordinal) >= 0 || name.StartsWith("BS", StringComparison.Ordinal)
        || DiagnosticCatalogue.All.Any(d => d.Group == name) || name.Contains('=', StringComparison.Ordinal);

    private static void Report(DiagnosticBag bag, string flag, string name, SourceSpan span)
    {
        var names = WarningOptions.Names.Concat(DiagnosticCatalogue.All.Select(static d => d.Group));
        if (Spelling.Nearest(name, names) is { } nearest)
        {
            bag.Report(PreprocessingDiagnostics.UnknownWarningDidYouMean, span, flag, flag[..^name.Length] + nearest);
        }
        else
        {
            bag.Report(PreprocessingDiagnostics.UnknownWarning, span, flag);
        }
    }
}
