// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace BpfSharp.Kernel.Syscalls;

/// <summary>setrlimit(2) of locked memory, which kernels before 5.11 charge maps and programs to.</summary>
internal static unsafe partial class ResourceLimit
{
    private const int RLIMIT_MEMLOCK = 8;

    /// <summary>Lifts the limit for this process; 0 or a negated errno (EPERM without CAP_SYS_RESOURCE).</summary>
    public static int RaiseMemoryLock()
    {
        var unlimited = stackalloc ulong[2] { ulong.MaxValue, ulong.MaxValue };
        return Errno.Result(Native(RLIMIT_MEMLOCK, unlimited));
    }

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    private static partial int Native(int resource, void* limit);
}
