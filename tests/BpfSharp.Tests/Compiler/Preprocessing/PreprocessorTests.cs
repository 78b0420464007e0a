// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using BpfSharp.Compiler.Preprocessing;
using BpfSharp.Tests.Support;

namespace BpfSharp.Tests.Compiler.Preprocessing;

public class PreprocessorTests
{
    [Theory]
    [InlineData("const __const __const__", nameof(TokenKind.Const))]
    [InlineData("inline __inline __inline__", nameof(TokenKind.Inline))]
    [InlineData("volatile __volatile __volatile__", nameof(TokenKind.Volatile))]
    [InlineData("asm __asm __asm__", nameof(TokenKind.Asm))]
    [InlineData("typeof __typeof __typeof__", nameof(TokenKind.Typeof))]
    [InlineData("__attribute __attribute__", nameof(TokenKind.Attribute))]
    [InlineData("static_assert _Static_assert", nameof(TokenKind.StaticAssert))]
    [InlineData("xconst constx", nameof(TokenKind.Identifier))]
    public void Spellings_share_a_keyword_kind(string text, string kind) =>
        Assert.All(TextRun.Tokens(text), t => Assert.Equal(kind, t.Kind.ToString()));

    [Fact]
    public void A_keyword_can_be_a_macro() => Assert.Equal("x if y", TextRun.Of("#define while if\n#define if2 while\nx while y").Output.Trim());

    [Fact]
    public void The_end_of_the_text_is_given_again_and_again()
    {
        var preprocessor = new Preprocessor(new(), new(), new PreprocessorOptions(), NoVirtualHeaders.Instance);
        preprocessor.EnterMainFile("a.c", "x");
        preprocessor.Next();
        Assert.All([preprocessor.Next(), preprocessor.Next(), preprocessor.Next()], t => Assert.Equal(TokenKind.EndOfFile, t.Kind));
    }

    [Fact]
    public void Command_line_defines_and_undefines_in_order()
    {
        var options = new PreprocessorOptions { Defines = ["A", "B=2 + 3", "F(x)=x x", "C", "-C"], CpuVersion = 4, Predefines = "#define __KERNEL__ 1\n#define A 9\n#undef A\n" };
        Assert.Equal("1 2 + 3 y y C 1 4 1", TextRun.Of("A B F(y) C __KERNEL__ __BPF_CPU_VERSION__ __bpf__", options).Output.Trim());
    }

    [Fact]
    public void A_line_break_in_a_define_starts_no_directive()
    {
        var run = TextRun.Of("A", new PreprocessorOptions { Defines = ["A=1\n#error no"] });
        Assert.Equal("1 #error no", run.Output.Trim());
        Assert.Empty(run.Ids);
    }

    [Fact]
    public void Predefined_macros_cause_no_diagnostics() => Assert.Empty(TextRun.Of("__SIZEOF_LONG__").Ids);

    [Fact]
    public void Kernel_macros_are_asked_for_once_and_only_when_used()
    {
        var headers = new FakeHeaders { Macros = { ["AF_INET"] = "AF_INET 2", ["twice"] = "twice(a) ((a) + (a))", ["HIDDEN"] = "HIDDEN no", ["MINE"] = "MINE no", ["UNDONE"] = "UNDONE no" } };
        const string text = "#define MINE yes\n#undef UNDONE\nAF_INET twice(1) MINE UNDONE other other AF_INET\n#ifdef AF_INET\nd\n#endif\n#if defined(twice) && 0\nHIDDEN\n#endif\n";
        Assert.Equal("2 ((1) + (1)) yes UNDONE other other 2\nd", TextRun.Of(text, headers: headers).Output.Trim());
        Assert.Equal(["AF_INET", "twice", "yes", "other", "d"], headers.Asked.Where(n => !n.StartsWith('_')));
    }

    [Fact]
    public void A_program_may_replace_a_kernel_macro_silently()
    {
        var headers = new FakeHeaders { Macros = { ["ETH_P_IP"] = "ETH_P_IP 0x0800" } };
        var run = TextRun.Of("#define ETH_P_IP 2048\nETH_P_IP", headers: headers);
        Assert.Equal("2048", run.Output.Trim());
        Assert.Empty(run.Ids);
    }

