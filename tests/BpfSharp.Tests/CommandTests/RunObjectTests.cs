// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Tests.Library;
using BpfSharp.Tests.Support;

namespace BpfSharp.Tests.CommandTests;

/// <summary>Objects that cc wrote, run later: the same output as from their text.</summary>
[Collection("kernel objects")]
public sealed class RunObjectTests : IDisposable
{
    private const string Text = """
        BPF_HASH(calls, u32, u64);
        TRACEPOINT_PROBE(syscalls, sys_enter_getpgid) { calls.increment(args->pid); return 0; }
        """;

    private readonly string directory = Directory.CreateTempSubdirectory("bpfsharp").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [SkippableFact]
    public void An_object_runs_as_its_text_does()
    {
        Needs.Kernel();
        var (source, compiled) = (Path.Combine(directory, "calls.c"), Path.Combine(directory, "calls.o"));
        File.WriteAllText(source, Text);
        var built = Cli.Run("cc", "-c", source, "-o", compiled);
        Assert.True(built.ExitCode == 0, built.Error);
        foreach (var path in (string[])[source, compiled])
        {
            var run = Cli.Trace(["run", path], static () => Enumerable.Range(0, 7).ToList().ForEach(static i => _ = GetPgid(1)));
            Assert.True(run.ExitCode == 0, run.Error);
            Assert.Contains("1: 7", run.Output, StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public void A_damaged_object_is_told()
    {
        Needs.Kernel();
        var path = Path.Combine(directory, "half.o");
        File.WriteAllBytes(path, "\u007fELF\u0002\u0001"u8.ToArray());
        var run = Cli.Run("run", path);
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("half", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [System.Runtime.InteropServices.DllImport("libc", EntryPoint = "getpgid")]
    private static extern int GetPgid(int pid);
}
