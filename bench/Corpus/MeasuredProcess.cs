// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace BpfSharp.Corpus;

/// <summary>Runs a program and asks the kernel what exactly it used; the framework's own process class gives that of living ones only.</summary>
/// <remarks>posix_spawn(3), wait4(2). The outputs go to a file.</remarks>
internal static unsafe partial class MeasuredProcess
{
    private const int WriteCreateTruncate = 1 | 64 | 512;

    /// <param name="Status">As a shell gives it; 128 and the signal when one ended it.</param>
    public readonly record struct Usage(int Status, double WallMs, double CpuMs, double PeakMb);

    public static Usage Run(IReadOnlyList<string> command, string log)
    {
        // SAFETY: the opaque structure has 80 bytes in glibc and musl; 256 leave room.
        var actions = stackalloc byte[256];
        _ = posix_spawn_file_actions_init(actions);
        _ = posix_spawn_file_actions_addopen(actions, 1, log, WriteCreateTruncate, 420);
        _ = posix_spawn_file_actions_adddup2(actions, 1, 2);
        var arguments = Strings([.. command]);
        var environment = Strings([.. Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>().Select(static e => $"{e.Key}={e.Value}")]);
        var start = Stopwatch.GetTimestamp();
        var error = posix_spawnp(out var id, command[0], actions, 0, arguments, environment);
        var status = 0;
        var usage = stackalloc long[32];
        var isReaped = error == 0 && wait4(id, &status, 0, usage) == id;
        var wall = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        _ = posix_spawn_file_actions_destroy(actions);
        Free(arguments);
        Free(environment);
        if (!isReaped)
        {
            return new Usage(127, wall, 0, 0);
        }

        // struct rusage: user and system time as seconds and microseconds, then the peak in kilobytes.
        var cpu = ((usage[0] + usage[2]) * 1e3) + ((usage[1] + usage[3]) / 1e3);
        var signal = status & 0x7f;
        return new Usage(signal != 0 ? 128 + signal : status >> 8 & 0xff, wall, cpu, usage[4] / 1024.0);
    }

    private static nint* Strings(string[] texts)
    {
        var block = (nint*)NativeMemory.Alloc((nuint)(texts.Length + 1), (nuint)sizeof(nint));
        for (var i = 0; i < texts.Length; i++)
        {
            block[i] = Marshal.StringToCoTaskMemUTF8(texts[i]);
        }

        block[texts.Length] = 0;
        return block;
    }

    private static void Free(nint* block)
    {
        for (var i = 0; block[i] != 0; i++)
        {
            Marshal.FreeCoTaskMem(block[i]);
        }

        NativeMemory.Free(block);
    }

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_init(byte* actions);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_destroy(byte* actions);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int posix_spawn_file_actions_addopen(byte* actions, int descriptor, string path, int flags, uint mode);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_adddup2(byte* actions, int from, int to);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int posix_spawnp(out int id, string file, byte* actions, nint attributes, nint* arguments, nint* environment);

    [LibraryImport("libc")]
    private static partial int wait4(int id, int* status, int options, long* usage);
}
