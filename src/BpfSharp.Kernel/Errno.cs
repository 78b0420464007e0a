// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace BpfSharp.Kernel;

/// <summary>The errno values this library decides by. Calls here return results as the kernel does: what is below zero is an errno, negated.</summary>
/// <remarks>Source: include/uapi/asm-generic/errno-base.h and errno.h; ENOTSUPP from include/linux/errno.h.</remarks>
internal static class Errno
{
    public const int EPERM = 1, ENOENT = 2, ESRCH = 3, EINTR = 4, E2BIG = 7, EBADF = 9, EAGAIN = 11, ENOMEM = 12, EACCES = 13, EFAULT = 14, EBUSY = 16, EEXIST = 17,
        ENODEV = 19, EINVAL = 22, ENOSPC = 28, ENOSYS = 38, EOPNOTSUPP = 95, ENOTSUPP = 524;

    /// <summary>Turns libc's "-1 and errno" into the kernel's "negated errno".</summary>
    public static int Result(int result) => result == -1 ? -Marshal.GetLastPInvokeError() : result;
    public static long Result(long result) => result == -1 ? -Marshal.GetLastPInvokeError() : result;
}
