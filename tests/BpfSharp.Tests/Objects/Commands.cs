// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;

namespace BpfSharp.Tests.Objects;

/// <summary>Other tools that read and write BPF objects, for tests of being understood by them.</summary>
internal static class Commands
{
    public const string Bpftool = "/usr/sbin/bpftool";
    public const string Clang = "/usr/bin/clang";

    private const string BpfFileSystem = "/sys/fs/bpf";

    /// <summary>Loads an object with libbpf, as bpftool has it, and unpins it after <paramref name="check"/>.</summary>
    public static void Load(string directory, byte[] elf, Action<string>? check = null)
    {
        Skip.IfNot(File.Exists(Bpftool), "bpftool is not installed");
        Skip.IfNot(Environment.IsPrivilegedProcess, "loading programs needs root");
        if (!File.ReadLines("/proc/mounts").Any(l => l.Contains($" {BpfFileSystem} bpf ", StringComparison.Ordinal)))
        {
            Run("/usr/bin/mount", "-t", "bpf", "bpf", BpfFileSystem);
        }

        var file = Path.Combine(directory, "object.o");
        File.WriteAllBytes(file, elf);
        var pins = $"{BpfFileSystem}/bpfsharp-test-{Guid.NewGuid():n}";
        try
        {
            var (code, output) = Run(Bpftool, "prog", "loadall", file, pins);
            Assert.True(code == 0, output);
            check?.Invoke(pins);
        }
        finally
        {
            if (Directory.Exists(pins))
            {
                Directory.Delete(pins, recursive: true);
            }
        }
    }

    /// <summary>With what it says on both streams.</summary>
    public static (int Code, string Output) Run(string program, params string[] arguments)
    {
        var (code, output, errors) = RunApart(program, arguments);
        return (code, output + errors);
    }

    /// <summary>What it says on standard output, remarks aside.</summary>
    public static string OutputOf(string program, params string[] arguments) => RunApart(program, arguments).Output;

    private static (int Code, string Output, string Errors) RunApart(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }
}
