// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Dialects;
using BpfSharp.Compiler.Preprocessing;
using BpfSharp.Compiler.Source;
using BpfSharp.Compiler.Syntax;
using static BpfSharp.Compiler.Diagnostics.SemanticsDiagnostics;

namespace BpfSharp.Compiler.Semantics;

/// <summary>Turns syntax into the typed tree: resolves names, gives every expression its type, makes conversions and loads explicit.</summary>
internal sealed partial class Binder : IBindingContext
{
    // Later stages walk the typed tree recursively too, so the limit is well below what this stage itself could bear.
    private const int MaxDepth = 2000;

    private readonly Dialects.Dialect dialect;
    private readonly Preprocessor? macros;
    private readonly BoundUnit unit = new();
    private readonly Scope fileScope = new(null);
    private readonly Dictionary<VariableSymbol, Int128> constantVariables = [];
    private readonly ConstantEvaluator strict = new(null);
    private readonly ConstantEvaluator folding;
    private Scope scope;
    private int depth;

    private Binder(ProgramNames program, Dialects.Dialect dialect, TargetDescription target, DiagnosticBag diagnostics, Preprocessor? macros)
    {
        this.program = program;
        this.macros = macros;
        this.dialect = dialect;
        Target = target;
        Diagnostics = diagnostics;
        scope = fileScope;
        folding = new ConstantEvaluator(constantVariables);
    }

    public DiagnosticBag Diagnostics { get; }
    public TargetDescription Target { get; }
    public FunctionSymbol? CurrentFunction => function?.Symbol;

    /// <param name="macros">Where names that are nothing else may be macros; for messages only.</param>
    public static BoundUnit Bind(TranslationUnit unit, Dialects.Dialect dialect, TargetDescription target, DiagnosticBag diagnostics, Preprocessor? macros = null)
    {
        var binder = new Binder(ProgramNames.Of(unit), dialect, target, diagnostics, macros);
        foreach (var item in unit.Items)
        {
            if (diagnostics.IsFull)
            {
                break;
            }

            binder.BindFileScopeItem(item);
        }

        binder.WarnAboutUnusedFunctions();
        dialect.CompleteUnit(binder.unit);
        return binder.unit;
    }

    public BoundExpression BindValue(ExpressionSyntax syntax) => ToValue(BindExpression(syntax));

    public BoundExpression Convert(BoundExpression value, QualifiedType type) => ConvertImplicitly(value, type, "passing");

    public BoundExpression AddressOf(BoundExpression lvalue) =>
        lvalue.Type.Canonical is ArrayType or FunctionType ? ToValue(lvalue) : MakeAddressOf(lvalue, lvalue.Span);

    public bool TryEvaluate(BoundExpression expression, out Int128 value) => folding.TryEvaluate(expression, out value);

    public VariableSymbol MakeLocal(string name, QualifiedType type, SourceSpan span) => new(name, span, type, VariableStorage.Local);

    public HelperSymbol? FindHelper(string name) => dialect.FindSymbol(name) as HelperSymbol;

    public CType? FindTypedef(string name) => (fileScope.Find(name) ?? dialect.FindSymbol(name)) is TypedefSymbol typedef ? typedef.Type : null;

    private void BindFileScopeItem(SyntaxNode item)
    {
        switch (item)
        {
            case StaticAssertSyntax assertion:
                BindStaticAssert(assertion);
                break;
            case FunctionDefinitionSyntax definition:
                BindFunctionDefinition(definition);
                break;
            case DeclarationSyntax declaration:
                BindDeclaration(declaration, null);
                break;
        }
    }

    private void BindStaticAssert(StaticAssertSyntax assertion)
    {
        var condition = BindValue(assertion.Condition);
        if (condition is BoundError)
        {
            return;
        }

        if (!folding.TryEvaluate(condition, out var value))
        {
            Report(StaticAssertNotConstant, assertion.Condition.Span);
        }
        else if (value == 0)
        {
            var message = assertion.Message is { } text && StringLiterals.TryDecode(text, out var bytes, out _) ? ": " + StringLiterals.ToText(bytes) : "";
            Report(StaticAssertFailed, assertion.Condition.Span, message);
        }
    }

    private void Report(DiagnosticDescriptor descriptor, SourceSpan span, params ReadOnlySpan<object> arguments) =>
        Diagnostics.Report(descriptor, span, arguments);

    private void ReportDeclaredHere(DiagnosticDescriptor descriptor, SourceSpan span, string name, SourceSpan declared, params ReadOnlySpan<object> arguments) =>
        Diagnostics.ReportWithNotes(descriptor, span, DeclaredHere(name, declared), arguments);

    private static DiagnosticNote[] DeclaredHere(string name, SourceSpan span) =>
        span.Start.IsKnown ? [new DiagnosticNote(span, $"'{name}' declared here")] : [];

    /// <summary>Reports an expression and stands for it in the tree.</summary>
    private BoundError Error(DiagnosticDescriptor descriptor, SourceSpan span, params ReadOnlySpan<object> arguments)
    {
        Report(descriptor, span, arguments);
        return new BoundError(IntegerType.Int) { Span = span };
    }

    private static BoundError Silent(SourceSpan span) => new(IntegerType.Int) { Span = span };

    /// <summary>False, with one error, when the program nests so deeply that going on could exhaust the stack.</summary>
    private bool Enter(SourceSpan span)
    {
        if (depth < MaxDepth && RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            depth++;
            return true;
        }

        if (!reportedDepth)
        {
            reportedDepth = true;
            Report(NestedTooDeeply, span);
        }

        return false;
    }

    private void Leave() => depth--;

    private bool reportedDepth;
}
