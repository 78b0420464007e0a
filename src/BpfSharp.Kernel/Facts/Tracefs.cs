// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Kernel.Syscalls;

namespace BpfSharp.Kernel.Facts;

/// <summary>The tracing file system: ids and formats of tracepoints, the trace pipe. Mounted on first use when it is not.</summary>
internal static class Tracefs
{
    private const string Usual = "/sys/kernel/tracing";
    private static string? root;

    /// <summary>Its directory; null when it is not mounted and cannot be.</summary>
    public static string? Root => root ??= Locate();

    public static string? EventPath(string category, string name, string file) =>
        Root is { } directory && IsPlain(category) && IsPlain(name) ? $"{directory}/events/{category}/{name}/{file}" : null;

    /// <summary>The number perf_event_open takes; null when there is no such tracepoint.</summary>
    public static int? EventId(string category, string name) => EventPath(category, name, "id") is { } path ? ProcFile.TryReadInteger(path) : null;

    public static string? EventFormat(string category, string name) => EventPath(category, name, "format") is { } path ? ProcFile.TryReadText(path) : null;

    public static bool HasEvent(string category, string name) => EventPath(category, name, "id") is { } path && File.Exists(path);

    /// <summary>The events of a category; none when it does not exist.</summary>
    public static IEnumerable<string> EventNames(string category) =>
        Root is { } directory && IsPlain(category) && Directory.Exists($"{directory}/events/{category}")
            ? Directory.GetDirectories($"{directory}/events/{category}").Select(static d => Path.GetFileName(d))
            : [];

    /// <summary>Names come from programs; none may walk out of the directory.</summary>
    private static bool IsPlain(string name) => name.Length > 0 && !name.Contains('/') && name[0] != '.';

    private static string? Locate()
    {
        // One cheap test before reading the mount table: start-up time is a budget.
        if (Directory.Exists(Usual + "/events"))
        {
            return Usual;
        }

        if (MountTable.Find("tracefs") is { } mounted)
        {
            return mounted;
        }

        return Mount.FileSystem("tracefs", Usual) == 0 ? Usual : MountTable.Find("debugfs") is { } debug ? debug + "/tracing" : null;
    }
}
