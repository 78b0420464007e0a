// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using BpfSharp.Kernel.Handles;

namespace BpfSharp.Kernel.Syscalls;

/// <summary>socket(2), send(2) and recv(2) of the routing netlink family, one message at a time.</summary>
internal sealed partial class NetlinkSocket(int fd) : KernelFd(fd)
{
    private const int AF_NETLINK = 16, SOCK_RAW = 3, SOCK_CLOEXEC = 0x80000, NETLINK_ROUTE = 0;

    /// <summary>A descriptor to make one of, or a negated errno.</summary>
    public static int Create() => Errno.Result(NativeSocket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));

    /// <summary>Bytes sent, or a negated errno.</summary>
    public long Send(ReadOnlySpan<byte> message) => Errno.Result((long)NativeSend(this, message, (nuint)message.Length, 0));

    /// <summary>Bytes of the next datagram, or a negated errno.</summary>
    public long Receive(Span<byte> into) => Errno.Result((long)NativeReceive(this, into, (nuint)into.Length, 0));

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int NativeSocket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint NativeSend(KernelFd fd, ReadOnlySpan<byte> data, nuint size, int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint NativeReceive(KernelFd fd, Span<byte> data, nuint size, int flags);
}
