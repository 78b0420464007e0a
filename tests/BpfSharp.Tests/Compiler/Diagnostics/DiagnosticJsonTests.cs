// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.Json;
using BpfSharp.Compiler;
using BpfSharp.Compiler.Diagnostics;

namespace BpfSharp.Tests.Compiler.Diagnostics;

/// <summary>What docs/json-diagnostics.md promises.</summary>
public class DiagnosticJsonTests
{
    [Fact]
    public void Nothing_to_say_is_an_empty_array() => Assert.Equal("[]", Json("int f(void *ctx) { return 0; }"));

    [Fact]
    public void A_flag_and_a_place() =>
        Assert.Equal(
            """[{"id":"BS0356","severity":"warning","message":"division by zero is undefined","flag":"-Wdivision-by-zero","file":"test.c","line":1,"column":31,"endLine":1,"endColumn":32}]""",
            Json("int f(int *p) { return p[0] / 0; }"));

    [Fact]
    public void A_point_inside_a_range()
    {
        const string Line = "int f(struct s *p) { return *p + 1; }";
        var said = First("struct s { int a; };\n" + Line);
        int[] expected = [Line.IndexOf("*p +", StringComparison.Ordinal) + 1, Line.IndexOf('+', StringComparison.Ordinal) + 1, Line.IndexOf(';', StringComparison.Ordinal) + 1];
        Assert.Equal(expected, ((string[])["startColumn", "column", "endColumn"]).Select(n => said.GetProperty(n).GetInt32()));
        Assert.Equal((2, 2, 2), (said.GetProperty("startLine").GetInt32(), said.GetProperty("line").GetInt32(), said.GetProperty("endLine").GetInt32()));
    }

    [Fact]
    public void Hints_say_what_to_do() => Assert.StartsWith("the type is only declared", First("struct s;\nint f(void *p) { struct s v; return 0; }").GetProperty("hint").GetString(), StringComparison.Ordinal);

    [Fact]
    public void Promoted_warnings_are_errors() =>
        Assert.Equal("error", First("int f(int *p) { return p[0] / 0; }", "error").GetProperty("severity").GetString());

    [Fact]
    public void Macros_come_outermost_first()
    {
        var said = First("#define INNER(x) (x).a\n#define OUTER(x) INNER(x)\nint f(int *p) { return OUTER(*p); }");
        Assert.Equal((3, 24), (said.GetProperty("line").GetInt32(), said.GetProperty("column").GetInt32()));
        var macros = said.GetProperty("macros").EnumerateArray().Select(static m => (m.GetProperty("name").GetString(), m.GetProperty("file").GetString(), m.GetProperty("line").GetInt32(), m.GetProperty("column").GetInt32()));
        Assert.Equal([("OUTER", "test.c", 2, 18), ("INNER", "test.c", 1, 22)], macros);
    }

    [Fact]
    public void Notes_have_places()
    {
        var note = Assert.Single(First("static int g(int a) { return a; }\nint f(int *p) { return g(); }").GetProperty("notes").EnumerateArray());
        Assert.Equal("'g' declared here", note.GetProperty("message").GetString());
        Assert.Equal(("test.c", 1, 12, 13), (note.GetProperty("file").GetString(), note.GetProperty("line").GetInt32(), note.GetProperty("column").GetInt32(), note.GetProperty("endColumn").GetInt32()));
    }

    [Fact]
    public void Columns_count_utf16_units_and_line_directives_count()
    {
        const string Line = "int f(void *p) { /*\U0001F600*/ return q; }";
        var said = First("#line 7 \"gen.src\"\n" + Line);
        Assert.Equal(("gen.src", 7, Line.IndexOf('q', StringComparison.Ordinal) + 1), (said.GetProperty("file").GetString(), said.GetProperty("line").GetInt32(), said.GetProperty("column").GetInt32()));
    }

    [Fact]
    public void What_has_no_place_has_no_file() =>
        Assert.False(JsonDocument.Parse(Write(CommandLineWarnings.Check(["frobnicate"], false), new())).RootElement[0].TryGetProperty("file", out _));

    private static JsonElement First(string text, params string[] flags) => JsonDocument.Parse(Json(text, flags)).RootElement[0];

    private static string Json(string text, params string[] flags)
    {
        var result = CCompiler.Compile(text, "test.c", new CompileOptions { WarningFlags = flags }, new TargetDescription());
        return Write(result.Diagnostics, result.Sources);
    }

    private static string Write(IReadOnlyList<Diagnostic> diagnostics, BpfSharp.Compiler.Source.SourceMap sources)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            DiagnosticJson.Write(writer, diagnostics, sources);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
