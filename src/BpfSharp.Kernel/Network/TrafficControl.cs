// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using BpfSharp.Kernel.Handles;
using BpfSharp.Kernel.Syscalls;

namespace BpfSharp.Kernel.Network;

/// <summary>A filter of a clsact queueing discipline: where it hangs and how the kernel numbered it.</summary>
internal readonly record struct TrafficFilter(int InterfaceIndex, bool IsEgress, uint Handle, uint Info);

/// <summary>
/// Programs in traffic control: the clsact queueing discipline (Linux 4.5) and its BPF filters. Results are 0 or a negated errno: ENODEV no such interface,
/// ENOENT no clsact in this kernel, EPERM without CAP_NET_ADMIN.
/// </summary>
/// <remarks>Numbers from linux/rtnetlink.h and linux/pkt_sched.h, linux/pkt_cls.h.</remarks>
internal static class TrafficControl
{
    private const ushort RTM_NEWQDISC = 36, RTM_DELQDISC = 37, RTM_NEWTFILTER = 44, RTM_DELTFILTER = 45, RTM_GETTFILTER = 46;
    private const ushort NLMSG_ERROR = 2, NLMSG_DONE = 3;
    private const ushort NLM_F_ECHO = 8, NLM_F_EXCL = 0x200, NLM_F_CREATE = 0x400, NLM_F_DUMP = 0x300;
    private const ushort TCA_KIND = 1, TCA_OPTIONS = 2, TCA_BPF_FD = 6, TCA_BPF_NAME = 7, TCA_BPF_FLAGS = 8;
    private const uint TCA_BPF_FLAG_ACT_DIRECT = 1;
    private const uint ClsactHandle = 0xffff0000, ClsactParent = 0xfffffff1, Ingress = 0xfffffff2, Egress = 0xfffffff3;
    private const uint AllProtocols = 0x0300; // ETH_P_ALL in network order

    /// <summary>EEXIST when the interface has one already.</summary>
    public static int AddClsact(int interfaceIndex) =>
        Call(new NetlinkMessage(RTM_NEWQDISC, NLM_F_CREATE | NLM_F_EXCL, interfaceIndex, ClsactHandle, ClsactParent, 0).Add(TCA_KIND, "clsact"), out _);

    /// <summary>Takes away the discipline with all filters still in it.</summary>
    public static int RemoveClsact(int interfaceIndex) =>
        Call(new NetlinkMessage(RTM_DELQDISC, 0, interfaceIndex, ClsactHandle, ClsactParent, 0).Add(TCA_KIND, "clsact"), out _);

    /// <summary>Hangs a program in; its result decides about the packet (direct action).</summary>
    /// <param name="priority">Lower runs first; 0 lets the kernel choose one behind those there are.</param>
    public static int AddFilter(BpfFd program, string name, int interfaceIndex, bool isEgress, ushort priority, out TrafficFilter filter)
    {
        using var lease = program.Lease();
        var number = (uint)lease.Value;
        var message = new NetlinkMessage(
                RTM_NEWTFILTER, NLM_F_CREATE | NLM_F_EXCL | NLM_F_ECHO, interfaceIndex, 0, Parent(isEgress), ((uint)priority << 16) | AllProtocols)
            .Add(TCA_KIND, "bpf")
            .AddNested(TCA_OPTIONS, m => m.Add(TCA_BPF_FD, number).Add(TCA_BPF_NAME, name).Add(TCA_BPF_FLAGS, TCA_BPF_FLAG_ACT_DIRECT));
        var result = Call(message, out var echo);
        filter = new TrafficFilter(interfaceIndex, isEgress, echo.Handle, echo.Info);
        return result;
    }

    public static int RemoveFilter(TrafficFilter filter) => Call(
        new NetlinkMessage(RTM_DELTFILTER, 0, filter.InterfaceIndex, filter.Handle, Parent(filter.IsEgress), filter.Info).Add(TCA_KIND, "bpf"), out _);

    /// <summary>Whether any filter is left on either side of the interface.</summary>
    public static bool HasFilters(int interfaceIndex) => HasFilters(interfaceIndex, Ingress) || HasFilters(interfaceIndex, Egress);

    private static bool HasFilters(int interfaceIndex, uint parent) =>
        Call(new NetlinkMessage(RTM_GETTFILTER, NLM_F_DUMP, interfaceIndex, 0, parent, 0), out var found) < 0 || found.Handle != 0;

    private static uint Parent(bool isEgress) => isEgress ? Egress : Ingress;

    /// <summary>Sends one request and reads answers to the last; <paramref name="filter"/> is the handle and info of a filter among them.</summary>
    private static int Call(NetlinkMessage request, out (uint Handle, uint Info) filter)
    {
        filter = default;
        var fd = NetlinkSocket.Create();
        if (fd < 0)
        {
            return fd;
        }

        using var socket = new NetlinkSocket(fd);
        if (socket.Send(request.Finish()) is var sent and < 0)
        {
            return (int)sent;
        }

        Span<byte> buffer = stackalloc byte[16 * 1024];
        while (true)
        {
            var received = (int)socket.Receive(buffer);
            if (received == -Errno.EINTR)
            {
                continue;
            }

            if (received < 0)
            {
                return received;
            }

            if (IsEnd(buffer[..received], ref filter, out var result))
            {
                return result;
            }
        }
    }

    /// <summary>Walks the messages of one datagram up to the acknowledgement or the end of a list.</summary>
    private static bool IsEnd(ReadOnlySpan<byte> datagram, ref (uint Handle, uint Info) filter, out int result)
    {
        result = 0;
        while (datagram.Length >= NetlinkMessage.HeaderSize)
        {
            var length = (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(datagram), (uint)datagram.Length);
            var type = BinaryPrimitives.ReadUInt16LittleEndian(datagram[4..]);
            var body = datagram[NetlinkMessage.HeaderSize..Math.Max(length, NetlinkMessage.HeaderSize)];
            if (type is NLMSG_ERROR or NLMSG_DONE)
            {
                result = type == NLMSG_ERROR && body.Length >= 4 ? BinaryPrimitives.ReadInt32LittleEndian(body) : 0;
                return true;
            }

            // A chain without filters is told with handle 0.
            if (type == RTM_NEWTFILTER && body.Length >= NetlinkMessage.TrafficHeaderSize && BinaryPrimitives.ReadUInt32LittleEndian(body[8..]) is > 0 and var handle)
            {
                filter = (handle, BinaryPrimitives.ReadUInt32LittleEndian(body[16..]));
            }

            datagram = datagram[Math.Min((Math.Max(length, NetlinkMessage.HeaderSize) + 3) & ~3, datagram.Length)..];
        }

        return false;
    }
}
