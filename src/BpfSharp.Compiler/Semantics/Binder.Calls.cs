// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Dialects;
using BpfSharp.Compiler.Source;
using BpfSharp.Compiler.Syntax;
using static BpfSharp.Compiler.Diagnostics.SemanticsDiagnostics;

namespace BpfSharp.Compiler.Semantics;

internal sealed partial class Binder
{
    private BoundExpression BindCall(CallExpression syntax)
    {
        if (syntax.Callee is MemberExpression { Target: IdentifierExpression target } method
            && FindSymbol(target.Name) is VariableSymbol { Map: { } map }
            && dialect.BindMapMethod(this, map, method, syntax) is { } methodCall)
        {
            return methodCall;
        }

        if (syntax.Callee is IdentifierExpression name && BindNamedCall(name, syntax) is { } named)
        {
            return named;
        }

        var callee = BindValue(syntax.Callee);
        if (callee is BoundError)
        {
            BindArgumentsAnyway(syntax);
            return callee;
        }

        return callee.Type.Canonical is PointerType { Pointee.Canonical: FunctionType type }
            ? BindPointerCall(callee, type, syntax)
            : Error(CalledNonFunction, syntax.Callee.Span, callee.Type);
    }

    /// <summary>A call of a plain name that is no variable; null leaves it to the general case.</summary>
    private BoundExpression? BindNamedCall(IdentifierExpression name, CallExpression syntax)
    {
        var symbol = scope.Find(name.Name);
        if (symbol is null && dialect.BindSpecialCall(this, name.Name, syntax) is { } special)
        {
            return special;
        }

        var isOnlyDeclared = symbol is FunctionSymbol { IsKernelFunction: false } && !program.Functions.ContainsKey(name.Name);
        if ((symbol is null || isOnlyDeclared) && BuiltinTable.Find(name.Name) is { } builtin)
        {
            return BindBuiltin(builtin, name.Name, syntax);
        }

        if (symbol is null || isOnlyDeclared)
        {
            // A program may repeat the prototype of what the kernel supplies.
            symbol = dialect.FindSymbol(name.Name) ?? symbol;
        }

        switch (symbol)
        {
            case FunctionSymbol { PacketLoad: { } load, Type.Parameters.Count: 2 } target:
                return new BoundBuiltin(load, BindArguments(target.Type, target.Name, default, syntax, true), target.Type.Result) { Span = syntax.Span };
            case FunctionSymbol target:
                return BindFunctionCall(target, syntax);
            case HelperSymbol helper:
                var arguments = BindArguments(helper.Type, helper.Name, default, syntax, true);
                CheckHelperSizes(helper, arguments, syntax);
                return new BoundHelperCall(helper, arguments, helper.Type.Result.Type.Unqualified) { Span = syntax.Span };
            case null:
                ReportUndeclared(UndeclaredFunction, UndeclaredFunctionDidYouMean, name.Span, name.Name);
                BindArgumentsAnyway(syntax);
                return Silent(syntax.Span);
            default:
                return null;
        }
    }

    // Memory arguments and their sizes, as the table of helpers pairs them.
    private void CheckHelperSizes(HelperSymbol helper, List<BoundExpression> arguments, CallExpression syntax)
    {
        var info = HelperTable.Get(helper.Id)!;
        if (Target.KernelVersion != 0 && info.MinimumKernel > Target.KernelVersion && unreachable == 0)
        {
            Report(HelperTooNew, syntax.Callee.Span, helper.Name, VersionText(info.MinimumKernel), VersionText(Target.KernelVersion));
        }

        for (var i = 0; i < arguments.Count; i++)
        {
            // bpf_probe_read has the size behind the pointer it fills.
            if (i < info.Arguments.Count && info.SizeArgument(i) is >= 0 and var size && size < arguments.Count && info.Arguments[i] is HelperArgument.Memory or HelperArgument.UninitMemory)
            {
                WarnAboutSize(helper.Name, syntax.Arguments[i], arguments[i], syntax.Arguments[size], arguments[size]);
            }
        }
    }

