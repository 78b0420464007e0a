// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using BpfSharp.Kernel.Perf;

namespace BpfSharp.Kernel.Syscalls;

/// <summary>perf_event_open(2) through syscall(2). EACCES or EPERM: perf_event_paranoid or no CAP_PERFMON; ENODEV: that CPU is offline.</summary>
internal static unsafe partial class PerfEventOpen
{
    private const nint PERF_FLAG_FD_CLOEXEC = 8;
    private static readonly nint Number = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 241 : 298;

    /// <summary>The new descriptor or a negated errno.</summary>
    /// <param name="pid">-1 for every process; then a CPU must be named.</param>
    public static int Open(ref PerfEventAttr attr, int pid, int cpu)
    {
        fixed (PerfEventAttr* pointer = &attr)
        {
            return (int)Errno.Result(Native(Number, pointer, pid, cpu, -1, PERF_FLAG_FD_CLOEXEC));
        }
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Native(nint number, void* attr, nint pid, nint cpu, nint group, nint flags);
}
