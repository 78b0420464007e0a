// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using BpfSharp.Tests.Support;

namespace BpfSharp.Tests.Library;

[Collection("kernel objects")]
public sealed class CheckCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("bpfsharp-check").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private const string Mixed = """
        BPF_HASH(map, u32, u64);
        int good(struct pt_regs *ctx) { return 0; }
        int bad(struct pt_regs *ctx) {
            u32 key = 0;
            return *map.lookup(&key);
        }
        int later(void *ctx) { return LIMIT; }
        """;

    [SkippableFact]
    public void Says_what_became_of_each_program()
    {
        var run = Check(Write("mixed.c", Mixed), "-DLIMIT=3");
        Assert.Equal(4, run.ExitCode);
        var lines = run.Output.Split('\n');
        Assert.Matches("^good +kprobe +2 loaded +2 +[1-9]", lines[1]);
        Assert.Matches("^bad +kprobe +[0-9]+ refused +0 +0 .*mixed.c:5: R[0-9] invalid mem access 'map_value_or_null'$", lines[2]);
        Assert.Matches("^later +kprobe +2 skipped .*--as FUNCTION=TYPE", lines[3]);
    }

    [SkippableFact]
    public void Types_are_names_or_numbers()
    {
        var file = Write("plain.c", "int a(void *ctx) { return 1; }\nint b(void *ctx) { return 1; }\n");
        var run = Check(file, "--as", "a=xdp", "--as=b=5", "--format", "json");
        Assert.Equal(0, run.ExitCode);
        using var json = JsonDocument.Parse(run.Output);
        var types = json.RootElement.GetProperty("programs").EnumerateArray()
            .Select(p => (p.GetProperty("name").GetString(), p.GetProperty("type").GetString(), p.GetProperty("verdict").GetString()));
        Assert.Equal([("a", "xdp", "loaded"), ("b", "tracepoint", "loaded")], types);
        Assert.Equal(1, Check(file, "--as", "a=nonsense").ExitCode);
        Assert.Equal(1, Check(file, "--format", "xml").ExitCode);
    }

    [SkippableFact]
    public void Objects_are_checked_too()
    {
        var source = Write("o.c", "#include <bpf/bpf_helpers.h>\nSEC(\"xdp\") int pass(struct xdp_md *ctx) { return 2; }\nchar _license[] SEC(\"license\") = \"GPL\";\n");
        var output = Path.Combine(folder, "o.o");
        Assert.Equal(0, Cli.Run("cc", "-c", source, "-o", output).ExitCode);
        var run = Check(output);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("pass    xdp", run.Output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_batch_reports_every_text_and_the_worst_of_all()
    {
        Write("mixed.c", Mixed);
        Write("wrong.c", "int f(void *ctx) { return nowhere; }\n");
        var list = Write("list.json", """
            [{"file": "wrong.c"}, {"file": "mixed.c", "cflags": ["-DLIMIT=1"], "funcs": {"good": 2, "later": "perf_event"}}]
            """);
        var run = Cli.Run("check", "--batch", list, "--dialect", "bcc", "--format=json");
        Skip.If(run.ExitCode == 2, "needs root");
        Assert.Equal(1, run.ExitCode);
        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        using var wrong = JsonDocument.Parse(lines[0]);
        Assert.False(wrong.RootElement.GetProperty("valid").GetBoolean());
        using var mixed = JsonDocument.Parse(lines[1]);
        Assert.Equal(["loaded", "skipped", "loaded"], mixed.RootElement.GetProperty("programs").EnumerateArray().Select(p => p.GetProperty("verdict").GetString()));
    }

    private static CliResult Check(params string[] arguments)
    {
        var run = Cli.Run(["check", .. arguments]);
        Skip.If(run.ExitCode == 2, "needs root");
        return run;
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