    private static string VersionText(int code) => $"{code >> 16}.{(code >> 8) & 0xff}";

    private BoundCall BindFunctionCall(FunctionSymbol target, CallExpression syntax)
    {
        target.IsUsed |= target != CurrentFunction;
        if (!dialect.LinksWithOthers && !program.Functions.ContainsKey(target.Name) && target is { IsKernelFunction: false, IsWeak: false } && target.Span.Start.IsKnown
            && reportedNames.Add(target.Name))
        {
            ReportDeclaredHere(FunctionNeverDefined, syntax.Callee.Span, target.Name, target.Span, target.Name);
        }

        var arguments = BindArguments(target.Type, target.Name, target.Span, syntax, target.IsKernelFunction, target.Parameters);
        return new BoundCall(target, arguments, target.Type.Result.Type.Unqualified) { Span = syntax.Span };
    }

    private BoundExpression BindPointerCall(BoundExpression callee, FunctionType type, CallExpression syntax)
    {
        if (callee is BoundConversion { Kind: ConversionKind.FunctionToPointer, Operand: BoundFunction { Function: var target } })
        {
            return BindFunctionCall(target, syntax);
        }

        var name = syntax.Callee is IdentifierExpression identifier ? identifier.Name : "function pointer";
        var arguments = BindArguments(type, name, default, syntax, callee is BoundConstant);
        return new BoundIndirectCall(callee, arguments, type.Result.Type.Unqualified) { Span = syntax.Span };
    }

    private void BindArgumentsAnyway(CallExpression syntax)
    {
        foreach (var argument in syntax.Arguments)
        {
            BindValue(argument);
        }
    }

    /// <summary>The parameter that the argument being converted is for.</summary>
    private VariableSymbol? passedTo;

    /// <param name="isKernel">The kernel checks the arguments itself: any object pointer passes for any other.</param>
    private List<BoundExpression> BindArguments(FunctionType type, string name, SourceSpan declared, CallExpression syntax, bool isKernel, IReadOnlyList<VariableSymbol>? parameters = null)
    {
        var arguments = new List<BoundExpression>(syntax.Arguments.Count);
        for (var i = 0; i < syntax.Arguments.Count; i++)
        {
            var argument = BindArgument(syntax.Arguments[i], isKernel);
            passedTo = parameters is not null && i < parameters.Count ? parameters[i] : null;
            arguments.Add(i < type.Parameters.Count && type.HasPrototype ? Pass(argument, type.Parameters[i], isKernel) : PromoteDefault(argument));
            passedTo = null;
        }

        if (type.HasPrototype)
        {
            CheckCount(type, name, declared, syntax);
        }

        return arguments;
    }

    private BoundExpression BindArgument(ExpressionSyntax syntax, bool isKernel)
    {
        var argument = BindExpression(syntax);
        return isKernel && argument is BoundVariable { Variable.Map: not null } ? MakeAddressOf(argument, argument.Span) : ToValue(argument);
    }

    private BoundExpression Pass(BoundExpression argument, QualifiedType type, bool isKernel) =>
        isKernel && argument.Type.IsPointer() && type.IsPointer() ? MakeConversion(argument, type.Type.Unqualified) : ConvertImplicitly(argument, type, "passing");

    private BoundExpression PromoteDefault(BoundExpression argument) =>
        argument.Type.IsVoid() && argument is not BoundError ? Error(IncompatibleTypes, argument.Span, "passing 'void' as an argument") : Promote(argument);

    private void CheckCount(FunctionType type, string name, SourceSpan declared, CallExpression syntax)
    {
        var (given, wanted) = (syntax.Arguments.Count, type.Parameters.Count);
        if (given < wanted)
        {
            ReportDeclaredHere(TooFewArguments, syntax.Span, name, declared, name, wanted, given);
        }
        else if (given > wanted && !type.IsVariadic)
        {
            ReportDeclaredHere(TooManyArguments, syntax.Arguments[wanted].Span, name, declared, name, wanted, given);
        }
    }
}
