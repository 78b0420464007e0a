// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler;
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Dialects;
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Preprocessing;
using BpfSharp.Compiler.Semantics;
using BpfSharp.Compiler.Source;
using BpfSharp.Compiler.Syntax;
using BpfSharp.Objects;

namespace BpfSharp.Tests.Support;

/// <summary>Plain C to IR, without kernel names: for tests of lowering and of what follows it. A function in a section is a program, a variable in .maps a map.</summary>
internal static class CSource
{
    /// <summary>Fails the test on any error.</summary>
    public static Module Lower(string text, TargetDescription? target = null)
    {
        var module = TryLower(text, out var diagnostics, target);
        Assert.True(!diagnostics.HasErrors, string.Join("\n", diagnostics.Diagnostics.Select(d => d.Message)));
        IrVerifier.Verify(module!);
        return module!;
    }

    public static Module? TryLower(string text, out DiagnosticBag diagnostics, TargetDescription? target = null)
    {
        diagnostics = new DiagnosticBag();
        var preprocessor = new Preprocessor(new SourceMap(), diagnostics, new PreprocessorOptions(), new NoHeaders());
        preprocessor.EnterMainFile("test.c", text);
        var syntax = new Parser(preprocessor, diagnostics, _ => false).ParseTranslationUnit();
        target ??= new TargetDescription();
        var unit = Binder.Bind(syntax, new PlainDialect(), target, diagnostics);
        return diagnostics.HasErrors ? null : BpfSharp.Compiler.Lowering.Lowering.Lower(unit, target, diagnostics);
    }

    private sealed class NoHeaders : IVirtualHeaders
    {
        public bool TryOpenHeader(string name, out string text)
        {
            text = "";
            return false;
        }

        public bool TryGetMacro(string name, out string definition)
        {
            definition = "";
            return false;
        }
    }

    private sealed class PlainDialect : BpfSharp.Compiler.Dialects.Dialect
    {
        public override bool IsTypeName(string name) => false;

        public override Symbol? FindSymbol(string name) => null;

        public override RecordType? FindRecord(bool isUnion, string tag) => null;

        public override EnumType? FindEnum(string tag) => null;

        public override IEnumerable<string> SimilarNames(string name) => [];

        public override MapSymbol? DeclareMap(VariableSymbol variable) => variable.Section != ".maps" ? null
            : new MapSymbol(variable.Name, variable.Span, new MapSpec { Name = variable.Name, Type = MapType.Hash, KeySize = 4, ValueSize = 8, MaxEntries = 16 });

        public override BoundExpression? BindMapMethod(IBindingContext context, MapSymbol map, MemberExpression method, CallExpression call) => null;

        public override BoundExpression? BindSpecialCall(IBindingContext context, string name, CallExpression call) => null;

        public override void DeclareFunction(IBindingContext context, FunctionSymbol function)
        {
            if (function.Section is { } section)
            {
                function.Program = new ProgramAttachment(section, ProgramType.Kprobe, AttachType.CgroupInetIngress, "", false, false);
            }
        }

        public override void CompleteUnit(BoundUnit unit)
        {
        }
    }
}
