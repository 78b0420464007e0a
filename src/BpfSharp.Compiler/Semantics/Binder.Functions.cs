// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Preprocessing;
using BpfSharp.Compiler.Source;
using BpfSharp.Compiler.Syntax;
using static BpfSharp.Compiler.Diagnostics.SemanticsDiagnostics;

namespace BpfSharp.Compiler.Semantics;

internal sealed partial class Binder
{
    private readonly HashSet<FunctionSymbol> definedFunctions = [];
    private readonly HashSet<FunctionSymbol> noReturnFunctions = [];
    private FunctionState? function;

    /// <summary>What is known while a body is bound.</summary>
    private sealed class FunctionState(FunctionSymbol symbol)
    {
        public FunctionSymbol Symbol { get; } = symbol;

        /// <summary>Labels that hold for the whole function.</summary>
        public Dictionary<string, LabelSymbol> Labels { get; } = new(StringComparer.Ordinal);

        /// <summary>Labels that "__label__" declared, of whatever block.</summary>
        public List<LabelSymbol> LocalLabels { get; } = [];

        public int LoopDepth { get; set; }
        public SwitchState? Switch { get; set; }

        /// <summary>Gotos out of scopes with cleanups.</summary>
        public List<PendingGoto> LeavingGotos { get; } = [];

        /// <summary>Label names with the place of the first goto, in order.</summary>
        public List<(LabelSymbol Label, SourceSpan Span)> Gotos { get; } = [];

        public List<VariableSymbol> Locals { get; } = [];
    }

    private FunctionSymbol DeclareFunction(
        Token name, FunctionType type, DeclarationSpecifiers specifiers, AttributeSet attributes, DeclaratorSyntax declarator, bool isDefinition)
    {
        var symbol = MergeFunction(name, type);
        if (declarator.Parts is [FunctionPart part, ..] && boundParameters.TryGetValue(part, out var parameters)
            && (isDefinition || !definedFunctions.Contains(symbol)))
        {
            symbol.Parameters = parameters;
        }

        symbol.IsStatic |= specifiers.Storage == StorageClass.Static;
        symbol.IsInline |= specifiers.IsInline;
        symbol.IsAlwaysInline |= attributes.IsAlwaysInline;
        symbol.IsNoInline |= attributes.IsNoInline || attributes.IsNaked;
        symbol.IsNaked |= attributes.IsNaked;
        symbol.IsWeak |= attributes.IsWeak;
        symbol.IsHidden |= attributes.IsHidden;
        symbol.DeclTags = [.. symbol.DeclTags, .. attributes.DeclTags.Except(symbol.DeclTags)];
        symbol.IsUsed |= attributes.IsUsed;
        symbol.ResultMatters |= attributes.ResultMatters;
        symbol.PacketLoad = PacketLoadOf(declarator.AsmLabel) ?? symbol.PacketLoad;
        symbol.CallError = attributes.CallError ?? symbol.CallError;
        symbol.Section = attributes.Section ?? symbol.Section;
        symbol.IsKernelFunction |= symbol.Section == ".ksyms" && !isDefinition;
        if (attributes.IsNoReturn)
        {
            noReturnFunctions.Add(symbol);
        }

        return symbol;
    }

    private static Builtin? PacketLoadOf(StringExpression? label) =>
        label is null || !StringLiterals.TryDecode(label, out var name, out _) ? null : StringLiterals.ToText(name) switch
        {
            "llvm.bpf.load.byte" => Builtin.Load8,
            "llvm.bpf.load.half" => Builtin.Load16,
            "llvm.bpf.load.word" => Builtin.Load32,
            _ => null,
        };

    private FunctionSymbol MergeFunction(Token name, FunctionType type)
    {
        switch (fileScope.FindHere(name.Text))
        {
            case FunctionSymbol earlier when TypeRelations.AreCompatible(earlier.Type, type):
                earlier.Type = (FunctionType)TypeRelations.Composite(earlier.Type, type).Type;
                return earlier;
            case FunctionSymbol earlier:
                ReportDeclaredHere(ConflictingTypes, name.Span, name.Text, earlier.Span, name.Text, (QualifiedType)type, (QualifiedType)earlier.Type);
                break;
            case { } other:
                ReportDeclaredHere(RedefinitionAsOther, name.Span, name.Text, other.Span, name.Text);
                break;
        }

        var symbol = new FunctionSymbol(name.Text, name.Span, type);
        fileScope.Declare(name.Text, symbol);
        return symbol;
    }

