// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.Json;
using BpfSharp.Compiler.Diagnostics;
using BpfSharp.Compiler.Source;
using BpfSharp.Tests.Compiler.Preprocessing;

namespace BpfSharp.Tests.Compiler.Source;

public class SourceMapTests
{
    [Fact]
    public void Resolves_lines_and_columns_of_several_files()
    {
        var map = new SourceMap();
        var a = map.AddFile("a.c", "one\r\ntwo\n");
        var b = map.AddFile("b.c", "");
        Assert.Equal("a.c:1:1", map.Resolve(new(a.Start)).ToString());
        Assert.Equal(("a.c:2:2", "two"), (map.Resolve(new(a.Start + 6)).ToString(), map.Resolve(new(a.Start + 6)).LineText));
        Assert.Equal("one", map.Resolve(new(a.Start + 1)).LineText);
        Assert.Equal("a.c:3:1", map.Resolve(new(a.Start + 9)).ToString());
        Assert.Equal("b.c:1:1", map.Resolve(new(b.Start)).ToString());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(1000)]
    public void A_place_outside_all_text_is_nowhere(int position)
    {
        var map = new SourceMap();
        map.AddFile("a.c", "x");
        Assert.False(map.Resolve(new(position)).IsKnown);
        Assert.Empty(map.GetExpansionChain(new(position)));
    }

    [Fact]
    public void A_macro_token_knows_its_use_and_its_definition()
    {
        var map = new SourceMap();
        var file = map.AddFile("a.c", "#define M 1 + x\nint y = M;\n");
        var expansion = map.AddExpansion("M", new(file.Start + 10), 5, new(file.Start + 24));
        SourceLocation x = new(expansion.Position + 4);
        Assert.Equal("a.c:2:9", map.Resolve(x).ToString());
        Assert.Equal("a.c:1:15", map.ResolveSpelling(x).ToString());
        Assert.Equal("M", Assert.Single(map.GetExpansionChain(x)).Macro);
    }

    [Fact]
    public void Json_has_places_macros_and_notes()
    {
        var run = TextRun.Of("#define M 1\n#define M @\nM\n");
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            DiagnosticJson.Write(writer, run.Diagnostics.Diagnostics, run.Sources);
        }

        var json = JsonDocument.Parse(Encoding.UTF8.GetString(stream.ToArray())).RootElement;
        Assert.Equal(2, json.GetArrayLength());
        Assert.Equal(("BS0114", "warning", 2, 9), (json[0].GetProperty("id").GetString(), json[0].GetProperty("severity").GetString(), json[0].GetProperty("line").GetInt32(), json[0].GetProperty("column").GetInt32()));
        Assert.Equal(1, json[0].GetProperty("notes")[0].GetProperty("line").GetInt32());
        Assert.Equal("M", json[1].GetProperty("macros")[0].GetProperty("name").GetString());
    }

    [Fact]
    public void Colours_only_when_asked_for()
    {
        var run = TextRun.Of("@");
        Assert.DoesNotContain("\e[", run.Rendered, StringComparison.Ordinal);
        Assert.Contains("\e[1;31merror: ", new DiagnosticRenderer(run.Sources, useColour: true).RenderAll(run.Diagnostics.Diagnostics), StringComparison.Ordinal);
    }
}
