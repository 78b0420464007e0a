// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using BpfSharp.Kernel.Handles;

namespace BpfSharp.Kernel.Syscalls;

/// <summary>ioctl(2) with an integer argument, as perf events use it.</summary>
internal static unsafe partial class Ioctl
{
    public static int Call(KernelFd fd, uint request, nint argument) => Errno.Result(Native(fd, request, argument));

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Native(KernelFd fd, nuint request, nint argument);
}
