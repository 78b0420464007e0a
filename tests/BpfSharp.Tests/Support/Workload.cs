// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using BpfSharp.Tests.Objects;

namespace BpfSharp.Tests.Support;

/// <summary>One of tests/workloads as a process that waits until probes are attached: each does one thing an exact number of times.</summary>
internal sealed class Workload : IDisposable
{
    private const int AbsentExitCode = 77, TimeoutMs = 240_000;

    private static readonly Lazy<string?> Obstacle = new(FindObstacle);

    private readonly Process process;
    private readonly Task<string> errors;

    private Workload(Process process)
    {
        this.process = process;
        errors = process.StandardError.ReadToEndAsync();
        Pid = int.Parse(process.StandardOutput.ReadLine() ?? throw new InvalidOperationException(errors.Result), CultureInfo.InvariantCulture);
    }

    /// <summary>The executable with all of them; compiled by the first that asks, where there is a compiler.</summary>
    public static string Executable { get; } = Repository.PathOf("artifacts", "workload");

    /// <summary>Of the process; its children's parent.</summary>
    public int Pid { get; }

    /// <param name="arguments">A workload's name and arguments: tests/workloads/main.c lists them.</param>
    public static Workload Start(params IEnumerable<string> arguments)
    {
        Machine.RequireRoot();
        Skip.If(Obstacle.Value is not null, Obstacle.Value);
        var start = new ProcessStartInfo(Executable, ["--wait", .. arguments])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        return new Workload(Process.Start(start)!);
    }

    /// <summary>Lets it go, waits for its end and gives what it counted by name; skips the test when the machine lacks what it needs.</summary>
    public IReadOnlyDictionary<string, long> Finish()
    {
        process.StandardInput.WriteLine();
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(TimeoutMs))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"the workload did not end within {TimeoutMs} ms");
        }

        Skip.If(process.ExitCode == AbsentExitCode, errors.Result.Trim());
        Assert.True(process.ExitCode == 0, $"the workload ended with {process.ExitCode}: {errors.Result}");
        return output.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' '))
            .ToDictionary(w => w[0], w => long.Parse(w[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
    }

    private static string? FindObstacle()
    {
        // In a test machine there is the executable alone.
        var script = Repository.PathOf("eng", "workload");
        var (code, output) = File.Exists(script) ? Commands.Run(script) : (0, "");
        return code == 0 && File.Exists(Executable) ? null : $"the workloads cannot be compiled here: {output}";
    }
}
