// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using BpfSharp.Compiler;
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Preprocessing;
using BpfSharp.Compiler.Semantics;
using BpfSharp.Compiler.Source;
using BpfSharp.Compiler.Syntax;

namespace BpfSharp.Tests.Compiler.Semantics;

/// <summary>C text through preprocessor, parser and binder.</summary>
internal sealed class Bound
{
    private Bound(BoundUnit unit, DiagnosticBag diagnostics, SourceMap sources) => (Unit, Diagnostics, Sources) = (unit, diagnostics, sources);

    public BoundUnit Unit { get; }
    public DiagnosticBag Diagnostics { get; }
    public SourceMap Sources { get; }

    public static Bound From(string text)
    {
        var sources = new SourceMap();
        var diagnostics = new DiagnosticBag { Warnings = new WarningPolicy(["no-error=int-conversion", "no-error=return-mismatch", "no-multichar"], null) };
        var preprocessor = new Preprocessor(sources, diagnostics, new PreprocessorOptions { KeepLayoutPragmas = true }, NoVirtualHeaders.Instance);
        preprocessor.EnterMainFile("test.c", text);
        var dialect = new PlainDialect();
        var syntax = new Parser(preprocessor, diagnostics, dialect.IsTypeName).ParseTranslationUnit();
        return new Bound(Binder.Bind(syntax, dialect, new TargetDescription(), diagnostics), diagnostics, sources);
    }

    /// <summary>The value that <c>long x = expression;</c> is filled with.</summary>
    public static Int128 Constant(string expression, string declarations = "", string type = "long")
    {
        var bound = From($"{declarations}\n{type} x = {expression};\n");
        Assert.Equal("", bound.Messages());
        var value = bound.Unit.Globals.Single(g => g.Name == "x").Initializer!.Items.Single().Value;
        return Assert.IsType<BoundConstant>(value).Value;
    }

    /// <summary>One line per diagnostic: line and column, severity, message; notes indented.</summary>
    public string Messages()
    {
        var text = new StringBuilder();
        foreach (var diagnostic in Diagnostics.Diagnostics)
        {
            text.Append(Place(diagnostic.Span)).Append(diagnostic.Severity.ToString().ToLowerInvariant()).Append(": ").Append(diagnostic.Message).Append('\n');
            foreach (var note in diagnostic.Notes)
            {
                text.Append("    ").Append(Place(note.Span)).Append(note.Message).Append('\n');
            }
        }

        return text.ToString();
    }

    private string Place(SourceSpan span)
    {
        if (!span.Start.IsKnown)
        {
            return "";
        }

        var place = Sources.Resolve(span.Start);
        return string.Create(CultureInfo.InvariantCulture, $"{place.Line}:{place.Column}: ");
    }
}
