// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using System.Globalization;
using System.Runtime.InteropServices;
using BpfSharp.Tests.Support;

namespace BpfSharp.Tools.Tests;

public class RunqlatTests
{
    private const int Sleeps = 200;

    [SkippableFact]
    public void A_thread_that_sleeps_n_times_is_delayed_about_n_times()
    {
        Machine.RequireRoot();
        var tid = 0;
        var result = Cli.Trace(["runqlat", "-L", "-p", Environment.ProcessId.ToString(CultureInfo.InvariantCulture), "--json"], () =>
        {
            var thread = new Thread(() =>
            {
                tid = gettid();
                for (var i = 0; i < Sleeps; i++)
                {
                    Thread.Sleep(1);
                }
            });
            thread.Start();
            thread.Join();
        });

        var histogram = Assert.Single(result.Lines.Select(l => JsonDocument.Parse(l).RootElement), h => h.GetProperty("tid").GetInt32() == tid);
        var count = histogram.GetProperty("slots").EnumerateArray().Sum(s => s.GetProperty("count").GetInt64());

        // Each sleep ends in one wake-up; being preempted adds a few more.
        Assert.InRange(count, Sleeps, Sleeps * 2);
    }

    [SkippableFact]
    public void Draws_a_histogram()
    {
        Machine.RequireRoot();
        var result = Cli.Run("runqlat", "1", "1");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("     usecs               : count     distribution", result.Lines);
        Assert.Contains(result.Lines, l => l.StartsWith("         0 -> 1          : ", StringComparison.Ordinal) && l.EndsWith('|'));
    }

    [SkippableFact]
    public void Keys_exclude_each_other() => Assert.Equal(1, Cli.Run("runqlat", "-P", "-L").ExitCode);

    [DllImport("libc")]
    private static extern int gettid();
}
