// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using BpfSharp.Tests.Support;

namespace BpfSharp.Tests.CommandTests;

/// <summary>However a command ends, the kernel holds the programs, maps and links it held before.</summary>
public class LeavesNothingTests
{
    private const string Hello = "BPF_HASH(counts, u32, u64); TRACEPOINT_PROBE(sched, sched_switch) { u32 k = 0; counts.increment(k); return 0; }";
    private const int TimeoutMs = 30_000;

    [SkippableTheory]
    [InlineData("INT", "run", "-e", Hello)]
    [InlineData("TERM", "run", "-e", Hello)]
    [InlineData("HUP", "run", "-e", Hello)]
    [InlineData("KILL", "run", "-e", Hello)]
    [InlineData("INT", "opensnoop")]
    [InlineData("TERM", "execsnoop")]
    [InlineData("INT", "syscount")]
    [InlineData("TERM", "runqlat")]
    public void Signals(string signal, params string[] arguments)
    {
        var before = Held();
        using (var process = Support.Cli.Start(Executable(), [.. arguments, "-v"]))
        {
            process.WaitForError("attached", TimeoutMs);
            process.Signal(signal);
            process.Process.WaitForExit(TimeoutMs);
        }

        AssertGone(before);
    }

    [SkippableTheory]
    [InlineData("opensnoop")]
    [InlineData("run -e 'TRACEPOINT_PROBE(syscalls, sys_enter_openat) { bpf_trace_printk(\"open\\n\"); return 0; }'")]
    public void Closed_pipes(string command)
    {
        var before = Held();
        var executable = Executable();
        var script = $"(for i in $(seq 100); do sleep 0.05; cat /etc/hostname; done) >/dev/null 2>&1 & timeout 20 {executable} {command} | head -1";
        var result = Support.Cli.RunProgram("/bin/bash", ["-c", script + "; echo ${PIPESTATUS[0]}"]);
        Assert.DoesNotContain("124", result.Lines[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        AssertGone(before);
    }

    [SkippableFact]
    public void Refused_programs()
    {
        var before = Held();
        Executable();
        Support.Cli.Run("run", "--dry-run", "-e", "BPF_HASH(m, u32, u64); TRACEPOINT_PROBE(sched, sched_switch) { u32 k = 0; u64 *v = m.lookup(&k); return *v; }");
        AssertGone(before);
    }

    [SkippableTheory]
    [InlineData("BPF_TABLE_PUBLIC(\"hash\", u32, u64, m, 8);", 0)]
    [InlineData("BPF_TABLE_SHARED(\"hash\", u32, u64, m, 8);", 0)]
    [InlineData("BPF_TABLE_PINNED(\"hash\", u32, u64, m, 8, \"/sys/fs/bpf/bpfsharp-check/m\");", 0)]
    [InlineData("BPF_TABLE(\"extern\", u32, u64, m, 8);", 1)]
    public void Maps_meant_for_others_are_checked_alone(string map, int expected)
    {
        var before = Held();
        Executable();
        using var folder = new TemporaryFolder();
        var file = folder.Write("maps.c", map + " int f(struct __sk_buff *skb) { u32 k = 0; u64 *v = m.lookup(&k); return v ? *v : 0; }");
        var result = Support.Cli.Run("check", "--dialect", "bcc", file);
        Assert.Equal(expected, result.ExitCode);
        Assert.Contains(expected == 0 ? "loaded" : "BS0415", result.Output + result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists("/sys/fs/bpf/bpfsharp-check"));
        AssertGone(before);
    }

    private static string Executable()
    {
        Machine.RequireRoot();
        Machine.RequireFile(Support.Cli.Executable, "the native executable (eng/build-native)");
        return Support.Cli.Executable;
    }

    /// <summary>Kind, id and name of all that is loaded by this test's own processes' names; other tests run at the same time.</summary>
    private static HashSet<string> Held()
    {
        Machine.RequireRoot();
        var bpftool = Machine.RequireProgram("bpftool");
        var held = new HashSet<string>();
        foreach (var kind in (string[])["prog", "map", "link"])
        {
            var result = Support.Cli.RunProgram(bpftool, ["-j", kind, "list"]);
            using var document = JsonDocument.Parse(result.Output.Length == 0 ? "[]" : result.Output);
            foreach (var item in document.RootElement.EnumerateArray())
            {
                held.Add($"{kind} {item.GetProperty("id").GetInt32()} {Owner(item)}");
            }
        }

        return held;
    }

    private static string Owner(JsonElement item) =>
        item.TryGetProperty("pids", out var pids) && pids.GetArrayLength() > 0 ? pids[0].GetProperty("comm").GetString() ?? "" : "";

    // The kernel frees in the background; what is still there after two seconds, stays.
    private static void AssertGone(HashSet<string> before)
    {
        var left = new HashSet<string>();
        for (var attempt = 0; attempt < 20; attempt++)
        {
            left = Held();
            left.ExceptWith(before);
            left.RemoveWhere(static l => !l.EndsWith("bpfsharp", StringComparison.Ordinal) && !l.EndsWith(' '));
            if (left.Count == 0)
            {
                return;
            }

            Thread.Sleep(100);
        }

        Assert.Fail("left behind: " + string.Join("; ", left));
    }
}