    private void BindFunctionDefinition(FunctionDefinitionSyntax syntax)
    {
        var attributes = ReadAttributes(ReadAttributes(syntax.Specifiers), syntax.Declarator);
        var type = BindDeclarator(BindSpecifiers(syntax.Specifiers), syntax.Declarator, attributes.PointerTag);
        if (syntax.Declarator.Name is not { } name || type.Type is not FunctionType functionType || syntax.Declarator.Parts is not [FunctionPart, ..])
        {
            Report(NotAFunctionDefinition, syntax.Declarator.Span);
            return;
        }

        var symbol = DeclareFunction(name, functionType, syntax.Specifiers, attributes, syntax.Declarator, true);
        if (!definedFunctions.Add(symbol))
        {
            ReportDeclaredHere(Redefinition, name.Span, name.Text, symbol.Span, name.Text);
            return;
        }

        CheckSignature(symbol, name.Span);
        var outer = (scope, function);
        scope = new Scope(fileScope);
        function = new FunctionState(symbol);
        BindBody(symbol, syntax);
        (scope, function) = outer;
    }

    private void CheckSignature(FunctionSymbol symbol, SourceSpan span)
    {
        if (symbol.Type.Result.Canonical is FloatType)
        {
            Report(FloatNotSupported, span, symbol.Type.Result);
        }
        else if (!symbol.Type.Result.IsVoid() && !symbol.Type.Result.Type.IsComplete)
        {
            Report(IncompleteResult, span, symbol.Type.Result);
        }

        foreach (var parameter in symbol.Parameters)
        {
            if (parameter.Type.Canonical is FloatType)
            {
                Report(FloatNotSupported, parameter.Span, parameter.Type);
                parameter.Type = IntegerType.Unknown;
            }
            else if (!parameter.Type.Type.IsComplete)
            {
                ReportIncomplete(parameter.Span, parameter.Name, parameter.Type);
                parameter.Type = IntegerType.Unknown;
            }
        }
    }

    private void BindBody(FunctionSymbol symbol, FunctionDefinitionSyntax syntax)
    {
        if (symbol.Parameters.All(p => !IsUnknown(p.Type)))
        {
            dialect.DeclareFunction(this, symbol);
        }

        foreach (var parameter in symbol.Parameters)
        {
            if (parameter.Name.Length == 0)
            {
                continue;
            }

            if (scope.FindHere(parameter.Name) is { } earlier)
            {
                ReportDeclaredHere(Redefinition, parameter.Span, parameter.Name, earlier.Span, parameter.Name);
            }

            scope.Declare(parameter.Name, parameter);
        }

        // Parameters and the outermost block share a scope, as C says.
        var statements = new List<BoundStatement>();
        BindItems(syntax.Body.Items, statements);
        RunCleanups(scope.Cleanups, null, statements);
        var body = new BoundBlock(statements) { Span = syntax.Body.Span };
        CheckLabels();
        function!.LeavingGotos.ForEach(CompleteGoto);
        WarnAboutUnused(symbol);
        if (!symbol.Type.Result.IsVoid() && !symbol.IsNaked && Diagnostics.ErrorCount == 0 && new FallThrough(noReturnFunctions).ReachesEnd(body))
        {
            var end = syntax.Body.Span.End;
            Report(MissingReturn, SourceSpan.At(end.IsKnown ? new SourceLocation(end.Position - 1) : end), symbol.Name);
        }

        if (!Diagnostics.HasErrors)
        {
            WarnAboutUninitialized(body);
            foreach (var (place, helper) in UncheckedLookups.Find(body))
            {
                Report(LookupNotChecked, place, helper);
            }

        }

        symbol.Body = dialect.CompleteBody(this, symbol, body);
        unit.Functions.Add(symbol);
    }

    private void CheckLabels()
    {
        foreach (var (label, span) in function!.Gotos)
        {
            if (!label.IsDefined)
            {
                var nearest = Spelling.Nearest(label.Name, function.Labels.Where(l => l.Value.IsDefined).Select(l => l.Key));
                if (nearest is null)
                {
                    Report(UndeclaredLabel, span, label.Name);
                }
                else
                {
                    Report(UndeclaredLabelDidYouMean, span, label.Name, nearest);
                }

                label.IsDefined = true; // one report per label
            }
        }
    }
}
