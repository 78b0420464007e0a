// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Preprocessing;
using BpfSharp.Compiler.Source;

namespace BpfSharp.Tests.Compiler.Preprocessing;

/// <summary>One run of the preprocessor over a text, with what came out.</summary>
internal sealed class TextRun
{
    private TextRun(SourceMap sources, DiagnosticBag diagnostics, string output)
    {
        (Sources, Diagnostics, Output) = (sources, diagnostics, output);
    }

    public SourceMap Sources { get; }
    public DiagnosticBag Diagnostics { get; }
    public string Output { get; }
    public string Rendered => new DiagnosticRenderer(Sources).RenderAll(Diagnostics.Diagnostics);
    public IEnumerable<string> Ids => Diagnostics.Diagnostics.Select(d => d.Descriptor.Id);

    public static TextRun Of(string text, PreprocessorOptions? options = null, IVirtualHeaders? headers = null, bool lineMarkers = false, string path = "test.c")
    {
        var sources = new SourceMap();
        var diagnostics = new DiagnosticBag();
        var preprocessor = new Preprocessor(sources, diagnostics, options ?? new PreprocessorOptions(), headers ?? NoVirtualHeaders.Instance);
        preprocessor.EnterMainFile(path, text);
        var output = new StringWriter { NewLine = "\n" };
        new PreprocessedWriter(sources, output, lineMarkers).Write(preprocessor);
        return new TextRun(sources, diagnostics, output.ToString());
    }

    public static List<Token> Tokens(string text)
    {
        var preprocessor = new Preprocessor(new SourceMap(), new DiagnosticBag(), new PreprocessorOptions(), NoVirtualHeaders.Instance);
        preprocessor.EnterMainFile("test.c", text);
        var tokens = new List<Token>();
        for (var token = preprocessor.Next(); token.Kind != TokenKind.EndOfFile; token = preprocessor.Next())
        {
            tokens.Add(token);
        }

        return tokens;
    }
}

/// <summary>Headers and macros from dictionaries.</summary>
internal sealed class FakeHeaders : IVirtualHeaders
{
    public Dictionary<string, string> Headers { get; } = [];
    public Dictionary<string, string> Macros { get; } = [];
    public List<string> Asked { get; } = [];

    public bool TryOpenHeader(string name, out string text) => Headers.TryGetValue(name, out text!);

    public bool TryGetMacro(string name, out string definition)
    {
        Asked.Add(name);
        return Macros.TryGetValue(name, out definition!);
    }
}
