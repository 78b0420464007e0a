// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Source;
using BpfSharp.Compiler.Syntax;
using static BpfSharp.Compiler.Diagnostics.SemanticsDiagnostics;

namespace BpfSharp.Compiler.Semantics;

// Names that nothing mentions (-Wall, -Wextra), assignments of a thing to itself, and what memset and its kin are given.
internal sealed partial class Binder
{
    private readonly List<FunctionSymbol> staticFunctions = [];

    private void WarnAboutUnused(FunctionSymbol symbol)
    {
        if (symbol is { IsStatic: true, IsInline: false, Section: null })
        {
            staticFunctions.Add(symbol);
        }

        foreach (var local in function!.Locals.Where(v => !v.IsUsed && v.Name.Length > 0 && !IsInMacro(v.Span)))
        {
            Report(UnusedVariable, local.Span, local.Name[(local.Name.LastIndexOf('.') + 1)..]);
        }

        // A program's context is the kernel's to give, used or not.
        foreach (var parameter in symbol.Parameters.Skip(symbol.Program is null ? 0 : 1).Where(p => !p.IsUsed && p.Name.Length > 0 && !IsInMacro(p.Span)))
        {
            Report(UnusedParameter, parameter.Span, parameter.Name);
        }

        foreach (var label in function.Labels.Values.Concat(function.LocalLabels).Where(static l => !l.IsUsed))
        {
            Report(UnusedLabel, label.Span, label.Name);
        }
    }

    private void WarnAboutUnusedFunctions()
    {
        foreach (var unused in staticFunctions.Where(static f => f is { IsUsed: false, Program: null }))
        {
            Report(UnusedFunction, unused.Span, unused.Name);
        }
    }

    private void WarnIfAssignedToItself(AssignmentExpression syntax)
    {
        if (AreSameTerm(syntax.Target, syntax.Value) && !IsInMacro(syntax.OperatorSpan))
        {
            ReportAt(SelfAssignment, syntax.Span, syntax.OperatorSpan);
        }
    }

    private void WarnAboutEnumerators(BoundExpression value, SwitchState state, SwitchStatement syntax)
    {
        if (value.Type.Canonical is not EnumType { IsDefined: true, Enumerators: { Count: > 0 } enumerators } type)
        {
            return;
        }

        foreach (var label in state.Cases.Where(c => c.Low == c.High && !enumerators.Any(e => e.Value == c.Low)))
        {
            Report(CaseNotInEnum, label.Span, label.Low, value.Type);
        }

        if (state.Default is not null || type.KernelTypeId != 0)
        {
            // The kernel's enumerations grow.
            return;
        }

        var missing = enumerators.Where(e => !state.Cases.Any(c => c.Low <= e.Value && e.Value <= c.High)).Select(static e => $"'{e.Name}'").Distinct().ToList();
        if (missing.Count > 0)
        {
            var shown = string.Join(", ", missing.Take(3)) + (missing.Count > 3 ? $" and {missing.Count - 3} more" : "");
            Report(EnumeratorsNotHandled, syntax.Value.Span, shown, missing.Count == 1 ? "is" : "are");
        }
    }

    private void WarnAboutMemoryFunction(BuiltinSignature signature, string name, List<BoundExpression> arguments, CallExpression syntax)
    {
        if (signature.Builtin is not (Builtin.Memcpy or Builtin.Memmove or Builtin.Memset or Builtin.Memcmp) || arguments.Count < 3)
        {
            return;
        }

        WarnAboutSize(name, syntax.Arguments[0], arguments[0], syntax.Arguments[2], arguments[2]);
        if (signature.Builtin == Builtin.Memset)
        {
            if (syntax.Arguments[2] is LiteralExpression { IsParenthesized: false, Token.Text: "0" } && !(arguments[1] is BoundConstant { Value: var filler } && filler == 0) && !IsInMacro(syntax.Arguments[2].Span))
            {
                Report(MemsetTransposed, syntax.Arguments[2].Span, name);
            }
        }
        else
        {
            WarnAboutSize(name, syntax.Arguments[1], arguments[1], syntax.Arguments[2], arguments[2]);
        }
    }
}
