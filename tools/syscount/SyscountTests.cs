// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Runtime.InteropServices;
using BpfSharp.Tests.Support;

namespace BpfSharp.Tools.Tests;

public class SyscountTests
{
    private const int Million = 1_000_000;

    [SkippableFact]
    public void Counts_a_million_calls_exactly()
    {
        Machine.RequireRoot();
        var result = Cli.Trace(["syscount", "-p", Pid, "--syscall", "getppid"], () => CallGetppid(Million));
        var line = Assert.Single(result.Lines, l => l.StartsWith("getppid", StringComparison.Ordinal));
        Assert.Equal("1000000", line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
    }

    [SkippableFact]
    public void Counts_by_process_agree_over_several_threads()
    {
        Machine.RequireRoot();
        const int Threads = 4, Each = 50_000;
        var result = Cli.Trace(["syscount", "-P", "-p", Pid, "--syscall", "getppid"], () =>
        {
            var threads = Enumerable.Range(0, Threads).Select(_ => new Thread(() => CallGetppid(Each))).ToList();
            threads.ForEach(t => t.Start());
            threads.ForEach(t => t.Join());
        });
        var line = Assert.Single(result.Lines, l => l.StartsWith(Pid + " ", StringComparison.Ordinal));
        Assert.EndsWith(" " + (Threads * Each).ToString(CultureInfo.InvariantCulture), line, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Latency_of_a_sleep_is_its_length()
    {
        Machine.RequireRoot();
        var result = Cli.Trace(["syscount", "-L", "-m", "--syscall", "clock_nanosleep"], () => Work.RunToEnd("/bin/sleep", "0.5"));
        var line = Assert.Single(result.Lines, l => l.StartsWith("clock_nanosleep", StringComparison.Ordinal));
        Assert.InRange(double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[2], CultureInfo.InvariantCulture), 500, 5000);
    }

    [SkippableFact]
    public void Errno_filter_counts_only_that_error()
    {
        Machine.RequireRoot();
        var missing = "/nonexistent/" + Guid.NewGuid().ToString("N");
        var result = Cli.Trace(["syscount", "-e", "ENOENT", "-p", Pid, "--syscall", "chdir"], () =>
        {
            for (var i = 0; i < 7; i++)
            {
                Assert.Equal(-1, chdir(missing));
                Assert.Equal(0, chdir("."));
            }
        });
        Assert.EndsWith(" 7", Assert.Single(result.Lines, l => l.StartsWith("chdir", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_system_calls_without_root()
    {
        var result = Cli.Run("syscount", "-l");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("openat2", result.Output, StringComparison.Ordinal);
    }

    private static string Pid => Environment.ProcessId.ToString(CultureInfo.InvariantCulture);

    private static void CallGetppid(int times)
    {
        for (var i = 0; i < times; i++)
        {
            _ = getppid();
        }
    }

    [DllImport("libc")]
    private static extern int getppid();

    [DllImport("libc", CharSet = CharSet.Ansi)]
    private static extern int chdir(string path);
}
