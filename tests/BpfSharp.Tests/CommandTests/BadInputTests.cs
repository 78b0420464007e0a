// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.Json;
using BpfSharp.Tests.Support;

namespace BpfSharp.Tests.CommandTests;

/// <summary>Wrong files, wrong options and machines that lack something: one clear line and the right exit code.</summary>
public class BadInputTests
{
    private const int Usage = 1, NotPermitted = 2, NotSupported = 3, Refused = 4;

    [SkippableTheory]
    [InlineData("/no/such/file.c", "such")]
    [InlineData("/tmp", "directory")]
    public void Files_that_cannot_be_read_are_named(string path, string complaint)
    {
        foreach (var arguments in (string[][])[["cc", "-c", path, "-o", "/dev/null"], ["run", path]])
        {
            var result = Run(arguments);
            Assert.Equal(Usage, result.ExitCode);
            Assert.Contains(path, result.Error, StringComparison.Ordinal);
            Assert.Contains(complaint, result.Error, StringComparison.OrdinalIgnoreCase);
            Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
    }

    [SkippableFact]
    public void Diagnostics_are_explained()
    {
        var result = Run("explain", "BS0500");
        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("BS0500\nerror: function '…' needs", result.Output, StringComparison.Ordinal);
        Assert.All(result.Output.Split('\n'), static line => Assert.InRange(line.Length, 0, 100));
        Assert.Equal(result.Output, Run("cc", "--explain", "bs0500").Output);
        Assert.Equal(Usage, Run("explain", "BS9999").ExitCode);
        Assert.Equal(Usage, Run("explain").ExitCode);
    }

    [SkippableFact]
    public void Empty_files_have_no_programs_and_binary_files_end_in_diagnostics()
    {
        Machine.RequireRoot();
        using var folder = new TemporaryFolder();
        var empty = folder.Write("empty.c", "");
        var result = Run("run", empty);
        Assert.Equal(Usage, result.ExitCode);
        Assert.Contains("no program", result.Error, StringComparison.Ordinal);

        var bytes = new byte[100_000];
        new Random(1).NextBytes(bytes);
        File.WriteAllBytes(empty, bytes);
        result = Run("cc", "-c", empty, "-o", "/dev/null");
        Assert.Equal(Usage, result.ExitCode);
        Assert.Contains("errors generated", result.Error, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("cc", "-mcpu=v9")]
    [InlineData("cc", "-target", "x86_64")]
    [InlineData("cc", "-o")]
    [InlineData("cc", "--dialect=perl", "x.c")]
    [InlineData("run", "--duration", "soon", "x.c")]
    [InlineData("run", "--dialect", "perl", "x.c")]
    [InlineData("run")]
    [InlineData("opensnoop", "-p", "abc")]
    [InlineData("opensnoop", "--no-such-option")]
    [InlineData("execsnoop", "--max-args", "x")]
    [InlineData("syscount", "-i", "x")]
    [InlineData("runqlat", "x")]
    [InlineData("no-such-command")]
    public void Bad_options_are_refused(params string[] arguments)
    {
        var result = Run(arguments);
        Assert.Equal(Usage, result.ExitCode);
        Assert.NotEqual("", result.Error);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Missing_or_damaged_btf_is_named()
    {
        using var folder = new TemporaryFolder();
        var program = folder.Write("p.c", "int f(void *ctx) { return 0; }\n");
        var garbage = folder.Write("garbage", new string('x', 5000));
        foreach (var (file, code) in ((string, int)[])[("/no/such/btf", NotSupported), (garbage, NotSupported), ("/tmp", NotSupported)])
        {
            var result = Run("cc", "--btf", file, "-c", program, "-o", "/dev/null");
            Assert.Equal(code, result.ExitCode);
            Assert.Contains(file, result.Error, StringComparison.Ordinal);
            Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
    }

    [SkippableFact]
    public void Without_root_the_missing_capability_is_named()
    {
        Machine.RequireRoot();
        var setpriv = Machine.RequireProgram("setpriv");
        foreach (var command in (string[][])[["opensnoop"], ["execsnoop"], ["syscount"], ["runqlat"], ["run", "-e", "int kprobe__x(void *ctx) { return 0; }"]])
        {
            var result = Support.Cli.RunProgram(setpriv, ["--bounding-set=-all", "--inh-caps=-all", "--reuid=65534", "--clear-groups", Executable(), .. command]);
            Skip.If(result.Error.Contains("Permission denied", StringComparison.Ordinal) || result.Error.Contains("setpriv", StringComparison.Ordinal), "other users cannot run the executable here");
            Assert.Equal(NotPermitted, result.ExitCode);
            Assert.Contains("CAP_", result.Error, StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public void Without_kernel_btf_the_compiler_says_what_a_type_needs()
    {
        var result = InNamespace("mkdir -p /tmp/nobtf && mount --bind /tmp/nobtf /sys/kernel/btf",
            "cc -fsyntax-only -x c - <<< 'int f(struct pt_regs *ctx) { struct task_struct *t = (void *)bpf_get_current_task(); return t->pid; }'");
        Assert.Equal(Usage, result.ExitCode);
        Assert.Contains("incomplete definition of type 'struct task_struct'", result.Error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Unmounted_tracefs_is_mounted_or_asked_for()
    {
        var result = InNamespace("umount -l /sys/kernel/debug/tracing 2>/dev/null; umount -l /sys/kernel/debug 2>/dev/null; umount -l /sys/kernel/tracing", "opensnoop --dry-run");
        Assert.True(result.ExitCode == 0 || result.Error.Contains("tracefs", StringComparison.Ordinal), result.Error);
    }

    [SkippableFact]
    public void Unknown_tracepoints_are_shown_where_they_are_named()
    {
        Machine.RequireRoot();
        var result = Run("run", "-e", "TRACEPOINT_PROBE(sched, sched_swicth) { return 0; }");
        Assert.Equal(Usage, result.ExitCode);
        Assert.Contains("<command line>:1:1: error: there is no tracepoint 'sched:sched_swicth' on this kernel; did you mean 'sched:sched_switch'?", result.Error, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("missing null check", "BPF_HASH(counts, u32, u64);\nTRACEPOINT_PROBE(sched, sched_switch)\n{\n\tu32 key = 0;\n\tu64 *value = counts.lookup(&key);\n\t*value += 1;\n\treturn 0;\n}\n", 6)]
    [InlineData("out of bounds", "BPF_ARRAY(slots, u64, 4);\nTRACEPOINT_PROBE(sched, sched_switch)\n{\n\tint key = 0;\n\tu64 *value = slots.lookup(&key);\n\tif (value)\n\t\treturn value[args->next_pid];\n\treturn 0;\n}\n", 7)]
    [InlineData("unbounded loop", "TRACEPOINT_PROBE(sched, sched_switch)\n{\n\tu64 n = bpf_ktime_get_ns(), s = 0;\n\twhile (bpf_get_prandom_u32())\n\t\ts += n;\n\treturn s;\n}\n", 4)]
    public void Refusals_point_at_the_line(string name, string text, int line)
    {
        Machine.RequireRoot();
        using var folder = new TemporaryFolder();
        var file = folder.Write("p.c", text);
        var result = Run("run", file, "--dry-run");
        Assert.True(result.ExitCode == Refused, name + ": " + result.Error);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"p.c:{line}"), result.Error, StringComparison.Ordinal);

        // The compiler may have warned of it before.
        var refusal = result.Error[result.Error.IndexOf("run: ", StringComparison.Ordinal)..];
        Assert.True(refusal.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length <= 4, result.Error);
    }

    [Fact]
    public void Json_diagnostics_parse()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("p.c", "int f(void *ctx) { return missing; }\n");
        var result = Run("cc", "-fdiagnostics-format=json", "-c", file, "-o", "/dev/null");
        Assert.Equal(Usage, result.ExitCode);
        using var document = JsonDocument.Parse(result.Error);
        Assert.Equal("BS0300", document.RootElement[0].GetProperty("id").GetString());
        Assert.Equal(27, document.RootElement[0].GetProperty("column").GetInt32());
    }

    [Theory]
    [InlineData("-w", 0, "")]
    [InlineData("-Wno-return-type", 0, "")]
    [InlineData("-Wno-BS0393", 0, "")]
    [InlineData("-Wall", 0, "warning: ")]
    [InlineData("-Werror", 1, "error: ")]
    public void Warnings_obey_their_flags(string flag, int code, string said)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("p.c", "int f(void *ctx) { if (ctx) return 1; }\n");
        var result = Run("cc", flag, "-c", file, "-o", "/dev/null");
        Assert.Equal(code, result.ExitCode);
        Assert.Contains(said, result.Error, StringComparison.Ordinal);
        Assert.True(said.Length > 0 || result.Error.Length == 0, result.Error);
    }

    private static CliResult Run(params string[] arguments)
    {
        Executable();
        return Support.Cli.Run(arguments);
    }

    private static string Executable()
    {
        Machine.RequireFile(Support.Cli.Executable, "the native executable (eng/build-native)");
        return Support.Cli.Executable;
    }

    private static CliResult InNamespace(string prepare, string command)
    {
        Machine.RequireRoot();
        var unshare = Machine.RequireProgram("unshare");
        return Support.Cli.RunProgram(unshare, ["-m", "/bin/bash", "-c", $"{prepare}; exec {Executable()} {command}"]);
    }
}
