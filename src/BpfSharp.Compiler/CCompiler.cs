// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Codegen;
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Dialects;
using BpfSharp.Compiler.Headers;
using BpfSharp.Compiler.Ir;
using BpfSharp.Compiler.Passes;
using BpfSharp.Compiler.Preprocessing;
using BpfSharp.Compiler.Semantics;
using BpfSharp.Compiler.Source;
using BpfSharp.Compiler.Syntax;
using BpfSharp.Objects;

namespace BpfSharp.Compiler;

/// <summary>Compiles C text, in BCC's or libbpf's dialect, to an <see cref="ObjectSpec"/>. Reads files only when the text includes them.</summary>
public static class CCompiler
{
    // BCC appends its footer, which declares the licence, to every text.
    private const string BccFooter = "#include <bcc/footer.h>\n";

    /// <param name="name">The file's path: shown in messages, and where "…" includes are looked for first.</param>
    public static CompileResult Compile(string text, string name, CompileOptions options, TargetDescription target)
    {
        var front = new FrontEnd(text, name, options, target);
        var unit = front.Analyse(options.Phases);
        var spec = front.Diagnostics.HasErrors ? null : Generate(unit, name, options, target, front);
        var diagnostics = DiagnosticOrder.Sort(front.Diagnostics.Diagnostics, front.Sources);
        return new CompileResult { Object = front.Diagnostics.HasErrors ? null : spec, Diagnostics = diagnostics, Sources = front.Sources };
    }

    /// <summary>Writes the preprocessed text, with line markers, as cc -E does.</summary>
    public static CompileResult Preprocess(string text, string name, CompileOptions options, TargetDescription target, TextWriter output)
    {
        var front = new FrontEnd(text, name, options, target);
        new PreprocessedWriter(front.Sources, output, lineMarkers: true).Write(front.Preprocessor);
        return new CompileResult { Diagnostics = front.Diagnostics.Diagnostics, Sources = front.Sources };
    }

    private static ObjectSpec? Generate(BoundUnit unit, string name, CompileOptions options, TargetDescription target, FrontEnd front)
    {
        var module = Lowering.Lowering.Lower(unit, target, front.Diagnostics, new Lowering.CoreAccess(front.Types, options.RecordRelocations));
        options.Phases?.End("lowering");
        if (options.DumpWriter is { } writer && options.DumpAfter is "lowering" or "all")
        {
            writer.WriteLine("; after lowering");
            writer.WriteLine(IrPrinter.Print(module));
        }

        if (front.Diagnostics.HasErrors)
        {
            return null;
        }

        PassPipeline.Run(module, new PassContext(module, target, front.Diagnostics), options);
        return front.Diagnostics.HasErrors ? null : CodeGenerator.Generate(module, unit, name, front.Sources, target, front.Diagnostics, options.Phases);
    }

    /// <summary>The stages up to the typed tree, joined.</summary>
    private sealed class FrontEnd
    {
        private readonly TargetDescription target;
        private readonly Dialects.Dialect dialect;
        private readonly VirtualHeaders headers;
        private readonly bool isBcc;

        public FrontEnd(string text, string name, CompileOptions options, TargetDescription target)
        {
            this.target = target;
            var kind = DialectFactory.Detect(options.Dialect, text, name, options.IncludeDirectories);
            Diagnostics = new DiagnosticBag { Warnings = new WarningPolicy(FlagsOf(kind, options), Sources, options.SuppressWarnings) };
            isBcc = kind == Dialect.Bcc;
            if (kind != Dialect.Libbpf && options.Defines.Any(d => d == "BPF_LICENSE" || d.StartsWith("BPF_LICENSE=", StringComparison.Ordinal)))
            {
                Diagnostics.Report(DialectsDiagnostics.LicenseDefined, default);
            }

            var types = Types = new KernelTypes(target.KernelTypes) { Modules = target.ModuleTypes };
            dialect = DialectFactory.Create(kind, options, target, types, Diagnostics);
            headers = DialectFactory.CreateHeaders(kind, target, types);
            Preprocessor = new Preprocessor(Sources, Diagnostics, new PreprocessorOptions
            {
                Defines = options.Defines, IncludeDirectories = [.. options.IncludeDirectories, .. options.SystemDirectories], FirstSystemDirectory = options.IncludeDirectories.Count, ForcedIncludes = options.ForcedIncludes,
                Predefines = kind == Dialect.Bcc ? BccPredefines : "", CpuVersion = target.IsaLevel, KeepLayoutPragmas = true,
            }, new ProvidedHeaders(options.Headers, headers));
            Preprocessor.EnterMainFile(name, text);
        }

        public SourceMap Sources { get; } = new();
        public DiagnosticBag Diagnostics { get; }
        public Preprocessor Preprocessor { get; }
        public KernelTypes Types { get; }

        // Source: the macros BCC passes to clang (src/cc/frontends/clang/loader.cc), as facts.
        private static string BccPredefines => "#define __KERNEL__ 1\n#define KBUILD_MODNAME \"bcc\"\n#define __BPF_TRACING__ 1\n#define CONFIG_CC_IS_CLANG 1\n";

        // The warnings BCC switches off before the program's own flags (same file); a comparison or lookup for nothing is a mistake there too.
        // Pointers for integers are errors, as in clang 16 and later, but for BCC: its tools write such code, for the clang of their day.
        private static IReadOnlyList<string> FlagsOf(Dialect kind, CompileOptions options) => kind == Dialect.Bcc
            ? ["no-unused-value", "unused-comparison", "unused-result", "no-error=int-conversion", "no-pointer-sign", "no-address-of-packed-member", "no-duplicate-decl-specifier", .. options.WarningFlags]
            : options.WarningFlags;

        private TranslationUnit Parse() => new Parser(Preprocessor, Diagnostics, dialect.IsTypeName, new ParserHints
        {
            SimilarTypes = dialect.SimilarTypeNames, KindOfTag = dialect.KindOfTag, SimilarMacros = Preprocessor.SimilarMacros, IsInMacro = l => Sources.ExpandedAt(l).IsKnown,
        }).ParseTranslationUnit();

        private TranslationUnit ParseFurther(string name, string text)
        {
            Preprocessor.EnterFurtherFile(name, text);
            return Parse();
        }

        public BoundUnit Analyse(PhaseReport? phases)
        {
            var tree = Parse();
            if (isBcc && !Diagnostics.HasErrors)
            {
                tree = new TranslationUnit([.. tree.Items, .. ParseFurther("<footer>", BccFooter).Items]) { Span = tree.Span };
                tree = new KernelPrelude(headers, Types, Diagnostics, ParseFurther).AddTo(tree);
            }

            phases?.End("preprocess and parse");
            var unit = Binder.Bind(tree, dialect, target, Diagnostics, Preprocessor);
            phases?.End("bind");
            return unit;
        }
    }
}
