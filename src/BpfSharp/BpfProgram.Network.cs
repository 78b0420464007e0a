// SPDX-License-Identifier: Apache-2.0
using BpfSharp.Kernel;
using BpfSharp.Kernel.Bpf;
using BpfSharp.Kernel.Network;
using BpfSharp.Kernel.Syscalls;
using BpfSharp.Links;
using BpfSharp.Objects;

namespace BpfSharp;

/// <summary>Attaching to the network: traffic control, netkit, netfilter, sockets, network namespaces.</summary>
public sealed partial class BpfProgram
{
    private const string OwnNamespace = "/proc/self/ns/net";

    /// <summary>Runs on packets coming in or going out, after those attached earlier (tcx). Linux 6.6.</summary>
    public BpfLink AttachTcx(int interfaceIndex, bool isEgress = false) => Linked(
        $"tcx {(isEgress ? "egress" : "ingress")} of interface {interfaceIndex}",
        LinkCalls.Create(Handle, interfaceIndex, (uint)(isEgress ? AttachType.TcxEgress : AttachType.TcxIngress), 0, 0, 0),
        "there must be such an interface, and the kernel must have tcx (Linux 6.6)");

    /// <summary>
    /// Runs on packets coming in or going out, as a filter of traffic control in direct-action mode. Linux 4.5, where <see cref="AttachTcx"/> needs 6.6. The
    /// filter belongs to the interface: disposing takes it away, but it outlives a process that is killed ("tc filter show dev …" lists it).
    /// </summary>
    /// <param name="priority">Lower runs first; 0 goes in front of those there are.</param>
    /// <exception cref="BpfException">ENODEV: no such interface. ENOENT: the kernel has no clsact. EPERM: CAP_NET_ADMIN is missing.</exception>
    public BpfLink AttachTc(int interfaceIndex, bool isEgress = false, ushort priority = 0)
    {
        var description = $"tc {(isEgress ? "egress" : "ingress")} of interface {interfaceIndex}";
        const string Remedy = "there must be such an interface, and the kernel must have clsact (CONFIG_NET_SCH_INGRESS and CONFIG_NET_CLS_BPF)";
        var made = TrafficControl.AddClsact(interfaceIndex);
        if (made < 0 && made != -Errno.EEXIST)
        {
            throw Refused(description, made, Remedy);
        }

        if (made >= 0)
        {
            TrafficControlLink.RememberClsact(interfaceIndex);
        }

        var result = TrafficControl.AddFilter(Handle, Name, interfaceIndex, isEgress, priority, out var filter);
        if (result >= 0)
        {
            return owner.Register(new TrafficControlLink(description, filter));
        }

        TrafficControlLink.ForgetClsact(interfaceIndex);
        throw Refused(description, result, Remedy);
    }

    /// <summary>Runs on what a netkit device sends; the section must be netkit/primary or netkit/peer, and the interface the primary device. Linux 6.7.</summary>
    public BpfLink AttachNetkit(int interfaceIndex) => Linked(
        $"netkit device {interfaceIndex}", LinkCalls.Create(Handle, interfaceIndex, (uint)Spec.ExpectedAttachType, 0, 0, 0),
        "the interface must be the primary device of a netkit pair, and the kernel must have netkit (Linux 6.7)");

    /// <summary>Runs at a netfilter hook. Linux 6.4.</summary>
    /// <param name="family">2 for IPv4 (NFPROTO_IPV4), 10 for IPv6.</param>
    /// <param name="hook">0 prerouting, 1 local in, 2 forward, 3 local out, 4 postrouting.</param>
    /// <param name="priority">Among the hook's functions; neither the lowest nor the highest of all ints.</param>
    public BpfLink AttachNetfilter(int family, int hook, int priority, bool defragments = false) => Linked(
        $"netfilter hook {hook} of family {family}",
        LinkCalls.Create(Handle, 0, (uint)AttachType.Netfilter, 0, (uint)family | (ulong)(uint)hook << 32, (uint)priority | (defragments ? 1ul << 32 : 0)),
        "another program may hold this priority, or the kernel lacks BPF for netfilter (CONFIG_NETFILTER_BPF_LINK, Linux 6.4)");

    /// <summary>Chooses sockets, or dissects flows, for a whole network namespace (sections sk_lookup and flow_dissector). Linux 5.9 and 5.7.</summary>
    /// <param name="namespacePath">A namespace file; null for the process's own.</param>
    public BpfLink AttachNetworkNamespace(string? namespacePath = null) => LinkedToPath(
        namespacePath ?? OwnNamespace, "network namespace", Spec.Type == ProgramType.FlowDissector ? AttachType.FlowDissector : Spec.ExpectedAttachType,
        "a namespace has one flow dissector, and none of its own while the first namespace has one");

    /// <summary>Runs on the messages or packets of all sockets of a map (sections sk_msg and sk_skb). Before 6.10 the map must outlive the link.</summary>
    public BpfLink AttachSockMap(BpfMap map)
    {
        var description = $"sockets of map {map.Name}";
        var type = (uint)(Spec.Type == ProgramType.SkMsg ? AttachType.SkMsgVerdict : Spec.ExpectedAttachType);
        var result = LinkCalls.Create(Handle, map.Handle, type);
        if (result != -Errno.EINVAL)
        {
            return Linked(description, result, null);
        }

        result = LinkCalls.Attach(Handle, map.Handle, type);
        return result >= 0
            ? owner.Register(new SockMapLink(description, Handle, map.Handle, type))
            : throw Refused(description, result, "the map must be a sockmap or sockhash");
    }
}
