// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using BpfSharp.Kernel.Handles;

namespace BpfSharp.Kernel.Syscalls;

/// <summary>epoll_create1(2), epoll_ctl(2), epoll_wait(2).</summary>
internal static unsafe partial class Epoll
{
    private const int EPOLL_CLOEXEC = 0x80000, EPOLL_CTL_ADD = 1;
    private const uint EPOLLIN = 1;

    public static int Create() => Errno.Result(NativeCreate(EPOLL_CLOEXEC));

    /// <summary>Watches a descriptor for input; <paramref name="tag"/> comes back from <see cref="Wait"/>.</summary>
    public static int Add(KernelFd epoll, KernelFd fd, int tag) => BitConverter.IsLittleEndian && IsPacked
        ? AddPacked(epoll, fd, tag)
        : AddNatural(epoll, fd, tag);

    /// <summary>Tags of the descriptors that have input; 0 at the time-out, a negated errno (EINTR on signals) otherwise.</summary>
    public static int Wait(KernelFd epoll, Span<int> tags, int timeoutMs)
    {
        // Room for either layout: 12 bytes packed on x86-64, 16 elsewhere.
        var stride = IsPacked ? 12 : 16;
        var events = stackalloc byte[16 * tags.Length];
        var count = Errno.Result(NativeWait(epoll, events, tags.Length, timeoutMs));
        for (var i = 0; i < count; i++)
        {
            tags[i] = *(int*)(events + (i * stride) + (stride - 8));
        }

        return count;
    }

    private static bool IsPacked => RuntimeInformation.ProcessArchitecture == Architecture.X64;

    private static int AddPacked(KernelFd epoll, KernelFd fd, int tag)
    {
        var data = stackalloc uint[3] { EPOLLIN, (uint)tag, 0 };
        return Errno.Result(NativeControl(epoll, EPOLL_CTL_ADD, fd, data));
    }

    private static int AddNatural(KernelFd epoll, KernelFd fd, int tag)
    {
        var data = stackalloc uint[4] { EPOLLIN, 0, (uint)tag, 0 };
        return Errno.Result(NativeControl(epoll, EPOLL_CTL_ADD, fd, data));
    }

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int NativeCreate(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int NativeControl(KernelFd epoll, int operation, KernelFd fd, void* data);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static partial int NativeWait(KernelFd epoll, void* events, int count, int timeoutMs);
}
