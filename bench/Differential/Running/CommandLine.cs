// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;

namespace BpfSharp.Differential.Running;

/// <summary>Runs other programs.</summary>
internal static class CommandLine
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(60);

    /// <summary>The status of what took too long.</summary>
    public const int TookTooLong = -1;

    public static bool Exists(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, name)));

    /// <summary>Exit status and both outputs.</summary>
    public static (int Status, string Output, string Errors) Run(string program, IEnumerable<string> arguments, string folder, TimeSpan? limit = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(limit ?? TimeLimit))
        {
            process.Kill(entireProcessTree: true);
            return (TookTooLong, "", "took too long");
        }

        process.WaitForExit();
        return (process.ExitCode, output.Result, errors.Result);
    }
}