    [Fact]
    public void Virtual_headers_come_after_real_files_and_show_as_their_name()
    {
        var headers = new FakeHeaders { Headers = { ["linux/a.h"] = "virtual_a __FILE__\n" } };
        Assert.Equal("virtual_a \"<linux/a.h>\"", TextRun.Of("#include <linux/a.h>\n", headers: headers).Output.Trim());
        using var folder = new Folder(("linux/a.h", "real_a\n"));
        Assert.Equal("real_a", TextRun.Of("#include <linux/a.h>\n", new PreprocessorOptions { IncludeDirectories = [folder.Path] }, headers).Output.Trim());
    }

    [Fact]
    public void Quoted_includes_look_beside_the_includer_and_next_goes_on_in_the_search_path()
    {
        using var folder = new Folder(
            ("main.c", "#include \"sub/x.h\"\n"), ("sub/x.h", "x #define\n#include \"y.h\"\n"), ("sub/y.h", "y\n#include <n.h>\n"),
            ("one/n.h", "n1\n#include_next <n.h>\n"), ("two/n.h", "n2 __INCLUDE_LEVEL__\n"), ("y.h", "wrong\n"));
        var options = new PreprocessorOptions { IncludeDirectories = [folder["one"], folder["two"]] };
        Assert.Equal("x #define\ny\nn1\nn2 4", TextRun.Of(File.ReadAllText(folder["main.c"]), options, path: folder["main.c"]).Output.Trim());
    }

    [Theory]
    [InlineData("#ifndef G\n#define G\nbody\n#endif\n")]
    [InlineData("// text\n#if !defined(G)\n#define G 1\nbody\n#endif /* G */\n")]
    [InlineData("#pragma once\nbody\n")]
    [InlineData("_Pragma(\"once\") body\n")]
    public void A_guarded_header_is_read_once(string header)
    {
        var headers = new FakeHeaders { Headers = { ["g.h"] = header } };
        var run = TextRun.Of("#include <g.h>\n#include <g.h>\n#include <g.h>\n", headers: headers);
        Assert.Equal("body", run.Output.Trim());
        Assert.Single(run.Sources.Files, f => f.Path == "<g.h>");
    }

    [Theory]
    [InlineData("#ifndef G\n#define G\nbody\n#endif\nx\n", "body\nx\nx")]
    [InlineData("#ifndef G\n#define G\nbody\n#else\nx\n#endif\n", "body\nx")]
    [InlineData("a\n#ifndef G\n#define G\nbody\n#endif\n", "a\nbody\na")]
    [InlineData("#ifndef G\n#define G\nb\n#endif\n#ifndef H\nc\n#endif\n", "b\nc\nc")]
    public void A_header_with_something_outside_its_guard_is_read_again(string header, string expected)
    {
        var headers = new FakeHeaders { Headers = { ["g.h"] = header } };
        Assert.Equal(expected, TextRun.Of("#include <g.h>\n#include <g.h>\n", headers: headers).Output.Trim());
    }

    [Fact]
    public void Computed_includes_take_both_forms()
    {
        var headers = new FakeHeaders { Headers = { ["a/b-c.h"] = "ok\n" } };
        Assert.Equal("ok\nok\nok", TextRun.Of("#define H <a/b-c.h>\n#define S(x) #x\n#define Q S(a/b-c.h)\n#include H\n#include Q\n#include <a/b-c.h>\n", headers: headers).Output.Trim());
        Assert.Equal("1 0", TextRun.Of("#define H <a/b-c.h>\n__has_include(H) __has_include(\"zz\")", headers: headers).Output.Trim());
    }

    [Fact]
    public void Looking_ahead_reports_nothing_twice() => Assert.Equal(["BS0100"], TextRun.Of("#define f(x) x\nf /* open").Ids);

    [Fact]
    public void Including_oneself_ends_in_one_error()
    {
        var headers = new FakeHeaders { Headers = { ["self.h"] = "#include <self.h>\n" } };
        Assert.Equal(["BS0124"], TextRun.Of("#include <self.h>\nx", headers: headers).Ids);
    }

