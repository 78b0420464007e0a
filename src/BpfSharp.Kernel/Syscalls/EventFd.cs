// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using BpfSharp.Kernel.Handles;

namespace BpfSharp.Kernel.Syscalls;

/// <summary>eventfd(2): a counter that wakes an epoll from another thread.</summary>
internal static unsafe partial class EventFd
{
    private const int EFD_CLOEXEC = 0x80000, EFD_NONBLOCK = 0x800;

    public static int Create() => Errno.Result(NativeCreate(0, EFD_CLOEXEC | EFD_NONBLOCK));

    public static int Signal(KernelFd fd)
    {
        ulong one = 1;
        return (int)Errno.Result(NativeWrite(fd, &one, sizeof(ulong)));
    }

    /// <summary>Sets the counter back to 0.</summary>
    public static void Reset(KernelFd fd)
    {
        Span<byte> counter = stackalloc byte[sizeof(ulong)];
        _ = ReadFile.Into(fd, counter);
    }

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial int NativeCreate(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint NativeWrite(KernelFd fd, void* buffer, nuint count);
}
