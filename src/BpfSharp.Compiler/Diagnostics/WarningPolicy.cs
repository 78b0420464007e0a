// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Source;

namespace BpfSharp.Compiler.Diagnostics;

/// <summary>Decides what becomes of a warning: -W flags in order, then what "#pragma clang diagnostic" says at the place.</summary>
/// <param name="flags">What follows -W, in order: "all", "no-return-type", "error=unused-value"; ids stand for names. Unknown ones are ignored.</param>
/// <param name="sources">Where to learn which texts are system headers; warnings in those are not told.</param>
/// <param name="suppressAll">-w.</param>
internal sealed class WarningPolicy(IReadOnlyList<string> flags, SourceMap? sources, bool suppressAll = false)
{
    private readonly Dictionary<(DiagnosticDescriptor, Override?), Severity?> known = [];
    private readonly Stack<Override?> saved = new();

    // Sorted by address. A change holds to the end of the text (or macro expansion) it stands in, or to the next change there.
    private readonly List<(int Address, Override? State)> changes = [];
    private Override? current;

    /// <summary>How severe it is there; null when it is off.</summary>
    public Severity? SeverityOf(DiagnosticDescriptor descriptor, SourceLocation place)
    {
        if (descriptor.Group.Length == 0 && descriptor.Severity == Severity.Error)
        {
            return Severity.Error;
        }

        var state = changes.Count > 0 ? StateAt(place) : null;
        if (!known.TryGetValue((descriptor, state), out var severity))
        {
            known[(descriptor, state)] = severity = Decide(descriptor, state);
        }

        // What someone else's header does is not the program's to change; an error there still is one.
        return severity == Severity.Warning && sources is not null && sources.IsInSystemHeader(place) ? null : severity;
    }

    /// <summary>"#pragma clang diagnostic push".</summary>
    public void Push() => saved.Push(current);

    /// <summary>"#pragma clang diagnostic pop"; false without a push.</summary>
    public bool TryPop(SourceLocation place)
    {
        if (!saved.TryPop(out var state))
        {
            return false;
        }

        Change(place, state);
        return true;
    }

    /// <summary>"#pragma clang diagnostic ignored|warning|error": from here on.</summary>
    /// <param name="flag">As a flag would say it: "no-NAME", "NAME", "error=NAME".</param>
    public void Set(SourceLocation place, string flag) => Change(place, new Override(current, flag));

    /// <summary>A text begins, or goes on after an #include: what pragmas said so far holds there too.</summary>
    public void Carry(SourceLocation place)
    {
        if (changes.Count > 0)
        {
            Insert(place, current);
        }
    }

    private void Change(SourceLocation place, Override? state)
    {
        current = state;
        if (sources is null)
        {
            return;
        }

        // A _Pragma inside a macro speaks for the rest of the expansion, and for the text behind it.
        for (var at = place; at.IsKnown; at = sources.ExpandedAt(at))
        {
            Insert(at, state);
        }
    }

    private void Insert(SourceLocation place, Override? state)
    {
        var index = changes.Count;
        while (index > 0 && changes[index - 1].Address > place.Position)
        {
            index--;
        }

        changes.Insert(index, (place.Position, state));
    }

    private Override? StateAt(SourceLocation place)
    {
        for (var at = place; at.IsKnown && sources is not null; at = sources.ExpandedAt(at))
        {
            var start = sources.StartOf(at);
            for (var i = changes.Count - 1; i >= 0 && changes[i].Address >= start; i--)
            {
                if (changes[i].Address <= at.Position)
                {
                    return changes[i].State;
                }
            }
        }

        return null;
    }

    private Severity? Decide(DiagnosticDescriptor descriptor, Override? state)
    {
        var all = new List<string>(flags);
        var pragmas = new Stack<string>();
        for (var step = state; step is not null; step = step.Before)
        {
            pragmas.Push(step.Flag);
        }

        all.AddRange(pragmas);
        Severity? severity = descriptor.Level == WarningLevel.Default ? descriptor.Severity : null;
        var (allErrors, staysWarning) = (false, false);
        foreach (var flag in all)
        {
            switch (WarningFlag.Parse(flag))
            {
                case { Kind: WarningFlagKind.AllErrors, IsOn: var on }:
                    allErrors = on;
                    break;
                case { Kind: WarningFlagKind.Error, IsOn: true } f when f.Covers(descriptor):
                    (severity, staysWarning) = (Severity.Error, false);
                    break;
                case { Kind: WarningFlagKind.Error, IsOn: false } f when f.Covers(descriptor):
                    (severity, staysWarning) = (severity is null ? null : Severity.Warning, true);
                    break;
                case { Kind: WarningFlagKind.Warning, IsOn: true } f when f.Covers(descriptor):
                    severity ??= Severity.Warning;
                    break;
                case { Kind: WarningFlagKind.Warning, IsOn: false } f when f.Covers(descriptor):
                    severity = null;
                    break;
            }
        }

        severity = severity == Severity.Warning && allErrors && !staysWarning ? Severity.Error : severity;
        return suppressAll && (severity == Severity.Warning || descriptor.Severity == Severity.Warning) ? null : severity;
    }

    /// <summary>What a pragma changed, on top of what others did before.</summary>
    private sealed record Override(Override? Before, string Flag);
}
