// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Text;

namespace BpfSharp.Tests.Support;

/// <summary>Runs the executable that ./bpfsharp runs, as a user would.</summary>
internal static class Cli
{
    // Generous: under software emulation a refusal after a million verifier steps takes over a minute.
    private const int TimeoutMs = 240_000;

    public static string Executable { get; } = Repository.PathOf("artifacts", "bpfsharp");

    public static CliResult Run(params string[] arguments) => RunProgram(Executable, arguments);

    public static CliResult RunProgram(string program, IEnumerable<string> arguments, string? input = null)
    {
        using var process = Start(program, arguments);
        if (input is not null)
        {
            process.Process.StandardInput.Write(input);
        }

        process.Process.StandardInput.Close();
        return process.Finish(TimeoutMs);
    }

    /// <summary>Starts a tracing command, waits until it says it is attached (-v is added), does the work, then presses Ctrl-C and collects the output.</summary>
    public static CliResult Trace(IEnumerable<string> arguments, Action work)
    {
        using var process = Start(Executable, [.. arguments, "-v"]);
        process.WaitForError("attached", TimeoutMs);
        // The last of several attachments follows at once; events of before don't matter, those after must all be seen.
        Thread.Sleep(300);
        work();
        Thread.Sleep(300);
        process.Interrupt();
        return process.Finish(TimeoutMs);
    }

    public static RunningProcess Start(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return new RunningProcess(Process.Start(start)!);
    }

    internal sealed class RunningProcess : IDisposable
    {
        private readonly StringBuilder output = new();
        private readonly StringBuilder error = new();
        private readonly Lock sync = new();

        public RunningProcess(Process process)
        {
            Process = process;
            process.OutputDataReceived += (_, line) => Append(output, line.Data);
            process.ErrorDataReceived += (_, line) => Append(error, line.Data);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
        }

        public Process Process { get; }

        public void WaitForError(string text, int timeoutMs)
        {
            var clock = Stopwatch.StartNew();
            while (clock.ElapsedMilliseconds < timeoutMs && !Process.HasExited)
            {
                lock (sync)
                {
                    if (error.ToString().Contains(text, StringComparison.Ordinal))
                    {
                        return;
                    }
                }

                Thread.Sleep(10);
            }

            Process.WaitForExit(1000);
            lock (sync)
            {
                Assert.Fail($"'{text}' was not said; output: {output}; error: {error}");
            }
        }

        public void Interrupt() => Signal("INT");

        public void Signal(string name)
        {
            using var kill = System.Diagnostics.Process.Start("/bin/kill", ["-" + name, Process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            kill.WaitForExit();
        }

        public CliResult Finish(int timeoutMs)
        {
            if (!Process.WaitForExit(timeoutMs))
            {
                Process.Kill();
                Assert.Fail($"did not end within {timeoutMs} ms; output: {output}; error: {error}");
            }

            Process.WaitForExit();
            lock (sync)
            {
                return new CliResult(Process.ExitCode, output.ToString(), error.ToString());
            }
        }

        public void Dispose() => Process.Dispose();

        private void Append(StringBuilder target, string? line)
        {
            lock (sync)
            {
                if (line is not null)
                {
                    target.AppendLine(line);
                }
            }
        }
    }
}

internal sealed record CliResult(int ExitCode, string Output, string Error)
{
    public IReadOnlyList<string> Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
