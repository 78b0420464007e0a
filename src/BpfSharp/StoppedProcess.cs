// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using BpfSharp.Kernel.Syscalls;

namespace BpfSharp;

/// <summary>A command started but held before its first instruction, so that tracing can be attached to its pid before it does anything.</summary>
/// <remarks>A shell stops itself and then becomes the command: the pid stays, and what the shell did before is over when tracing begins.</remarks>
public sealed class StoppedProcess : IDisposable
{
    private const int WaitMs = 5000;
    private readonly Process process;

    private StoppedProcess(Process process) => this.process = process;

    public int Pid => process.Id;
    public bool HasExited => process.HasExited;

    /// <exception cref="BpfException">The command could not be started.</exception>
    public static StoppedProcess Start(IReadOnlyList<string> command)
    {
        var start = new ProcessStartInfo("/bin/sh") { ArgumentList = { "-c", "kill -STOP $$; exec \"$@\"", "sh" } };
        foreach (var word in command)
        {
            start.ArgumentList.Add(word);
        }

        var stopped = new StoppedProcess(Process.Start(start) ?? throw new BpfException("start", command[0], 0));
        stopped.WaitUntilStopped(command[0]);
        return stopped;
    }

    /// <summary>Lets the command run; <paramref name="exited"/> is called on another thread when it has ended.</summary>
    public void ContinueUntilExit(Action exited)
    {
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => exited();
        Kill.Send(Pid, Kill.SIGCONT);
    }

    /// <summary>Ends the command if it still runs.</summary>
    public void Dispose()
    {
        if (!process.HasExited)
        {
            Kill.Send(Pid, Kill.SIGKILL);
        }

        process.Dispose();
    }

    private void WaitUntilStopped(string command)
    {
        for (var clock = Stopwatch.StartNew(); clock.ElapsedMilliseconds < WaitMs; Thread.Sleep(1))
        {
            if (process.HasExited)
            {
                break;
            }

            // The state follows the command's name in parentheses, which may itself hold any character.
            var stat = File.ReadAllText($"/proc/{Pid}/stat");
            if (stat.AsSpan(stat.LastIndexOf(')') + 2).StartsWith("T"))
            {
                return;
            }
        }

        Dispose();
        throw new BpfException("start", command, 0, "the command did not come up to be traced");
    }
}
