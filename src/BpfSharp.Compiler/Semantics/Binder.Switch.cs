// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Source;
using BpfSharp.Compiler.Syntax;
using static BpfSharp.Compiler.Diagnostics.SemanticsDiagnostics;

namespace BpfSharp.Compiler.Semantics;

internal sealed partial class Binder
{
    /// <summary>The switch whose body is being bound.</summary>
    private sealed class SwitchState(IntegerType type)
    {
        private readonly Dictionary<Int128, SourceSpan> singles = [];
        private readonly List<BoundCase> ranges = [];

        public IntegerType Type { get; } = type;
        public List<BoundCase> Cases { get; } = [];
        public BoundCase? Default { get; set; }

        /// <summary>Adds a case unless a value of it is taken already; then says where.</summary>
        public bool TryAdd(BoundCase label, out SourceSpan earlier)
        {
            foreach (var range in ranges)
            {
                if (label.Low <= range.High && range.Low <= label.High)
                {
                    earlier = range.Span;
                    return false;
                }
            }

            if (label.Low != label.High)
            {
                foreach (var (value, span) in singles)
                {
                    if (label.Low <= value && value <= label.High)
                    {
                        earlier = span;
                        return false;
                    }
                }

                ranges.Add(label);
            }
            else if (!singles.TryAdd(label.Low, label.Span))
            {
                earlier = singles[label.Low];
                return false;
            }

            earlier = default;
            Cases.Add(label);
            return true;
        }
    }

    private BoundSwitch BindSwitch(SwitchStatement syntax)
    {
        var value = BindValue(syntax.Value);
        if (value is not BoundError && !value.Type.IsInteger())
        {
            value = Error(SwitchNotInteger, syntax.Value.Span, value.Type);
        }

        var promoted = value is BoundError ? value : Promote(value);
        if (value is not BoundError && IsTruth(syntax.Value))
        {
            Report(SwitchOnTruth, syntax.Value.Span);
        }

        var state = new SwitchState(ArithmeticConversions.IntegerOf(promoted.Type.Type) ?? IntegerType.Int);
        var outer = (function?.Switch, breakDepth);
        SetSwitch(state);
        breakDepth++;
        var cleanups = breakCleanups;
        breakCleanups = scope.Cleanups;
        var body = BindNested(syntax.Body);
        breakCleanups = cleanups;
        breakDepth = outer.breakDepth;
        SetSwitch(outer.Switch);
        WarnAboutEnumerators(value, state, syntax);
        return new BoundSwitch(promoted, body, state.Cases, state.Default) { Span = syntax.Span };
    }

    private void SetSwitch(SwitchState? state)
    {
        if (function is not null)
        {
            function.Switch = state;
        }
    }

    // Long runs of case labels nest in the syntax; walking them in a loop keeps them off the stack.
    private void BindCase(StatementSyntax syntax, List<BoundStatement> output)
    {
        while (true)
        {
            switch (syntax)
            {
                case CaseStatement one:
                    BindCaseLabel(one, output);
                    syntax = one.Body;
                    break;
                case DefaultStatement other:
                    BindDefaultLabel(other, output);
                    syntax = other.Body;
                    break;
                default:
                    BindStatement(syntax, output);
                    return;
            }
        }
    }

    private void BindCaseLabel(CaseStatement syntax, List<BoundStatement> output)
    {
        if (!TryBindConstant(syntax.Low, out var low))
        {
            return;
        }

        var high = low;
        if (syntax.High is { } end && !TryBindConstant(end, out high))
        {
            return;
        }

        if (function?.Switch is not { } state)
        {
            Report(CaseOutside, syntax.Span, "case");
            return;
        }

        low = ArithmeticConversions.Wrap(low, state.Type);
        high = ArithmeticConversions.Wrap(high, state.Type);
        if (low > high)
        {
            Report(EmptyCaseRange, syntax.Low.Span);
            return;
        }

        var label = new BoundCase(low, high, false) { Span = SourceSpan.Cover(syntax.Span, (syntax.High ?? syntax.Low).Span) };
        if (!state.TryAdd(label, out var earlier))
        {
            Diagnostics.ReportWithNotes(DuplicateCase, syntax.Low.Span, [new(earlier, "the earlier case is here")], low);
            return;
        }

        output.Add(label);
    }

    private void BindDefaultLabel(DefaultStatement syntax, List<BoundStatement> output)
    {
        if (function?.Switch is not { } state)
        {
            Report(CaseOutside, syntax.Span, "default");
            return;
        }

        if (state.Default is { } earlier)
        {
            Diagnostics.ReportWithNotes(DuplicateDefault, SourceSpan.At(syntax.Span.Start), [new(earlier.Span, "the earlier default is here")]);
            return;
        }

        state.Default = new BoundCase(0, 0, true) { Span = SourceSpan.At(syntax.Span.Start) };
        output.Add(state.Default);
    }
}