    [Fact]
    public void Forced_includes_and_devices_without_end_work()
    {
        using var folder = new Folder(("f.h", "forced\n"));
        Assert.Equal("forced\nmain", TextRun.Of("main", new PreprocessorOptions { ForcedIncludes = [folder["f.h"]] }).Output.Trim());
        Assert.Equal("x", TextRun.Of("#include \"/dev/zero\"\nx").Output.Trim());
    }

    [Fact]
    public void Layout_pragmas_reach_the_parser_when_asked_for()
    {
        const string text = "#pragma pack(push, 1)\n#pragma clang attribute push (__attribute__((preserve_access_index)), apply_to = record)\nx";
        Assert.Equal("x", TextRun.Of(text).Output.Trim());
        var kept = TextRun.Of(text, new PreprocessorOptions { KeepLayoutPragmas = true }).Output.Trim();
        Assert.Equal("#pragma pack(push, 1)\n#pragma clang attribute push (__attribute__((preserve_access_index)), apply_to = record)\nx", kept);
    }

    [Fact]
    public void Pushed_macros_come_back() =>
        Assert.Equal("2 1", TextRun.Of("#define A 1\n#pragma push_macro(\"A\")\n#undef A\n#define A 2\nA\n#pragma pop_macro(\"A\")\nA").Output.Trim().ReplaceLineEndings(" "));

    [Fact]
    public void Line_markers_say_where_text_comes_from()
    {
        var headers = new FakeHeaders { Headers = { ["a.h"] = "in_a\n" } };
        var output = TextRun.Of("one\n#include <a.h>\ntwo\n\n\n\n\n\n\n\n\n\n\n\n  far", headers: headers, lineMarkers: true).Output;
        Assert.Equal("# 1 \"test.c\"\none\n# 1 \"<a.h>\" 1\nin_a\n# 3 \"test.c\" 2\ntwo\n# 15 \"test.c\"\n  far\n", output);
    }

    [Fact]
    public void Output_preprocesses_to_itself()
    {
        foreach (var file in Directory.GetFiles(Repository.PathOf("tests", "golden", "preprocess")))
        {
            var text = File.ReadAllText(file);
            var once = TextRun.Of(text[..text.IndexOf("\n=====", StringComparison.Ordinal)]).Output;
            Assert.Equal(TextRun.Tokens(once).Select(t => t.Text), TextRun.Tokens(TextRun.Of(once).Output).Select(t => t.Text));
        }
    }

    [Theory]
    [InlineData("#define A0 x x x x\n{0}A30", "#define A{1} A{0} A{0}\n", 30)]
    [InlineData("#define A0(x) x\n{0}A40(x)", "#define A{1}(x) A{0}(x##x)\n", 40)]
    [InlineData("#define D(x) x x\n{0}x", "D(", 60)]
    [InlineData("#define f(x) x\n{0}x", "f(", 100_000)]
    [InlineData("#if {0}1", "(", 100_000)]
    [InlineData("#if {0}1", "!", 100_000)]
    [InlineData("{0}", "#if 1\n", 50_000)]
    [InlineData("#define S(x) #x\n#define X(x) S(x)\n{0}\"", "X(", 200)]
    [InlineData("{0}", "/*", 100_000)]
    [InlineData("{0}", "\\\n", 100_000)]
    [InlineData("{0}", "#define A(x) A(\n", 10_000)]
    public void Bombs_end_in_time(string frame, string piece, int count)
    {
        var pieces = string.Concat(Enumerable.Range(0, count).Select(i => piece.Replace("{0}", $"{i}", StringComparison.Ordinal).Replace("{1}", $"{i + 1}", StringComparison.Ordinal)));
        var clock = Stopwatch.StartNew();
        TextRun.Of(frame.Replace("{0}", pieces, StringComparison.Ordinal) + string.Concat(Enumerable.Repeat(")", count)), new PreprocessorOptions { ExpansionBudget = 1_000_000 });
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 20);
    }
}
