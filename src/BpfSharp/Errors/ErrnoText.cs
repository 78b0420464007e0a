// SPDX-License-Identifier: Apache-2.0
namespace BpfSharp.Errors;

/// <summary>Meanings of errno values, as bpf(2), perf_event_open(2) and the file system calls use them.</summary>
internal static class ErrnoText
{
    private static readonly Dictionary<int, string> Meanings = new()
    {
        [1] = "operation not permitted",
        [2] = "no such file, key or event",
        [3] = "no such process or kernel symbol",
        [4] = "interrupted",
        [5] = "input/output error",
        [7] = "too large: more entries, instructions or verifier steps than allowed, or a newer attribute than the kernel knows",
        [9] = "bad file descriptor",
        [11] = "try again",
        [12] = "out of memory",
        [13] = "permission denied",
        [14] = "bad address",
        [16] = "busy",
        [17] = "already exists",
        [19] = "no such device",
        [20] = "not a directory",
        [21] = "is a directory",
        [22] = "invalid argument",
        [23] = "too many open files in the system",
        [24] = "too many open files in this process",
        [28] = "no space left",
        [30] = "read-only file system",
        [34] = "out of range",
        [38] = "system call not implemented",
        [61] = "no data",
        [75] = "value too large",
        [90] = "message too long",
        [92] = "protocol not available",
        [95] = "not supported",
        [110] = "timed out",
        [114] = "already in progress",
        [524] = "not supported by this kernel",
    };

    public static string Name(int errno) => ErrnoNames.Find(errno) ?? $"errno {errno}";

    /// <summary>"create map counts: EPERM (operation not permitted); run as root".</summary>
    public static string Describe(string operation, string name, int errno, string? remedy)
    {
        var subject = name.Length == 0 ? operation : operation + " " + name;
        var reason = errno == 0 ? "" : Meanings.TryGetValue(errno, out var meaning) ? $": {Name(errno)} ({meaning})" : ": " + Name(errno);
        return remedy is null ? subject + reason : $"{subject}{reason}; {remedy}";
    }
}
