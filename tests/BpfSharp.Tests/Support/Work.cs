// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;

namespace BpfSharp.Tests.Support;

/// <summary>Small processes that do something countable.</summary>
internal static class Work
{
    /// <summary>Opens one file by cat; returns its pid when it has ended.</summary>
    public static int Cat(string path) => RunToEnd("/bin/cat", path);

    public static int Shell(string command) => RunToEnd("/bin/sh", "-c", command);

    public static int RunToEnd(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        process.StandardOutput.ReadToEnd();
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.Id;
    }
}
