// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Tests.Support;

namespace BpfSharp.Tools.Tests;

public class ExecsnoopTests
{
    [SkippableFact]
    public void Shows_an_exec_once_with_its_arguments()
    {
        Machine.RequireRoot();
        var mark = Guid.NewGuid().ToString("N");
        var pid = 0;
        var result = Cli.Trace(["execsnoop"], () => pid = Work.RunToEnd("/bin/echo", mark, "two words", ""));

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("COMM             PID     PPID    RET ARGS", result.Lines[0].TrimEnd());
        var line = Assert.Single(result.Lines, l => l.Contains(mark, StringComparison.Ordinal));
        Assert.Equal($"{"echo",-16} {pid,-7} {Environment.ProcessId,-7} {0,3} /bin/echo {mark} two words", line.TrimEnd());
    }

    [SkippableFact]
    public void Failed_execs_are_shown_on_request_only()
    {
        Machine.RequireRoot();
        var missing = "/nonexistent/" + Guid.NewGuid().ToString("N");
        void Attempt() => Work.Shell("exec " + missing);

        Assert.DoesNotContain(missing, Cli.Trace(["execsnoop"], Attempt).Lines.Where(l => !l.Contains("sh -c", StringComparison.Ordinal)));
        var line = Assert.Single(Cli.Trace(["execsnoop", "-x"], Attempt).Lines, l => l.TrimEnd().EndsWith(" " + missing, StringComparison.Ordinal) && !l.Contains("-c", StringComparison.Ordinal));
        Assert.Contains("  -2 " + missing, line, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Quoted_arguments_keep_their_spaces_apart()
    {
        Machine.RequireRoot();
        var mark = Guid.NewGuid().ToString("N");
        var result = Cli.Trace(["execsnoop", "-q"], () => Work.RunToEnd("/bin/echo", mark, "a \"b\" c"));
        Assert.Contains($"\"/bin/echo\" \"{mark}\" \"a \\\"b\\\" c\"", result.Output.Replace("\\\\", "\\", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void More_arguments_than_asked_for_end_in_dots()
    {
        Machine.RequireRoot();
        var mark = Guid.NewGuid().ToString("N");
        var result = Cli.Trace(["execsnoop", "--max-args", "3"], () => Work.RunToEnd("/bin/echo", mark, "2", "3", "4"));
        Assert.Contains($"/bin/echo {mark} 2 ...", result.Output, StringComparison.Ordinal);
    }
}
