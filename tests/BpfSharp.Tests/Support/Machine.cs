// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Tests.Support;

/// <summary>What this machine can do for a test; each method skips the test with the reason when it can't.</summary>
internal static class Machine
{
    public static bool IsRoot { get; } = Environment.UserName == "root" || File.Exists("/proc/1/environ") && CanRead("/proc/1/environ");

    /// <summary>In a machine that software emulates, time says nothing of our code.</summary>
    public static bool IsEmulated { get; } = File.Exists("/proc/cpuinfo") && File.ReadAllText("/proc/cpuinfo").Contains("QEMU TCG", StringComparison.Ordinal);

    public static void RequireRoot() => Skip.IfNot(IsRoot, "needs root");

    public static void RequireFile(string path, string what) => Skip.IfNot(File.Exists(path), $"needs {what} ({path})");

    /// <summary>The path of a program on this machine; skips when it is not installed.</summary>
    public static string RequireProgram(string name)
    {
        var found = (Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin:/sbin").Split(':').Select(d => Path.Combine(d, name)).FirstOrDefault(File.Exists);
        Skip.If(found is null, $"needs {name}");
        return found!;
    }

    /// <summary>Where the cgroup v2 hierarchy is mounted, be it beside one of version 1; skips where it is not.</summary>
    public static string RequireCgroups()
    {
        var root = File.ReadLines("/proc/mounts").Select(l => l.Split(' ')).FirstOrDefault(w => w[2] == "cgroup2")?[1];
        Skip.If(root is null, "no cgroup v2 hierarchy is mounted");
        return root!;
    }

    private static bool CanRead(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }
}
